import { alertIdsMax } from "../../shared/contracts/mail-ledger.ts";
import { formatInstant } from "../../shared/domain/calendar/local-date.ts";
import { type LedgerEntry, ledgerKinds } from "../../shared/domain/ledger/mail-ledger.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("get-mail-ledger")(async ({ query }, deps) => {
  const { date, kind } = query;
  const entries: LedgerEntry[] = [];
  for (const wanted of kind === undefined ? ledgerKinds : [kind]) {
    for await (const page of deps.mailLedger.pagesOfDay(date, wanted, deps.onDamaged)) entries.push(...page);
  }
  const sorted = entries.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const page = pageByKey(sorted, keyOf, pageRequest(query));
  return { status: 200, body: { ...page, items: page.items.map(reply) } };
});

function keyOf({ kind, recipient, round }: LedgerEntry): string {
  return `${kind}#${recipient}#${String(round).padStart(3, "0")}`;
}

function reply({
  surveyDate,
  alerts,
  alertsAt: _,
  aboutDate: __,
  siteCodes,
  leaseUntil: ___,
  faults: ____,
  claimedAt,
  sentAt,
  ...entry
}: LedgerEntry) {
  return {
    date: surveyDate,
    ...entry,
    claimedAt: formatInstant(claimedAt),
    ...(sentAt === undefined ? {} : { sentAt: formatInstant(sentAt) }),
    ...(siteCodes === undefined ? {} : { siteCodes: [...siteCodes] }),
    ...(alerts === undefined
      ? {}
      : { alertIds: alerts.slice(0, alertIdsMax).map(({ alertId }) => alertId), alertsTotal: alerts.length }),
  };
}
