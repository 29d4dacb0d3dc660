import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("put-institute-contacts")(async ({ path, body }, deps) => {
  const outcome = await deps.institutes.setContacts(path.instituteCode, body.contacts);
  if (outcome.kind === "no-such-institute") return { problem: { reason: "not-found" } };
  return { status: 200, body: { contacts: [...outcome.institute.contacts] } };
});
