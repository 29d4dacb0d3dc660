import { enrolmentReply } from "../../shared/contracts/enrolment-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("list-enrolments")(async ({ site: { siteCode }, query }, deps) => {
  const page = await deps.enrolments.list(siteCode, pageRequest(query), deps.onDamaged);
  return { status: 200, body: { ...page, items: page.items.map((step) => enrolmentReply(siteCode, step)) } };
});
