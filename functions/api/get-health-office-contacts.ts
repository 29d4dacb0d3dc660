import { healthOfficeContactsReply } from "../../shared/contracts/health-office-contacts-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-health-office-contacts")(async ({ office }, deps) => {
  const contacts = await deps.settings.healthOfficeContacts(office, deps.onDamaged);
  return { status: 200, body: healthOfficeContactsReply(contacts), version: contacts.version };
});
