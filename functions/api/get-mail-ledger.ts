import { mailLedgerReply } from "../../shared/contracts/mail-ledger-reply.ts";
import { ledgerKinds } from "../../shared/domain/ledger/mail-ledger.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { ledgerKeyText } from "../flows/mail/ledger-of-day.ts";
import { ownEntries } from "../flows/mail/own-entries.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("get-mail-ledger")(async ({ query, caller, jurisdiction }, deps) => {
  const seen = caller.role === "school-authority" ? (["reminder"] as const) : ledgerKinds;
  const kinds = seen.filter((kind) => query.kind === undefined || query.kind === kind);
  const entries = await ownEntries(query.date, kinds, jurisdiction, deps);
  const page = pageByKey(entries, ledgerKeyText, pageRequest(query));
  return { status: 200, body: { ...page, items: page.items.map(mailLedgerReply) } };
});
