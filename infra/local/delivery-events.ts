import type { InboxMail } from "./mail-folder.ts";

/** The SNS notification with which SES reports delivered mails, with the parts that we read. */
export function deliveryEvents(mails: readonly InboxMail[]): unknown {
  return {
    Records: mails.map(({ messageId, to, tags }) => {
      const listed = Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]));
      const mail = { messageId, destination: to, tags: listed };
      return { Sns: { Message: JSON.stringify({ eventType: "Delivery", mail }) } };
    }),
  };
}
