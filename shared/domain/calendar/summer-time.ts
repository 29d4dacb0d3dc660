const marchMonth = 2;
const octoberMonth = 9;

/** Both months have 31 days. Clocks change at 01:00 UTC in every country of the Union. */
function lastSundayOf(year: number, month: typeof marchMonth | typeof octoberMonth): number {
  const lastDay = new Date(Date.UTC(year, month, 31, 1));
  return lastDay.setUTCDate(31 - lastDay.getUTCDay());
}

/**
 * Whether clocks in Italy show summer time at the instant: from the last Sunday of March to the last of October, since
 * 1996. Source: Directive 2000/84/EC, articles 2 to 4. Its end was proposed but never decided.
 */
export function isSummerTime(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  const millis = instant.getTime();
  return lastSundayOf(year, marchMonth) <= millis && millis < lastSundayOf(year, octoberMonth);
}
