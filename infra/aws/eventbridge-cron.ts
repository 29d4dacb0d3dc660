/** No number means a weekday here: croner's Sunday is 0, EventBridge's is 1. */
const weekdayNames = /^(?:SUN|MON|TUE|WED|THU|FRI|SAT)(?:[,-](?:SUN|MON|TUE|WED|THU|FRI|SAT))*$/;

/**
 * A cron of `shared/schedules.ts` (minute, hour, day of month, month, weekday) as EventBridge writes it: six fields
 * with the year, and `?` in that one of the two day fields which says nothing.
 *
 * @throws RangeError for what EventBridge cannot say, or would understand as another day.
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
