import { alert } from "../../shared/contracts/alert.ts";
import { coverage } from "../../shared/contracts/coverage.ts";
import { mailLedgerEntry } from "../../shared/contracts/mail-ledger.ts";
import { type ApiClient, healthOfficeCaller } from "./api-client.ts";

/** What the system says of one survey day. */
export type DayTally = {
  date: string;
  state: string;
  expected: number;
  onTime: number;
  late: number;
  missing: number;
  exempt: number;
  unexpected: number;
  /** Reminders that SES accepted, by the ledger. */
  reminders: number;
  /** The same in the inbox. */
  remindersInInbox: number;
  /** Institutes that could not be mailed for want of a working address. */
  withoutAddress: readonly string[];
  /** Reminders of which it is not known whether SES took them. */
  uncertain: readonly string[];
};

export type Tally = {
  days: DayTally[];
  /** Alerts with a crossing on one of the days, and those crossings, by rule. */
  byRule: Readonly<Record<string, RuleTally>>;
};

type RuleTally = { alerts: number; crossings: number };

/** Accepted by SES, whatever became of the mail then. */
const acceptedStatuses: ReadonlySet<string> = new Set(["sent", "delivered", "bounced", "complained"]);

/** Counts what is in store, ledger and inbox about the survey days. */
export async function tally(surveyDates: readonly string[], api: ApiClient): Promise<Tally> {
  const inbox = await api.inbox();
  const days: DayTally[] = [];
  for (const date of surveyDates) {
    const { state, totals, unexpected } = await api.get(
      healthOfficeCaller,
      `/v1/survey-days/${date}/coverage`,
      coverage,
    );
    const ledger = await api.list("/v1/mail-ledger", { date, kind: "reminder" }, mailLedgerEntry);
    const institutes = (matches: (entry: (typeof ledger)[number]) => boolean) => [
      ...new Set(ledger.filter(matches).map(({ recipient }) => recipient)),
    ];
    days.push({
      date,
      state,
      ...totals,
      unexpected,
      reminders: ledger.filter(({ status }) => acceptedStatuses.has(status)).length,
      remindersInInbox: inbox.filter(({ tags }) => tags.kind === "reminder" && tags.surveyDate === date).length,
      withoutAddress: institutes(({ status, reason }) => status === "skipped" && reason === "no-valid-address"),
      uncertain: institutes(({ status }) => status === "uncertain" || status === "claimed"),
    });
  }

  return { days, byRule: await tallyAlerts(new Set(surveyDates), api) };
}

async function tallyAlerts(dates: ReadonlySet<string>, api: ApiClient): Promise<Record<string, RuleTally>> {
  const byRule = new Map<string, RuleTally>();
  for (const { rule, crossings: kept, crossingsTotal } of await api.list("/v1/alerts", {}, alert)) {
    const inDates = kept.filter(({ surveyDate }) => dates.has(surveyDate)).length;
    // Those left out lie between the first one and the others.
    const crossings = inDates === kept.length ? crossingsTotal : inDates;
    if (crossings === 0) continue;
    const known = byRule.get(rule) ?? { alerts: 0, crossings: 0 };
    byRule.set(rule, { alerts: known.alerts + 1, crossings: known.crossings + crossings });
  }
  return Object.fromEntries(byRule);
}
