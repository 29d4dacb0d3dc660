import type { InboxMail } from "./mail-folder.ts";

/** What SES tells by way of SNS of mails that have arrived, as far as it is read. */
export function deliveryEvents(mails: readonly InboxMail[]): unknown {
  return {
    Records: mails.map(({ messageId, to, tags }) => {
      const listed = Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]));
      const mail = { messageId, destination: to, tags: listed };
      return { Sns: { Message: JSON.stringify({ eventType: "Delivery", mail }) } };
    }),
  };
}
