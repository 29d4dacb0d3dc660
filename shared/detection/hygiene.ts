import type { BaselinePoint, ExclusionReason, NotClosedDay } from "../domain/alerts/explanation.ts";
import { dayFlags } from "../domain/calendar/day-flags.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import { noCount, notTraining } from "../domain/survey/day-sheet.ts";

/** A day with a known cause is tested, but it raises no more than *attention* and confirms nothing. */
const knownCauseFlags = dayFlags.strike | dayFlags.weather;

/** Whether a site with these flags was asked and open. */
export function wasAskedAndOpen(flags: number): boolean {
  return (flags & (dayFlags.expected | dayFlags.exempt)) === dayFlags.expected;
}

/** Whether there is a count to test: reported, open, with pupils. */
export function isObserved(absent: number, pupils: number, flags: number): boolean {
  return absent !== noCount && pupils > 0 && (flags & dayFlags.exempt) === 0;
}

/**
 * After this many survey days an alarmed observation trains again. What lasts six weeks is the new usual and no
 * outbreak. A baseline that never learnt it would alarm for as long as older days are available.
 */
const alarmedDaysMax = 12;

/** The bits of `dayFlags` that still count `daysBefore` survey days later. */
export function lastingFlags(daysBefore: number): number {
  return daysBefore > alarmedDaysMax ? ~dayFlags.alarmed : ~0;
}

/** Whether the observation may train a baseline. `flags` are those that still count. */
export function trains(absent: number, pupils: number, flags: number): boolean {
  return absent !== noCount && pupils > 0 && (flags & notTraining) === 0;
}

export function hasKnownCause(flags: number): boolean {
  return (flags & knownCauseFlags) !== 0;
}

export function knownCauseOf(flags: number): "strike" | "weather" | undefined {
  if ((flags & dayFlags.strike) !== 0) return "strike";
  return (flags & dayFlags.weather) !== 0 ? "weather" : undefined;
}

const exclusions = [
  ["strike", dayFlags.strike],
  ["weather", dayFlags.weather],
  ["alarmed", dayFlags.alarmed],
  ["year-start", dayFlags.yearStart],
  ["after-break", dayFlags.afterBreak],
  ["before-closure", dayFlags.beforeClosure],
] as const satisfies readonly (readonly [ExclusionReason, number])[];

/** Why an observation with these flags does not train, the strongest reason first; `undefined` when it does. */
export function exclusionReasonOf(flags: number): Exclude<ExclusionReason, "guard"> | undefined {
  return exclusions.find(([, bit]) => (flags & bit) !== 0)?.[0];
}

/**
 * The points excluded from a baseline, oldest first. The result adds the survey days that were never closed between its
 * oldest point and the tested day.
 * @param used oldest first
 */
export function withNotClosed<Excluded extends { surveyDate: LocalDate }>(
  excluded: readonly Excluded[],
  used: readonly BaselinePoint[],
  testedDate: LocalDate,
  notClosed: readonly LocalDate[],
): (Excluded | NotClosedDay)[] {
  const oldest = used[0]?.surveyDate ?? testedDate;
  const between = notClosed.filter((surveyDate) => oldest < surveyDate && surveyDate < testedDate);
  const days = between.map((surveyDate): NotClosedDay => ({ surveyDate, reason: "not-closed" }));
  return [...excluded, ...days].toSorted((one, other) => (one.surveyDate < other.surveyDate ? -1 : 1));
}
