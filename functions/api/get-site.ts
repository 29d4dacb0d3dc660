import { siteReply } from "../../shared/contracts/site-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-site")(async ({ site, caller, now }) => {
  const { enrolment, ...entry } = siteReply(site, now);
  // A school authority does not see counts.
  const isTold = enrolment !== undefined && caller.role !== "school-authority";
  return { status: 200, body: { ...entry, ...(isTold ? { enrolment } : {}) } };
});
