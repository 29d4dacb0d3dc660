import { describe, expectTypeOf, test } from "vitest";
import type { Calendar, TerritoryCalendar } from "../../../shared/domain/calendar/calendar.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** The compiler checks these lines. The check fails when a type changes, or when an expected error disappears. */

declare const calendar: Calendar;

describe("the calendar", () => {
  test("is asked for a territory, or by name for none in particular, and in no other way", () => {
    expectTypeOf<keyof Calendar>().toEqualTypeOf<"of" | "regional" | "anywhere">();
    expectTypeOf<Calendar["of"]>().toEqualTypeOf<(territory: Territory) => TerritoryCalendar>();
    expectTypeOf<Calendar["regional"]>().toEqualTypeOf<() => TerritoryCalendar>();
    expectTypeOf<Calendar["anywhere"]>().toEqualTypeOf<() => TerritoryCalendar>();
    // @ts-expect-error: the territory is missing
    calendar.isSurveyDay("2023-02-16");
    // @ts-expect-error: the territory is missing
    calendar.surveyDays("2023-02-01", "2023-02-28");
    // @ts-expect-error: a territory that may be undefined is not enough
    calendar.of(undefined);
    // @ts-expect-error: the territory is missing
    calendar.of();
  });

  test("is all that handlers and jobs are given of it", () => {
    expectTypeOf<Deps["calendar"]>().toEqualTypeOf<() => Promise<Calendar>>();
  });
});
