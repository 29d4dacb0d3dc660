import Table from "cli-table3";
import type { Driven } from "./run-replay.ts";
import type { DayTally, Tally } from "./tally.ts";

/** The output of `--json`: reports from the store, mails from the ledger. */
export type ReplayResult = {
  reports: { onTime: number; late: number; missing: number; refused: number };
  /** Reminders mailed. */
  reminders: number;
  /** Alerts opened by any rule. */
  alerts: number;
  /** Site-days on which the absolute layer crossed. A reader can count them in the file. */
  crossings: number;
  byRule: Tally["byRule"];
  wallSeconds: number;
};

export function replayResult({ days, byRule }: Tally, driven: Driven, wallSeconds: number): ReplayResult {
  return {
    reports: {
      onTime: total(days, "onTime"),
      late: total(days, "late"),
      missing: total(days, "missing"),
      refused: driven.refusals.length,
    },
    reminders: total(days, "reminders"),
    alerts: Object.values(byRule).reduce((sum, { alerts }) => sum + alerts, 0),
    crossings: byRule.absolute?.crossings ?? 0,
    byRule,
    wallSeconds: Math.round(wallSeconds * 10) / 10,
  };
}

type Count = { [Key in keyof DayTally]: DayTally[Key] extends number ? Key : never }[keyof DayTally];

function total(days: readonly DayTally[], count: Count): number {
  return days.reduce((sum, day) => sum + day[count], 0);
}

/** Only this many refusals and rejected rows are listed; the rest is counted. */
const listedMax = 200;

/** The final table and the remarks about it. */
export function replaySummary(tally: Tally, driven: Driven, rows: number, wallSeconds: number): string {
  const { days } = tally;
  const table = new Table({
    head: ["survey day", "expected", "on time", "late", "missing", "exempt", "refused", "reminders", "in the inbox"],
    colAligns: ["left", ...Array.from({ length: 8 }, () => "right" as const)],
    style: { head: [], border: [] },
  });
  const refusedOn = (date: string) => driven.refusals.filter(({ surveyDate }) => surveyDate === date).length;
  for (const day of days) {
    table.push([
      day.date,
      day.expected,
      day.onTime,
      day.late,
      day.missing,
      day.exempt,
      refusedOn(day.date),
      day.reminders,
      day.remindersInInbox,
    ]);
  }
  table.push([
    "in total",
    total(days, "expected"),
    total(days, "onTime"),
    total(days, "late"),
    total(days, "missing"),
    total(days, "exempt"),
    driven.refusals.length,
    total(days, "reminders"),
    total(days, "remindersInInbox"),
  ]);

  const withoutAddress = [...new Set(days.flatMap((day) => day.withoutAddress))];
  const uncertain = days.flatMap(({ date, uncertain: ofDay }) => ofDay.map((institute) => `${institute} (${date})`));
  const perSecond = driven.reportSeconds > 0 ? Math.round(driven.reportsSent / driven.reportSeconds) : 0;
  const lines = [
    ...rejectedLines(driven),
    ...refusalLines(driven),
    table.toString(),
    `${rows} rows of absences, ${driven.reportsSent} entered; ${driven.registryRows} registry rows, ${driven.sentinelRows} sentinel rows, ${driven.rejected.length} rejected.`,
    alertsLine(tally.byRule),
    remindersLine(days),
    listLine("Institutes without an address, not mailed", withoutAddress),
    listLine("Reminders that may or may not have been sent", uncertain),
    listLine("Jobs that failed", driven.jobFailures),
    listLine("Unexpected reports, outside completeness", unexpectedOf(days)),
    `${perSecond} reports a second; ${wallSeconds.toFixed(1)} s in all, ${driven.moveSeconds.toFixed(1)} of them in the jobs that the clock ran.`,
    "Classes, where the file has none, are the pupils / 22, rounded up.",
  ];
  return `${lines.filter((line) => line !== "").join("\n")}\n`;
}

function alertsLine(byRule: Tally["byRule"]): string {
  const rules = Object.entries(byRule).map(
    ([rule, { alerts, crossings }]) => `${alerts} by the rule ${rule} (${crossings} crossings)`,
  );
  return `Alerts opened: ${rules.length === 0 ? "none" : rules.join(", ")}.`;
}

function remindersLine(days: readonly DayTally[]): string {
  const unequal = days.filter((day) => day.reminders !== day.remindersInInbox).map(({ date }) => date);
  return unequal.length === 0
    ? "The ledger's reminders are those in the inbox."
    : `The ledger's reminders are not those in the inbox on ${unequal.join(", ")}.`;
}

function unexpectedOf(days: readonly DayTally[]): string[] {
  return days.filter(({ unexpected }) => unexpected > 0).map(({ date, unexpected }) => `${unexpected} on ${date}`);
}

function listLine(what: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  const more = items.length > listedMax ? ` and ${items.length - listedMax} more` : "";
  return `${what}: ${items.length} (${items.slice(0, listedMax).join(", ")}${more}).`;
}

function rejectedLines({ rejected }: Driven): string[] {
  return limited(rejected.map(({ file, line, code, reason }) => `${file}, line ${line}: ${code} rejected: ${reason}`));
}

function refusalLines({ refusals }: Driven): string[] {
  return limited(
    refusals.map(
      ({ line, siteCode, surveyDate, problem }) => `line ${line}: ${siteCode} on ${surveyDate} refused: ${problem}`,
    ),
  );
}

function limited(lines: readonly string[]): string[] {
  return lines.length > listedMax ? [...lines.slice(0, listedMax), `and ${lines.length - listedMax} more`] : [...lines];
}
