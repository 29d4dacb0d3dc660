import { alert } from "../../shared/contracts/alert.ts";
import { coverage } from "../../shared/contracts/coverage.ts";
import { mailLedgerEntry } from "../../shared/contracts/mail-ledger.ts";
import { type ApiClient, healthOfficeCaller } from "./api-client.ts";

/** The system's counts for one survey day. */
export type DayTally = {
  date: string;
  state: string;
  expected: number;
  onTime: number;
  late: number;
  missing: number;
  exempt: number;
  unexpected: number;
  /** Reminders that SES accepted, according to the ledger. */
  reminders: number;
  /** The reminders in the inbox. */
  remindersInInbox: number;
  /** Institutes without a working address, which nobody could mail. */
  withoutAddress: readonly string[];
  /** Reminders that SES may or may not have taken. */
  uncertain: readonly string[];
};

export type Tally = {
  days: DayTally[];
  /** Per rule: the alerts with a crossing on one of the days, and those crossings. */
  byRule: Readonly<Record<string, RuleTally>>;
};

type RuleTally = { alerts: number; crossings: number };

/** SES accepted the mail. Later events do not matter here. */
const acceptedStatuses: ReadonlySet<string> = new Set(["sent", "delivered", "bounced", "complained"]);

/** Counts the records of the survey days in store, ledger and inbox. */
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
    // The crossings left out of the answer lie between the first one and the others.
    const crossings = inDates === kept.length ? crossingsTotal : inDates;
    if (crossings === 0) continue;
    const known = byRule.get(rule) ?? { alerts: 0, crossings: 0 };
    byRule.set(rule, { alerts: known.alerts + 1, crossings: known.crossings + crossings });
  }
  return Object.fromEntries(byRule);
}
