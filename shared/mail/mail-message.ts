/** What a person reads: their language first, another below. The text says everything that the HTML says. */
export type MailMessage = { subject: string; text: string; html: string };
