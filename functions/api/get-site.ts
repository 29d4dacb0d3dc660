import { siteReply } from "../../shared/contracts/site-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-site")(async ({ site, now }) => ({ status: 200, body: siteReply(site, now) }));
