import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { noteContactChange } from "../flows/mail/note-contact-change.ts";

export const handler = handlerFor("put-institute-contacts")(async ({ path, body, caller, now }, deps) => {
  const { instituteCode } = path;
  const institute = await deps.institutes.get(instituteCode, { consistent: true });
  if (institute === undefined) return { problem: { reason: "not-found" } };

  await noteContactChange(instituteCode, institute.contacts, body.contacts, now, deps);
  const written = { by: caller.subject, at: now };
  const outcome = await deps.institutes.setContacts(instituteCode, body.contacts, written, body.language);
  if (outcome.kind === "no-such-institute") return { problem: { reason: "not-found" } };
  const { contacts, language } = outcome.institute;
  return { status: 200, body: { contacts: [...contacts], language } };
});
