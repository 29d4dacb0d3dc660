import { healthOfficeContactsReply } from "../../shared/contracts/health-office-contacts-reply.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-health-office-contacts")(async (_request, deps) => {
  const contacts = await deps.settings.healthOfficeContacts(firstOfficeCode, deps.onDamaged);
  return { status: 200, body: healthOfficeContactsReply(contacts), version: contacts.version };
});
