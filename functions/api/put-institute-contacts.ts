import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("put-institute-contacts")(async ({ path, body, caller, now }, deps) => {
  const written = { by: caller.subject, at: now };
  const outcome = await deps.institutes.setContacts(path.instituteCode, body.contacts, written);
  if (outcome.kind === "no-such-institute") return { problem: { reason: "not-found" } };
  return { status: 200, body: { contacts: [...outcome.institute.contacts] } };
});
