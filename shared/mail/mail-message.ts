/** What a person reads: their language first, another below; the text says everything the HTML says. */
export type MailMessage = { subject: string; text: string; html: string };
