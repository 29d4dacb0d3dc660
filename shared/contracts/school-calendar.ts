import * as z from "zod";
import { schoolWeekdays } from "../domain/calendar/school-calendar.ts";
import { line, listOf, localDate, schoolYear, territory } from "./fields.ts";

export const holidaysMax = 60;
export const surveyWeekdaysMax = 24;
export const entryTerritoriesMax = 50;

const spanFields = z.strictObject({ from: localDate, to: localDate.meta({ description: "Last day, included" }) });
const inOrder = { path: ["to"], message: "must not come before from" };
const span = spanFields.refine(({ from, to }) => from <= to, inOrder);

const firstAndLast = { description: "First and last day of lessons" };
const lessons = z
  .object({ "pre-primary": span, primary: span, "lower-secondary": span, "upper-secondary": span })
  .meta(firstAndLast);
const someLessons = z
  .strictObject({
    "pre-primary": span.exactOptional(),
    primary: span.exactOptional(),
    "lower-secondary": span.exactOptional(),
    "upper-secondary": span.exactOptional(),
  })
  .meta(firstAndLast);

const holiday = spanFields.extend({ reason: line }).refine(({ from, to }) => from <= to, inOrder);

const surveyWeekdays = z
  .strictObject({
    from: localDate.meta({ description: "The first date on which they hold: tomorrow at the earliest" }),
    territories: listOf(territory, entryTerritoriesMax, 1).exactOptional().meta({ description: "Absent: all" }),
    weekdays: z
      .array(z.enum(schoolWeekdays))
      .min(1)
      .max(schoolWeekdays.length)
      .refine((weekdays) => new Set(weekdays).size === weekdays.length, "names a weekday twice"),
  })
  .meta({ description: "Of the entries that concern a territory the one that began last holds" });

export const schoolCalendarBody = z.strictObject({
  lessons: someLessons.exactOptional(),
  holidays: listOf(holiday, holidaysMax).exactOptional(),
  surveyWeekdays: listOf(surveyWeekdays, surveyWeekdaysMax).exactOptional(),
});

export const schoolCalendar = z
  .object({
    schoolYear,
    lessons,
    holidays: z.array(holiday).meta({ description: "Dates on which no school of the region has lessons" }),
    surveyWeekdays: z.array(surveyWeekdays),
  })
  .meta({ id: "SchoolCalendar", description: "Lessons, holidays and survey weekdays of one school year" });
