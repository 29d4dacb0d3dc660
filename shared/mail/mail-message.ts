/** What a person reads: Italian first, English below; the text says everything the HTML says. */
export type MailMessage = { subject: string; text: string; html: string };
