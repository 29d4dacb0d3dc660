import { addDays, weekdayOf } from "../../shared/domain/calendar/local-date.ts";
import { surveyWindow } from "../../shared/domain/survey/survey-window.ts";

/** Prints, for every Tuesday and Thursday of the given years, the date and the instants of its window. */
const [from = "", to = ""] = process.argv.slice(2);

for (let date = `${from}-01-01`; date <= `${to}-12-31`; date = addDays(date, 1)) {
  if (weekdayOf(date) !== "tuesday" && weekdayOf(date) !== "thursday") continue;
  const { opensAt, dueAt, lateUntil } = surveyWindow(date);
  process.stdout.write(`${date} ${opensAt.getTime()} ${dueAt.getTime()} ${lateUntil.getTime()}\n`);
}
