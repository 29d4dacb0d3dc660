import { describe, expect, test } from "vitest";
import {
  decideSchoolCalendar,
  type EnteredSchoolCalendar,
  schoolCalendarOf,
} from "../../../shared/domain/calendar/entered-school-calendar.ts";
import { permanentSchoolCalendar } from "../../../shared/domain/calendar/lombardy.ts";

const year = "2025-26";
const today = "2026-01-20";
const permanent = permanentSchoolCalendar(year);
const begun = { from: "2025-11-03", territories: ["LODI"], weekdays: ["monday", "friday"] } as const;
const tomorrow = { ...begun, from: "2026-01-21" };

describe("the calendar of a school year", () => {
  test("is the permanent one without entries", () => {
    expect(schoolCalendarOf(year, {})).toEqual(permanent);
  });

  test("has the levels that were entered, and keeps the others", () => {
    const later = { from: "2025-09-15", to: "2026-06-06" };
    expect(schoolCalendarOf(year, { lessons: { primary: later } }).lessons).toEqual({
      ...permanent.lessons,
      primary: later,
    });
  });

  test("has the holidays that were entered, and no others", () => {
    const holidays = [{ from: "2025-12-20", to: "2026-01-10", reason: "Natale" }];
    expect(schoolCalendarOf(year, { holidays }).holidays).toEqual(holidays);
    expect(schoolCalendarOf(year, { holidays: [] }).holidays).toEqual([]);
  });

  test("keeps the permanent weekdays below those that were entered, also where they are entered once more", () => {
    const whole = [...permanent.surveyWeekdays, begun];
    expect(schoolCalendarOf(year, { surveyWeekdays: [begun] }).surveyWeekdays).toEqual(whole);
    expect(schoolCalendarOf(year, { surveyWeekdays: whole }).surveyWeekdays).toEqual(whole);
  });
});

describe("a new entry for a school year", () => {
  const decide = (after: EnteredSchoolCalendar, before: EnteredSchoolCalendar | undefined = {}) =>
    decideSchoolCalendar(year, before, after, today);
  const accepted = { kind: "accepted" };
  const refused = (reason: string, ...path: (string | number)[]) => ({ kind: "refused", reason, path });

  test.each<[string, EnteredSchoolCalendar]>([
    ["nothing", {}],
    ["weekdays from tomorrow on", { surveyWeekdays: [tomorrow] }],
    ["weekdays of the last day", { surveyWeekdays: [{ ...begun, from: "2026-08-31" }] }],
    ["the permanent calendar, as it is read", permanent],
    ["holidays that have begun", { holidays: [{ from: "2025-09-01", to: "2026-08-31", reason: "Chiuso" }] }],
  ])("is accepted: %s", (_, after) => {
    expect(decide(after)).toEqual(accepted);
  });

  test("may leave, move and change weekdays that have not begun", () => {
    const before = { surveyWeekdays: [begun, tomorrow] };
    expect(decide({ surveyWeekdays: [begun] }, before)).toEqual(accepted);
    expect(decide({ surveyWeekdays: [begun, { ...tomorrow, weekdays: ["monday"] }] }, before)).toEqual(accepted);
  });

  test.each<[string, EnteredSchoolCalendar, ReturnType<typeof refused>]>([
    [
      "weekdays from today on",
      { surveyWeekdays: [{ ...begun, from: today }] },
      refused("weekdays-begun", "surveyWeekdays", 0, "from"),
    ],
    [
      "weekdays of the summer before",
      { surveyWeekdays: [tomorrow, { ...begun, from: "2025-08-31" }] },
      refused("outside-school-year", "surveyWeekdays", 1, "from"),
    ],
    [
      "weekdays of the year after",
      { surveyWeekdays: [{ ...begun, from: "2026-09-01" }] },
      refused("outside-school-year", "surveyWeekdays", 0, "from"),
    ],
    [
      "lessons that begin before the year",
      { lessons: { primary: { from: "2025-08-31", to: "2026-06-08" } } },
      refused("outside-school-year", "lessons", "primary"),
    ],
    [
      "holidays that end after it",
      { holidays: [{ from: "2026-08-31", to: "2026-09-01", reason: "Estate" }] },
      refused("outside-school-year", "holidays", 0),
    ],
  ])("is refused: %s", (_, after, refusal) => {
    expect(decide(after)).toEqual(refusal);
  });

  test("does not change the weekdays that have begun", () => {
    const before = { surveyWeekdays: [begun] };
    expect(decide({}, before)).toEqual(refused("weekdays-begun", "surveyWeekdays"));
    expect(decide({ surveyWeekdays: [{ ...begun, weekdays: ["monday"] }] }, before)).toEqual(
      refused("weekdays-begun", "surveyWeekdays", 0, "from"),
    );
    expect(decide({ surveyWeekdays: [begun, { ...begun, territories: ["MILANO"] }] }, before)).toEqual(
      refused("weekdays-begun", "surveyWeekdays", 1, "from"),
    );
  });

  test("takes weekdays that have begun where nobody can read which they were", () => {
    expect(decideSchoolCalendar(year, undefined, { surveyWeekdays: [begun] }, today)).toEqual(accepted);
  });
});
