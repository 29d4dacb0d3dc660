import { describe, expect, test } from "vitest";
import { lnUpperTail } from "../../shared/detection/beta-binomial.ts";
import { evaluateDay } from "../../shared/detection/evaluate-day.ts";
import { type ScopeDay, seriesOf } from "../../shared/detection/series-of.ts";
import type { AlertScope } from "../../shared/domain/alerts/alert.ts";
import { scopeKeyOf } from "../../shared/domain/alerts/alert-id.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import type { DaySheet } from "../../shared/domain/survey/day-sheet.ts";
import { daySheetOf, type Row } from "./day-sheet-of.ts";

const firstDay = "2025-10-01";
const policy = { officeCode: "ats-milano", version: 3, policy: defaultAlertPolicy };
const about = { policy: defaultAlertPolicy, officeCode: "ats-milano", policyVersion: 3, verdict: "final" } as const;
const codeOf = (index: number) => `MIEE8${String(index).padStart(5, "0")}`;
const first = { kind: "site", siteCode: codeOf(0), territory: "MILANO", level: "primary" } as const;
const primary = { kind: "territory", territory: "MILANO", level: "primary" } as const;
const upper = { kind: "territory", territory: "MILANO", level: "upper-secondary" } as const;
const quietDays = 20;

/** Ten primary sites of 200 pupils, 10 to 19 of them absent, and one upper-secondary site. */
function quietRows(day: number): Row[] {
  const sites = Array.from({ length: 10 }, (_, index) => ({
    siteCode: codeOf(index),
    pupils: 200,
    absent: 10 + ((day + index) % 10),
  }));
  return [...sites, { siteCode: "MIPS000001", level: "upper-secondary", pupils: 500, absent: 31 }];
}

function days(last: readonly Row[]): DaySheet[] {
  const quiet = Array.from({ length: quietDays }, (_, day) =>
    daySheetOf(addDays(firstDay, day), quietRows(day), "primary"),
  );
  return [...quiet, daySheetOf(addDays(firstDay, quietDays), last, "primary")];
}

/** The last of the quiet days with other numbers in some rows. */
function changed(change: (row: Row, index: number) => Row): Row[] {
  return quietRows(quietDays).map(change);
}

function pointsOf(scope: AlertScope, sheets: readonly DaySheet[], last = 3): readonly ScopeDay[] {
  return seriesOf([scope], sheets, last, policy).get(scopeKeyOf(scope)) ?? [];
}

describe("the series of a site", () => {
  const outbreak = days(changed((row, index) => (index === 0 ? { ...row, absent: 80 } : row)));

  test("has its own counts, and the severity of that day's findings", () => {
    const points = pointsOf(first, outbreak);
    expect(points).toMatchObject([
      { date: addDays(firstDay, 18), absent: 18, pupils: 200 },
      { date: addDays(firstDay, 19), absent: 19, pupils: 200 },
      { date: addDays(firstDay, 20), absent: 80, pupils: 200, severity: "alert" },
    ]);
    expect(points[0]).not.toHaveProperty("severity");
    expect(points[1]).not.toHaveProperty("severity");
  });

  test("has a band between the counts that would be confirmed, above and below", () => {
    const [, , last] = pointsOf(first, outbreak);
    const measured = evaluateDay({
      ...about,
      today: daySheetOf(addDays(firstDay, quietDays), quietRows(quietDays), "primary"),
      history: outbreak.slice(0, -1),
    }).assessments.find(({ rule, scope }) => rule === "site" && scopeKeyOf(scope) === scopeKeyOf(first));
    if (measured?.kind !== "assessed" || measured.measure.kind !== "site") throw new Error("not assessed");
    const { expectedRate, overdispersion } = measured.measure;
    expect(last?.expectedRate).toBe(expectedRate);

    const limit = Math.log(defaultAlertPolicy.siteRule.confirmedProbability);
    const high = Math.round((last?.highRate ?? Number.NaN) * 200);
    const low = Math.round((last?.lowRate ?? Number.NaN) * 200);
    expect(lnUpperTail(high, 200, expectedRate, overdispersion)).toBeGreaterThanOrEqual(limit);
    expect(lnUpperTail(high + 1, 200, expectedRate, overdispersion)).toBeLessThan(limit);
    const lnLowerTail = (count: number) => lnUpperTail(200 - count, 200, 1 - expectedRate, overdispersion);
    expect(lnLowerTail(low)).toBeGreaterThanOrEqual(limit);
    expect(lnLowerTail(low - 1)).toBeLessThan(limit);
  });

  test("has a band that ends at nobody and at everybody", () => {
    const tiny = Array.from({ length: 21 }, (_, day) =>
      daySheetOf(
        addDays(firstDay, day),
        [
          { siteCode: codeOf(0), pupils: 30, absent: day % 3 },
          { siteCode: codeOf(1), pupils: 30, absent: 27 + (day % 3) },
        ],
        "primary",
      ),
    );
    expect(pointsOf(first, tiny, 1)[0]?.lowRate).toBe(0);
    expect(pointsOf({ ...first, siteCode: codeOf(1) }, tiny, 1)[0]?.highRate).toBe(1);
  });

  test("has no counts on a day without a report or a row, and no band while the baseline warms up", () => {
    const missing = days(changed((row, index) => (index === 0 ? { siteCode: row.siteCode, pupils: row.pupils } : row)));
    expect(pointsOf(first, missing, 1)).toEqual([{ date: addDays(firstDay, quietDays) }]);
    expect(pointsOf({ ...first, siteCode: "MIEE8GONE0" }, missing, 1)).toEqual([
      { date: addDays(firstDay, quietDays) },
    ]);
    expect(pointsOf(first, missing.slice(0, 2), 1)).toEqual([{ date: addDays(firstDay, 1), absent: 11, pupils: 200 }]);
  });
});

describe("the series of a level in a territory", () => {
  test("sums the sites of the level that reported", () => {
    const sheets = days(changed((row, index) => (index === 0 ? { siteCode: row.siteCode, pupils: row.pupils } : row)));
    const [last] = pointsOf(primary, sheets, 1);
    const absent = quietRows(quietDays)
      .slice(1, 10)
      .reduce((sum, row) => sum + (row.absent ?? 0), 0);
    expect(last).toMatchObject({ absent, pupils: 1800 });
    expect(pointsOf(upper, sheets, 1)).toMatchObject([{ absent: 31, pupils: 500 }]);
  });

  test("has a band once enough pupils of enough sites are counted", () => {
    const many = Array.from({ length: 25 }, (_, day) =>
      daySheetOf(
        addDays(firstDay, day),
        Array.from({ length: 20 }, (_row, index) => ({
          siteCode: codeOf(index),
          pupils: 300,
          absent: 18 + ((day * 7 + index) % 5),
        })),
        "primary",
      ),
    );
    const [last] = pointsOf(primary, many, 1);
    const [today] = many.slice(-1);
    if (today === undefined) throw new Error("no day");
    const history = many.slice(0, -1);
    const { assessments } = evaluateDay({ ...about, today, history });
    const rule = assessments.find((each) => each.rule === "territory");
    if (rule?.kind !== "assessed" || rule.measure.kind !== "territory") throw new Error("not assessed");
    const { expectedRate, lowRate, highRate } = rule.measure;
    expect(last).toMatchObject({ expectedRate, lowRate, highRate });
    expect(last?.lowRate).toBeLessThan(last?.expectedRate ?? 0);
    expect(last?.highRate).toBeGreaterThan(last?.expectedRate ?? 1);
    // The sites' bands are wider, and theirs is not the level's.
    const [site] = pointsOf(first, many, 1);
    expect(site?.highRate).toBeGreaterThan(last?.highRate ?? 1);
  });

  test("is marked for attention by a common cause, which is no alert", () => {
    const snow = days(changed((row, index) => (index < 5 ? { ...row, absent: 80 } : row)));
    expect(pointsOf(primary, snow, 1)).toMatchObject([{ severity: "attention" }]);
    expect(pointsOf(upper, snow, 1)[0]).not.toHaveProperty("severity");
  });
});

describe("the days of a series", () => {
  test("are the last ones; those before them are history of each", () => {
    const sheets = days(quietRows(quietDays));
    const points = pointsOf(first, sheets, 2);
    expect(points.map(({ date }) => date)).toEqual([addDays(firstDay, 19), addDays(firstDay, 20)]);
    expect(points.every(({ expectedRate }) => expectedRate !== undefined)).toBe(true);
    // Each day is judged by those before it alone: later days change nothing about it.
    expect(pointsOf(first, sheets.slice(0, -1), 1)[0]).toEqual(points[0]);
  });

  test("are all there are where fewer are stored than asked for", () => {
    expect(pointsOf(first, days([]).slice(0, 4), 50)).toHaveLength(4);
    expect(pointsOf(first, [], 50)).toEqual([]);
  });

  test("come once for a scope of which several rules speak", () => {
    const series = seriesOf([first, { ...first }, primary], days([]), 5, policy);
    expect([...series].map(([key, points]) => [key, points.length])).toEqual([
      [scopeKeyOf(first), 5],
      [scopeKeyOf(primary), 5],
    ]);
  });
});
