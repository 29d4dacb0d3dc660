import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-health-office-contacts")(async (_request, deps) => {
  const { version, alertDigests, operationsNotices } = await deps.settings.healthOfficeContacts(deps.onDamaged);
  const body = { version, alertDigests: [...alertDigests], operationsNotices: [...operationsNotices] };
  return { status: 200, body, version };
});
