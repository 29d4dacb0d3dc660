import { healthOfficeContactsReply } from "../../shared/contracts/health-office-contacts-reply.ts";
import { ownerOfOffice } from "../../shared/domain/registry/contact-change.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { contactCounts } from "../flows/audit/contact-counts.ts";
import { noteContactChange } from "../flows/mail/note-contact-change.ts";

export const handler = handlerFor("put-health-office-contacts")(async (request, deps) => {
  const { body, ifMatch, caller, office, decider, now } = request;
  const before = await deps.settings.healthOfficeContacts(office, deps.onDamaged);
  if (ifMatch !== undefined && ifMatch !== "any" && !ifMatch.includes(before.version))
    return { problem: { reason: "stale-version", currentVersion: before.version } };

  const summary = { before: contactCounts(before), after: contactCounts(body) };
  await deps.audit.append({ ...decider, target: `contacts ${office}`, ...summary });
  await noteContactChange(ownerOfOffice(office), everybodyIn(before), everybodyIn(body), now, deps);
  const written = { by: caller.subject, at: now };
  const outcome =
    ifMatch === undefined || ifMatch === "any"
      ? { kind: "saved" as const, contacts: await deps.settings.setHealthOfficeContacts(office, body, written) }
      : await deps.settings.replaceHealthOfficeContacts(office, ifMatch, body, written);
  const { version } = outcome.contacts;
  if (outcome.kind === "conflict") return { problem: { reason: "stale-version", currentVersion: version } };
  return { status: 200, body: healthOfficeContactsReply(outcome.contacts), version };
});

type Lists<Known> = Record<"alertDigests" | "operationsNotices", readonly Known[]>;

function everybodyIn<Known>({ alertDigests, operationsNotices }: Lists<Known>) {
  return [...alertDigests, ...operationsNotices];
}
