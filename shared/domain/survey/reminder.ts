import { addDays, formatInstant, type LocalDate } from "../calendar/local-date.ts";
import type { InstituteCode, SiteCode } from "../codes.ts";
import type { DayRow } from "./day-rows.ts";

export const reminderRounds = [1, 2] as const;
export type ReminderRound = (typeof reminderRounds)[number];

/** The time in Italy on the day after the survey day, `HH:mm`, from which each round is due. */
const dueFrom = { 1: "08:30", 2: "14:00" } as const satisfies Record<ReminderRound, string>;

/** The institutes with missing sites, in order of code, each with those sites in order of code. */
export function institutesToRemind(rows: Iterable<DayRow>): Map<InstituteCode, SiteCode[]> {
  const missing = [...rows].flatMap(({ site, state }) => (site !== undefined && state === "missing" ? [site] : []));
  const byInstitute = [...Map.groupBy(missing, ({ instituteCode }) => instituteCode)];
  byInstitute.sort(([one], [other]) => (one < other ? -1 : 1));
  return new Map(byInstitute.map(([code, sites]) => [code, sites.map(({ siteCode }) => siteCode).toSorted()]));
}

/**
 * The rounds that should have been sent by now: from their time on the day after the survey day until the end of that
 * day. So a later run catches up with a missed one. An institute that gets round 1 only after 14:00 does not need round
 * 2.
 * @param secondRound whether the health office wants a second round
 */
export function reminderRoundsDue(surveyDate: LocalDate, now: Date, secondRound: boolean): readonly ReminderRound[] {
  const wallClock = formatInstant(now);
  if (wallClock.slice(0, 10) !== addDays(surveyDate, 1)) return [];
  return reminderRounds.filter((round) => wallClock.slice(11, 16) >= dueFrom[round] && (round === 1 || secondRound));
}
