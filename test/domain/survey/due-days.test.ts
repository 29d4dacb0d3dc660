import { describe, expect, test } from "vitest";
import { calendarOf } from "../../../shared/domain/calendar/calendar.ts";
import type { Closure } from "../../../shared/domain/calendar/closure.ts";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import type { Reopening, Site } from "../../../shared/domain/registry/site.ts";
import { askedDayOf, dueDates, surveyDayAfter, surveyDayBefore } from "../../../shared/domain/survey/due-days.ts";

const thursday = "2023-02-16";
const open = new Date("2023-02-16T10:00:00+01:00");
const closed = new Date("2023-02-20T10:00:00+01:00");

const site: Site = {
  siteCode: "ZZEE80101A",
  instituteCode: "ZZIC80100A",
  name: "Primaria",
  territory: "VALDORSA",
  level: "primary",
  sentinelFrom: "2022-01-01",
  enrolments: [],
  reopenings: [],
};
const other: Site = { ...site, siteCode: "ZZEE80102B", name: "Altra" };

function reopened(surveyDate: string): Reopening {
  const [at, until] = [new Date("2023-02-20T09:00:00+01:00"), new Date("2023-02-21T12:00:00+01:00")];
  return { surveyDate, at, until, reason: "Dato mancante", by: "ats-1" };
}

const region: Closure = {
  closureId: "snow",
  kind: "closure",
  scope: { kind: "region" },
  from: thursday,
  to: thursday,
  reason: "Neve",
};
const ofSite: Closure = { ...region, closureId: "works", scope: { kind: "site", siteCode: site.siteCode } };

function calendarWith(closures: readonly Closure[]) {
  return calendarOf({ closures, schoolYears: new Map(), rites: new Map() });
}

const before = (date: string) => surveyDayBefore(date, site.territory, calendarWith([]));
const after = (date: string) => surveyDayAfter(date, [site], calendarWith([]));

describe("the days on which something is due", () => {
  test.each([
    ["the Tuesday alone on the day after it", "2023-02-15T23:59:59.999+01:00", ["2023-02-14"]],
    ["the Thursday from its midnight on", "2023-02-16T00:00:00.000+01:00", [thursday]],
    ["still the day after, for who is late", "2023-02-17T23:59:59.999+01:00", [thursday]],
    ["not two days after", "2023-02-18T00:00:00.000+01:00", []],
  ])("are %s", (_, now, dates) => {
    expect(dueDates([site], calendarWith([]), new Date(now))).toEqual(dates);
  });

  test.each([
    ["not before it is granted", "2023-02-20T08:59:59.999+01:00", []],
    ["from when it is granted", "2023-02-20T09:00:00.000+01:00", ["2023-02-14"]],
    ["beside the survey day that is open", "2023-02-21T11:59:59.999+01:00", ["2023-02-14"]],
    ["not from its end on", "2023-02-21T12:00:00.000+01:00", []],
  ])("include a reopened day %s", (_, now, dates) => {
    const due = dueDates([site, { ...other, reopenings: [reopened("2023-02-14")] }], calendarWith([]), new Date(now));
    expect(due.filter((date) => date < "2023-02-20")).toEqual(dates);
  });

  test("have each day once, oldest first, whichever site has it reopened", () => {
    const sites = [site, other].map((one) => ({ ...one, reopenings: [reopened(thursday), reopened("2023-02-14")] }));
    expect(dueDates(sites, calendarWith([]), closed)).toEqual(["2023-02-14", thursday]);
  });

  test("are empty when the whole region is closed", () => {
    expect(dueDates([site], calendarWith([region]), open)).toEqual([]);
  });
});

describe("the sites that are asked on a survey day", () => {
  const asked = (sites: readonly Site[], closures: readonly Closure[], now: Date) =>
    askedDayOf(thursday, sites, calendarWith(closures), now);

  test.each([
    ["open", open],
    ["late", new Date("2023-02-17T23:59:59.999+01:00")],
  ])("every sentinel site while the day is %s", (state, now) => {
    expect(asked([site, other], [], now)).toEqual({
      surveyDate: thursday,
      state,
      asked: [
        { site, isClosed: false },
        { site: other, isClosed: false },
      ],
    });
  });

  test.each([
    ["from its first day as a sentinel site", { sentinelFrom: thursday }, 1],
    ["not the day before that", { sentinelFrom: "2023-02-17" }, 0],
    ["up to the day before its last", { sentinelFrom: "2022-01-01", sentinelUntil: "2023-02-17" }, 1],
    ["not from the day on which it is none any more", { sentinelFrom: "2022-01-01", sentinelUntil: thursday }, 0],
  ])("a site %s", (_, dates, count) => {
    expect(asked([{ ...site, ...dates }], [], open).asked).toHaveLength(count);
  });

  test("a site that is closed is asked as closed; of a closed region nobody is asked", () => {
    expect(asked([site, other], [ofSite], open).asked.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    expect(asked([site, other], [region], open).asked).toEqual([]);
  });

  test("are only those with a reopening after the day has closed; its state is then reopened", () => {
    const reopening = reopened(thursday);
    const again = { ...other, reopenings: [reopening] };
    expect(asked([site, again], [], closed)).toEqual({
      surveyDate: thursday,
      state: "reopened",
      asked: [{ site: again, isClosed: false, reopening }],
    });
    expect(asked([site, again], [], reopening.until)).toEqual({ surveyDate: thursday, state: "closed", asked: [] });
    expect(asked([site, other], [], closed)).toEqual({ surveyDate: thursday, state: "closed", asked: [] });
  });

  test("a reopening of another day, or of a site that was not a sentinel, asks nobody", () => {
    const elsewhere = { ...site, reopenings: [reopened("2023-02-14")] };
    const never = { ...site, sentinelFrom: "2023-02-17", reopenings: [reopened(thursday)] };
    expect(asked([elsewhere, never], [], closed)).toEqual({ surveyDate: thursday, state: "closed", asked: [] });
  });
});

describe("the survey days next to a date", () => {
  test("are the nearest ones, the date itself left out", () => {
    expect(before(thursday)).toBe("2023-02-14");
    expect(after("2023-02-14")).toBe(thursday);
    expect(surveyDayAfter("2023-02-14", [site], calendarWith([region]))).toBe("2023-02-21");
  });

  test.each([
    ["the last one before the summer, up to three weeks after it", before, "2023-06-29", 21],
    ["the first one after the summer, from three weeks before it", after, "2022-09-06", -21],
  ])("are %s", (_, beside, date, days) => {
    expect(beside(addDays(date, days))).toBe(date);
    expect(beside(addDays(date, days + Math.sign(days)))).toBeUndefined();
  });
});
