import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestDateOf, digestDates, isTellingOver, unrecordedOf } from "../../../shared/domain/alerts/telling.ts";
import { permanentCalendar } from "../../../shared/domain/calendar/calendar.ts";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";

describe("the telling of a closed day", () => {
  const since = new Date("2023-02-18T00:10:00+01:00");

  it.each([
    ["2023-03-04T00:09:59+01:00", false],
    ["2023-03-04T00:10:00+01:00", true],
  ])("is over after a fortnight: at %s %s", (instant, isOver) => {
    expect(isTellingOver({ since }, new Date(instant))).toBe(isOver);
  });
});

describe("what could not be recorded", () => {
  const names = (length: number) => Array.from({ length }, (_, number) => `site.${number}.absolute`);

  it("is kept by its names, and beyond a limit as everything", () => {
    expect(unrecordedOf([])).toEqual({});
    expect(unrecordedOf(names(500))).toEqual({ unrecorded: names(500) });
    expect(unrecordedOf(names(501))).toEqual({ unrecorded: ["*"] });
  });
});

describe("a digest in the ledger", () => {
  it.each([
    ["on the survey day itself", "2023-02-16", "2023-02-16"],
    ["as long as a day that was closed in time may be told", "2023-03-05", "2023-02-16"],
    ["of a day that is judged again later", "2023-03-06", "2023-03-02"],
    ["of a day that is judged again on a survey day", "2023-03-07", "2023-03-07"],
    ["of a day that is judged again in summer", "2023-08-20", "2023-06-29"],
  ])("lies under a survey day from which nobody is far: %s", (_, today, date) => {
    expect(digestDateOf("2023-02-16", today)).toBe(date);
  });

  it("is found from the day on which it was sent, whatever day it is about", () => {
    const day = fc.integer({ min: 0, max: 1_000 }).map((days) => addDays("2022-06-01", days));
    const span = fc.nat(30);
    fc.assert(
      fc.property(day, fc.nat(60), span, span, (sent, age, before, after) => {
        const surveyDays = permanentCalendar.regional().surveyDays(addDays(sent, -380), sent);
        const lies = digestDateOf(surveyDays.at(-1 - age) ?? "", sent);
        const dates = digestDates("2022-09-13", addDays(sent, -before), addDays(sent, after), permanentCalendar);
        expect(dates).toContain(lies);
        expect(new Set(dates).size).toBe(dates.length);
      }),
    );
  });

  it("is looked for from the survey day on which the first of them may lie, and not from the one before", () => {
    expect(digestDates("2023-02-16", "2023-02-17", "2023-02-17", permanentCalendar)[1]).toBe("2023-01-31");
  });

  it("is looked for under few dates", () => {
    expect(digestDates("2023-02-16", "2023-02-16", "2023-02-16", permanentCalendar)).toEqual([
      "2023-02-16",
      "2023-01-26",
      "2023-01-31",
      "2023-02-02",
      "2023-02-07",
      "2023-02-09",
      "2023-02-14",
    ]);
  });
});
