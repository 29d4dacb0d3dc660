/** Weekdays need names, because the numbers differ: Sunday is 0 in croner and 1 in EventBridge. */
const weekdayNames = /^(?:SUN|MON|TUE|WED|THU|FRI|SAT)(?:[,-](?:SUN|MON|TUE|WED|THU|FRI|SAT))*$/;

/**
 * Turns a cron of `shared/schedules.ts` (minute, hour, day of month, month, weekday) into EventBridge's form. That form
 * has six fields with the year, and `?` in the day field that is not used.
 *
 * @throws RangeError for a cron that EventBridge cannot express, or would read as another day.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function eventBridgeCron(cron: string): string {
  const fields = cron.split(" ");
  const [minute, hour, dayOfMonth, month, weekday] = fields;
  if (fields.length !== 5 || weekday === undefined) throw new RangeError(`not a cron of five fields: ${cron}`);
  if (weekday === "*") return `cron(${minute} ${hour} ${dayOfMonth} ${month} ? *)`;
  if (dayOfMonth !== "*") throw new RangeError(`EventBridge cannot ask for a day of the month and a weekday: ${cron}`);
  if (!weekdayNames.test(weekday)) throw new RangeError(`weekdays are written as names: ${cron}`);
  return `cron(${minute} ${hour} ? ${month} ${weekday} *)`;
}
