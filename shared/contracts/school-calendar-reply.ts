import type * as z from "zod";
import { type EnteredSchoolCalendar, schoolCalendarOf } from "../domain/calendar/entered-school-calendar.ts";
import type { SchoolYear } from "../domain/calendar/school-year.ts";
import type { schoolCalendar } from "./school-calendar.ts";

/** The calendar of the school year as it crosses HTTP: the entered values, and the built-in ones for the rest. */
export function schoolCalendarReply(
  schoolYear: SchoolYear,
  entered: EnteredSchoolCalendar,
): z.output<typeof schoolCalendar> {
  const { lessons, holidays, surveyWeekdays } = schoolCalendarOf(schoolYear, entered);
  return {
    schoolYear,
    lessons,
    holidays: [...holidays],
    surveyWeekdays: surveyWeekdays.map(({ from, territories, weekdays }) => ({
      from,
      ...(territories === undefined ? {} : { territories: [...territories] }),
      weekdays: [...weekdays],
    })),
  };
}
