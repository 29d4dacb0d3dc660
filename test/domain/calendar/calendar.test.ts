import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CalendarPlace,
  calendarDaysMax,
  calendarOf,
  type TerritoryCalendar,
} from "../../../shared/domain/calendar/calendar.ts";
import { type Closure, type ClosureScope, closureKinds } from "../../../shared/domain/calendar/closure.ts";
import { dayFlags } from "../../../shared/domain/calendar/day-flags.ts";
import { addDays, weekdayOf } from "../../../shared/domain/calendar/local-date.ts";
import { levels } from "../../../shared/domain/codes.ts";

/** A place, and its territory; of no territory, whatever concerns all. */
type Place = CalendarPlace & { territory?: string };

const milano: Place = {
  level: "primary",
  municipality: "F205",
  territory: "MILANO",
  instituteCode: "MIIC8AN00E",
  siteCode: "MIEE8AN02L",
};
const lodi: Place = { level: "primary", municipality: "E648", territory: "LODI" };
const infanzia: Place = { ...milano, level: "pre-primary", siteCode: "MIAA8AN01B" };

function closure(scope: ClosureScope, from: string, to = from, more: Partial<Closure> = {}): Closure {
  return { closureId: "c1", kind: "closure", scope, from, to, reason: "elections", ...more };
}

function calendarFor({ territory }: Place, closures: readonly Closure[]): TerritoryCalendar {
  const calendar = calendarOf({ closures, schoolYears: new Map(), rites: new Map() });
  return territory === undefined ? calendar.regional() : calendar.of(territory);
}

const surveyDayStatus = (date: string, place: Place, closures: readonly Closure[]) =>
  calendarFor(place, closures).statusOf(date, place);
const calendarFlags = (date: string, place: Place, closures: readonly Closure[]) =>
  calendarFor(place, closures).flagsOf(date, place);
const surveyDaysBetween = (from: string, to: string, place: Place, closures: readonly Closure[]) =>
  calendarFor(place, closures).surveyDays(from, to, place);

describe("a survey day", () => {
  const yes = { kind: "survey-day" };
  const no = (reason: string) => ({ kind: "not-a-survey-day", reason });
  const closed = (reason: string) => ({ kind: "closed", reason });
  test.each([
    ["the first survey day ever", "2023-02-16", milano, yes],
    ["a Wednesday", "2023-02-15", milano, no("weekday")],
    ["a Friday", "2023-02-17", milano, no("weekday")],
    ["a Saturday", "2023-02-18", milano, no("weekday")],
    ["the last Thursday before primary lessons begin", "2025-09-11", milano, no("outside-lessons")],
    ["12 September, where it is a Thursday", "2024-09-12", milano, yes],
    ["8 June, where it is a Thursday", "2023-06-08", milano, yes],
    ["the Tuesday after", "2023-06-13", milano, no("outside-lessons")],
    ["4 September for the smallest", "2025-09-04", infanzia, no("outside-lessons")],
    ["5 September for the smallest", "2023-09-05", infanzia, yes],
    ["11 September for the smallest", "2025-09-11", infanzia, yes],
    ["30 June for the smallest", "2026-06-30", infanzia, yes],
    ["1 July for nobody", "2025-07-01", infanzia, no("outside-lessons")],
    ["11 September, when any level counts", "2025-09-11", {}, yes],
    ["a Tuesday of Christmas", "2023-12-26", milano, no("holiday")],
    ["Maundy Thursday", "2024-03-28", milano, no("holiday")],
    ["the Tuesday after Easter", "2024-04-02", milano, no("holiday")],
    ["the Thursday after Easter", "2024-04-04", milano, yes],
    ["Saint Ambrose in Milano", "2023-12-07", milano, closed("patron-saint")],
    ["Saint Ambrose in Lodi", "2023-12-07", lodi, yes],
    ["Saint Ambrose for nowhere in particular", "2023-12-07", { level: "primary" }, yes],
    ["Saint Bassianus in Lodi", "2023-01-19", lodi, closed("patron-saint")],
    ["Shrove Tuesday in Lodi", "2024-02-13", lodi, closed("carnival")],
    ["Shrove Tuesday in Milano", "2024-02-13", milano, yes],
  ] as const)("%s, %s", (_, date, place, status) => {
    expect(surveyDayStatus(date, place, [])).toEqual(status);
  });
});

describe("a closure by the health office", () => {
  const day = "2023-03-14";
  const elsewhere = { ...milano, instituteCode: "MIIC8XX00A", siteCode: "MIEE8XX01B" };
  test.each([
    ["of the region makes it no survey day for anyone", { kind: "region" }, [milano, elsewhere, lodi], []],
    [
      "of a municipality exempts its sites",
      { kind: "municipality", municipality: "F205" },
      [milano, elsewhere],
      [lodi],
    ],
    [
      "of an institute exempts its sites",
      { kind: "institute", instituteCode: "MIIC8AN00E" },
      [milano, infanzia],
      [elsewhere],
    ],
    ["of a site exempts it alone", { kind: "site", siteCode: "MIEE8AN02L" }, [milano], [infanzia, elsewhere]],
  ] as const)("%s", (_, scope, concerned, others) => {
    const expected =
      scope.kind === "region"
        ? { kind: "not-a-survey-day", reason: "holiday" }
        : { kind: "closed", reason: "closure", closureId: "c1" };
    for (const place of concerned) expect(surveyDayStatus(day, place, [closure(scope, day)])).toEqual(expected);
    for (const place of others)
      expect(surveyDayStatus(day, place, [closure(scope, day)])).toEqual({ kind: "survey-day" });
  });

  test("beside others is named when it is the widest, then by its id, whichever was read first", () => {
    const site = closure({ kind: "site", siteCode: "MIEE8AN02L" }, day, day, { closureId: "a" });
    const institute = closure({ kind: "institute", instituteCode: "MIIC8AN00E" }, day, day, { closureId: "c" });
    const sameInstitute = { ...institute, closureId: "b" };
    const municipality = closure({ kind: "municipality", municipality: "F205" }, day, day, { closureId: "z" });
    const named = (given: Closure[]) => [given, given.toReversed()].map((read) => surveyDayStatus(day, milano, read));
    expect(named([site, institute, municipality])).toMatchObject([{ closureId: "z" }, { closureId: "z" }]);
    expect(named([site, institute, sameInstitute])).toMatchObject([{ closureId: "b" }, { closureId: "b" }]);
  });

  test("lasts from its first to its last day, both included", () => {
    const week = [closure({ kind: "region" }, "2023-03-14", "2023-03-16")];
    const days = ["2023-03-09", "2023-03-14", "2023-03-16", "2023-03-21"];
    expect(days.filter((date) => surveyDayStatus(date, milano, week).kind === "survey-day")).toEqual([
      "2023-03-09",
      "2023-03-21",
    ]);
  });

  test("for one level leaves the others, and the day as such", () => {
    const seniors = [closure({ kind: "region" }, day, day, { level: "primary" })];
    expect(surveyDayStatus(day, milano, seniors).kind).toBe("not-a-survey-day");
    expect(surveyDayStatus(day, infanzia, seniors).kind).toBe("survey-day");
    expect(surveyDayStatus(day, {}, seniors).kind).toBe("survey-day");
  });

  test("for every level, one by one, closes the day as such", () => {
    const all = levels.map((level) => closure({ kind: "region" }, day, day, { level }));
    expect(surveyDayStatus(day, {}, all).kind).toBe("not-a-survey-day");
    expect(surveyDaysBetween(day, day, {}, all)).toEqual([]);
    expect(surveyDaysBetween(day, day, {}, all.slice(0, -1))).toEqual([day]);
  });

  test("for the one level that has lessons makes the day as such a holiday", () => {
    const smallest = [closure({ kind: "region" }, "2026-06-30", "2026-06-30", { level: "pre-primary" })];
    expect(surveyDayStatus("2026-06-30", {}, smallest)).toEqual({ kind: "not-a-survey-day", reason: "holiday" });
  });

  test.each(["strike", "weather"] as const)("of kind %s closes nothing, but marks the day", (kind) => {
    const strike = [closure({ kind: "region" }, day, day, { kind })];
    expect(surveyDayStatus(day, milano, strike)).toEqual({ kind: "survey-day" });
    expect(calendarFlags(day, milano, strike)).toBe(dayFlags[kind]);
    expect(calendarFlags("2023-03-16", milano, strike)).toBe(0);
    expect(
      calendarFlags(day, lodi, [closure({ kind: "municipality", municipality: "F205" }, day, day, { kind })]),
    ).toBe(0);
  });
});

describe("the survey days of a span", () => {
  test("are its Tuesdays and Thursdays with lessons, both ends included", () => {
    expect(surveyDaysBetween("2023-02-16", "2023-02-28", milano, [])).toEqual([
      "2023-02-16",
      "2023-02-21",
      "2023-02-23",
      "2023-02-28",
    ]);
    expect(surveyDaysBetween("2023-02-16", "2023-02-15", milano, [])).toEqual([]);
  });

  test("leave out what closes the place", () => {
    const bridge = [closure({ kind: "institute", instituteCode: "MIIC8AN00E" }, "2023-02-20", "2023-02-21")];
    expect(surveyDaysBetween("2023-02-16", "2023-02-23", milano, bridge)).toEqual(["2023-02-16", "2023-02-23"]);
    expect(surveyDaysBetween("2023-02-16", "2023-02-23", lodi, bridge)).toEqual(["2023-02-16", "2023-02-23"]);
  });

  test("number 70 in Milano's primary schools in 2024-25, as counted on a wall calendar", () => {
    // September to June.
    const perMonth = [5, 10, 8, 6, 8, 8, 8, 7, 8, 2];
    const days = surveyDaysBetween("2024-09-01", "2025-08-31", milano, []);
    const months = [...Map.groupBy(days, (date) => date.slice(0, 7)).values()].map((month) => month.length);
    expect(months).toEqual(perMonth);
  });

  test("number 68 to 70 in any year in Milano's primary schools", () => {
    const counts = new Set<number>();
    for (let year = 2020; year < 2060; year += 1) {
      counts.add(surveyDaysBetween(`${year}-09-01`, `${year + 1}-08-31`, milano, []).length);
    }
    expect([...counts].toSorted()).toEqual([68, 69, 70]);
  });

  test("are not counted over more than a year and a little", () => {
    const last = addDays("2023-01-01", calendarDaysMax - 1);
    expect(surveyDaysBetween("2023-01-01", last, milano, []).length).toBeGreaterThan(60);
    expect(() => surveyDaysBetween("2023-01-01", addDays(last, 1), milano, [])).toThrow(RangeError);
  });
});

describe("what the calendar knows of a survey day", () => {
  const { yearStart, afterBreak, beforeClosure } = dayFlags;
  test.each([
    ["first day of the year", "2024-09-12", milano, yearStart | afterBreak],
    ["second day of the year", "2024-09-17", milano, yearStart],
    ["third day of the year", "2024-09-19", milano, 0],
    ["the smallest begin a week earlier", "2024-09-05", infanzia, yearStart | afterBreak],
    ["and are at work when the others begin", "2024-09-12", infanzia, 0],
    ["Thursday before a Friday holiday", "2024-10-31", milano, beforeClosure],
    ["Thursday before a plain Friday", "2024-10-24", milano, 0],
    ["Tuesday before Easter, lessons on Wednesday", "2025-04-15", milano, 0],
    ["after Christmas", "2025-01-07", milano, afterBreak],
    ["second day after Christmas", "2025-01-09", milano, 0],
    ["after Easter, before 25 April", "2025-04-24", milano, afterBreak | beforeClosure],
    ["four days off in a row are no break: Saint Ambrose, 8 December and a weekend", "2023-12-12", milano, 0],
    ["Thursday before the ambrosian Carnival", "2025-03-06", milano, beforeClosure],
    ["the same Thursday in Lodi, where Carnival was on Tuesday", "2025-03-06", lodi, 0],
    ["four days off in a row are no break: a weekend and the roman Carnival", "2025-03-06", lodi, 0],
    ["last day of lessons", "2023-06-08", milano, beforeClosure],
  ] as const)("%s, %s", (_, date, place, flags) => {
    expect(calendarFlags(date, place, [])).toBe(flags);
  });

  test("one more day off makes four days a break, only for that institute", () => {
    const bridge = [closure({ kind: "institute", instituteCode: "MIIC8AN00E" }, "2023-12-11")];
    expect(calendarFlags("2023-12-12", milano, bridge)).toBe(afterBreak);
    expect(calendarFlags("2023-12-12", { ...milano, instituteCode: "MIIC8XX00A" }, bridge)).toBe(0);
  });

  // Five days without lessons from 4 January 2021 on, then lessons, but none on any survey day.
  test.each([
    ["2021-02-04", "is looked back on from 31 days after its first day", afterBreak],
    ["2021-02-09", "is forgotten on the survey day after that", 0],
  ])("on %s a break %s", (date, _, flags) => {
    const site = { kind: "site", siteCode: "MIEE8AN02L" } as const;
    const surveyDays = surveyDaysBetween("2021-01-07", addDays(date, -1), milano, []);
    const closures = [...surveyDays, "2021-01-08"].map((closed) => closure(site, closed));
    expect(calendarFlags(date, milano, closures)).toBe(flags);
  });

  test("a break ends once: a closed first day hands it on to the next", () => {
    const longer = [closure({ kind: "site", siteCode: "MIEE8AN02L" }, "2025-01-07")];
    expect(calendarFlags("2025-01-09", milano, longer)).toBe(afterBreak);
  });

  test("a year that begins later begins with other survey days", () => {
    const later = [closure({ kind: "institute", instituteCode: "MIIC8AN00E" }, "2024-09-12", "2024-09-16")];
    expect(calendarFlags("2024-09-17", milano, later)).toBe(yearStart | afterBreak);
    expect(calendarFlags("2024-09-19", milano, later)).toBe(yearStart);
    expect(calendarFlags("2024-09-24", milano, later)).toBe(0);
  });
});

describe("a calendar that is asked for many places", () => {
  const scope = fc.oneof(
    fc.constant<ClosureScope>({ kind: "region" }),
    fc.constantFrom("F205", "E648").map((municipality): ClosureScope => ({ kind: "municipality", municipality })),
    fc.constantFrom("I1", "I2").map((instituteCode): ClosureScope => ({ kind: "institute", instituteCode })),
    fc.constantFrom("S1", "S2", "S3").map((siteCode): ClosureScope => ({ kind: "site", siteCode })),
  );
  const someClosure = fc.record(
    {
      closureId: fc.string(),
      kind: fc.constantFrom(...closureKinds),
      scope,
      level: fc.constantFrom(...levels),
      from: fc.integer({ min: -10, max: 3 }).map((days) => addDays("2025-01-16", days)),
      reason: fc.constant(""),
    },
    { requiredKeys: ["closureId", "kind", "scope", "from", "reason"] },
  );
  const closures = fc.array(
    fc.tuple(someClosure, fc.nat(5)).map(([own, days]): Closure => ({ ...own, to: addDays(own.from, days) })),
    { maxLength: 6 },
  );
  const place = fc.record(
    {
      level: fc.constantFrom(...levels),
      municipality: fc.constantFrom("F205", "E648", "I690"),
      territory: fc.constantFrom("MILANO", "LODI"),
      instituteCode: fc.constantFrom("I1", "I2", "I3"),
      siteCode: fc.constantFrom("S1", "S2", "S3", "S4"),
    },
    { requiredKeys: [] },
  );

  test("answers for neighbours alike in all else by their own closures", () => {
    const date = "2025-01-16";
    const own = [
      closure({ kind: "institute", instituteCode: "I1" }, date),
      closure({ kind: "site", siteCode: "S2" }, date),
    ];
    const neighbours = [
      ["I1", "S1", "closed"],
      ["I2", "S1", "survey-day"],
      ["I2", "S2", "closed"],
      ["I2", "S3", "survey-day"],
    ] as const;
    const { statusOf } = calendarFor(milano, own);
    const status = neighbours.map(
      ([instituteCode, siteCode]) => statusOf(date, { ...milano, instituteCode, siteCode }).kind,
    );
    expect(status).toEqual(neighbours.map(([, , kind]) => kind));
  });

  test("answers for many places as one would answer for each of them", () => {
    fc.assert(
      fc.property(closures, fc.array(place, { minLength: 2, maxLength: 12 }), (given, places) => {
        const date = "2025-01-16";
        const calendar = calendarOf({ closures: given, schoolYears: new Map(), rites: new Map() });
        const ofPlace = ({ territory }: Place) =>
          territory === undefined ? calendar.regional() : calendar.of(territory);
        expect(places.map((one) => ofPlace(one).flagsOf(date, one))).toEqual(
          places.map((one) => calendarFlags(date, one, given)),
        );
        expect(places.map((one) => ofPlace(one).statusOf(date, one))).toEqual(
          places.map((one) => surveyDayStatus(date, one, given)),
        );
      }),
    );
  });

  test("is a Tuesday or a Thursday, or no survey day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15_000 }), place, closures, (days, somewhere, given) => {
        const date = addDays("2020-01-01", days);
        const isSurveyWeekday = ["tuesday", "thursday"].includes(weekdayOf(date));
        const status = surveyDayStatus(date, somewhere, given);
        expect(isSurveyWeekday || status.kind === "not-a-survey-day").toBe(true);
      }),
    );
  });
});

describe("a calendar with survey weekdays of a territory", () => {
  const from = "2025-11-03";
  const calendar = calendarOf({
    closures: [
      closure({ kind: "region" }, "2025-11-12"),
      closure({ kind: "municipality", municipality: "E648" }, "2025-11-19"),
    ],
    schoolYears: new Map([
      [
        "2025-26",
        { surveyWeekdays: [{ from, territories: ["LODI"], weekdays: ["monday", "wednesday", "thursday", "friday"] }] },
      ],
    ]),
    rites: new Map([["PAVIA", "ambrosian"]]),
  });
  const span = ["2025-10-30", "2025-11-14"] as const;

  test("has its days from their first date on, and the others theirs", () => {
    expect(calendar.of("LODI").surveyDays(...span)).toEqual([
      "2025-10-30",
      "2025-11-03",
      "2025-11-05",
      "2025-11-06",
      "2025-11-07",
      "2025-11-10",
      "2025-11-13",
      "2025-11-14",
    ]);
    const others = ["2025-10-30", "2025-11-04", "2025-11-06", "2025-11-11", "2025-11-13"];
    expect(calendar.of("MILANO").surveyDays(...span)).toEqual(others);
    expect(calendar.regional().surveyDays(...span)).toEqual(others);
  });

  test("has the days of all of them anywhere", () => {
    const days = [...calendar.of("LODI").surveyDays(...span), ...calendar.of("MILANO").surveyDays(...span)];
    expect(calendar.anywhere().surveyDays(...span)).toEqual([...new Set(days)].toSorted());
  });

  test("has the weekdays also where lessons, holidays and closures leave no survey day", () => {
    expect(calendar.of("LODI").surveyWeekdays("2025-11-10", "2025-11-14")).toContain("2025-11-12");
    expect(calendar.of("MILANO").surveyWeekdays("2025-12-22", "2025-12-28")).toEqual(["2025-12-23", "2025-12-25"]);
    expect(calendar.of("MILANO").surveyWeekdays("2026-07-06", "2026-07-12")).toEqual(["2026-07-07", "2026-07-09"]);
  });

  test("is a survey day also where the place is closed", () => {
    const inLodi = { municipality: "E648", level: "primary" } as const;
    expect(calendar.of("LODI").isSurveyDay("2025-11-19", "primary")).toBe(true);
    expect(calendar.of("LODI").statusOf("2025-11-19", inLodi).kind).toBe("closed");
    expect(calendar.of("LODI").surveyDays("2025-11-19", "2025-11-20", inLodi)).toEqual(["2025-11-20"]);
    expect(calendar.of("LODI").isSurveyDay("2026-06-11", "primary")).toBe(false);
    expect(calendar.of("LODI").isSurveyDay("2026-06-11", "pre-primary")).toBe(true);
    expect(calendar.of("LODI").isSurveyDay("2026-06-11")).toBe(true);
  });

  test.each([
    ["a Friday, lessons on Monday", "2025-11-07", 0],
    ["a Monday after a plain weekend", "2025-11-10", 0],
    ["a Friday before a Monday on which the institute is closed", "2025-11-21", dayFlags.beforeClosure],
    ["the Friday before 8 December, a Monday", "2025-12-05", dayFlags.beforeClosure],
  ])("says before a closure by the next weekday: %s, %s", (_, date, flags) => {
    const bridge = [closure({ kind: "institute", instituteCode: "LOIC80000X" }, "2025-11-24")];
    const schoolYears = new Map([["2025-26", { surveyWeekdays: [{ from, weekdays: ["monday", "friday"] as const }] }]]);
    const lodiSite = { ...lodi, instituteCode: "LOIC80000X" };
    const daily = calendarOf({ closures: bridge, schoolYears, rites: new Map() }).of("LODI");
    expect(daily.flagsOf(date, lodiSite)).toBe(flags);
  });

  test("keeps the Carnival of the rite of the territory, also against what is built in for the municipality", () => {
    const place = { level: "primary", siteCode: "PVEE80101A" } as const;
    const carnival = (territory: string, date: string) => calendar.of(territory).statusOf(date, place);
    expect(carnival("PAVIA", "2026-02-17")).toEqual({ kind: "survey-day" });
    expect(carnival("BRESCIA", "2026-02-17")).toEqual({ kind: "closed", reason: "carnival" });
    const roman = calendarOf({ closures: [], schoolYears: new Map(), rites: new Map([["MILANO", "roman"]]) });
    expect(roman.of("MILANO").statusOf("2026-02-17", milano)).toEqual({ kind: "closed", reason: "carnival" });
  });
});

describe("a calendar of a territory whose office has not started yet", () => {
  const data = { closures: [], schoolYears: new Map(), rites: new Map() };
  const always = calendarOf(data);
  const calendar = calendarOf({ ...data, startsOn: new Map([["LODI", "2025-11-11"]]) });
  const span = ["2025-11-04", "2025-11-13"] as const;

  test("has survey days only from the first date on, and the others do not change", () => {
    expect(calendar.of("LODI").surveyDays(...span)).toEqual(["2025-11-11", "2025-11-13"]);
    expect(calendar.of("LODI").surveyDays(...span, lodi)).toEqual(["2025-11-11", "2025-11-13"]);
    expect(calendar.of("LODI").isSurveyDay("2025-11-06", "primary")).toBe(false);
    expect(calendar.of("LODI").isSurveyDay("2025-11-11", "primary")).toBe(true);
    expect(calendar.of("LODI").statusOf("2025-11-06", lodi)).toEqual({
      kind: "not-a-survey-day",
      reason: "not-started",
    });
    expect(calendar.of("LODI").statusOf("2025-11-11", lodi)).toEqual({ kind: "survey-day" });
    for (const others of [calendar.of("MILANO"), calendar.regional(), calendar.anywhere()])
      expect(others.surveyDays(...span)).toEqual(["2025-11-04", "2025-11-06", "2025-11-11", "2025-11-13"]);
  });

  test("flags its days as if it had always been there, and finds the stored data of earlier ones", () => {
    const dates = always.of("LODI").surveyDays("2025-11-11", "2026-01-15");
    const flags = (one: typeof calendar) => dates.map((date) => one.of("LODI").flagsOf(date, lodi));
    expect(flags(calendar)).toEqual(flags(always));
    expect(calendar.of("LODI").surveyWeekdays(...span)).toEqual(always.of("LODI").surveyWeekdays(...span));
  });
});
