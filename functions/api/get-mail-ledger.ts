import { mailLedgerReply } from "../../shared/contracts/mail-ledger-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { ledgerKeyText, ledgerOfDay } from "../flows/mail/ledger-of-day.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("get-mail-ledger")(async ({ query }, deps) => {
  const entries = await ledgerOfDay(query.date, query.kind, deps);
  const page = pageByKey(entries, ledgerKeyText, pageRequest(query));
  return { status: 200, body: { ...page, items: page.items.map(mailLedgerReply) } };
});
