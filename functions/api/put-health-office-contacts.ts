import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("put-health-office-contacts")(async ({ body, ifMatch }, deps) => {
  const current = await deps.settings.healthOfficeContacts();
  if (ifMatch !== undefined && ifMatch !== current.version) {
    return { problem: { reason: "stale-version", currentVersion: current.version } };
  }
  const { version, alertDigests, operationsNotices } = await deps.settings.setHealthOfficeContacts(body);
  const saved = { version, alertDigests: [...alertDigests], operationsNotices: [...operationsNotices] };
  return { status: 200, body: saved, version };
});
