import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("put-health-office-contacts")(async ({ body, ifMatch, caller, now }, deps) => {
  const written = { by: caller.subject, at: now };
  const outcome =
    ifMatch === undefined || ifMatch === "any"
      ? { kind: "saved" as const, contacts: await deps.settings.setHealthOfficeContacts(body, written) }
      : await deps.settings.replaceHealthOfficeContacts(ifMatch, body, written);
  const { version, alertDigests, operationsNotices } = outcome.contacts;
  if (outcome.kind === "conflict") return { problem: { reason: "stale-version", currentVersion: version } };
  const saved = { version, alertDigests: [...alertDigests], operationsNotices: [...operationsNotices] };
  return { status: 200, body: saved, version };
});
