import { describe, expect, test } from "vitest";
import { ears, earsLimits, earsRule, earsSeriesOf } from "../../shared/detection/ears.ts";
import { evaluationOf } from "../../shared/detection/evaluate-day.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import { daySheetOf, type Row } from "./day-sheet-of.ts";

function earsOf(values: readonly number[], deviationMin = 0) {
  const out = earsSeriesOf(values.length);
  ears(Float64Array.from(values), 0, values.length, deviationMin, out);
  return out;
}

describe("EARS", () => {
  const seriesOf = () => earsOf([5, 7, 6, 4, 8, 5, 6, 7, 6, 5, 9, 14, 18, 12, 6]);

  test.each([
    [12, 4.913538, 6.196773, 6.32075],
    [13, 3.296222, 9.026902, 14.347652],
    [15, -0.873853, -0.445435, 10.617565],
  ])("on day %i is C1 %f, C2 %f, C3 %f", (day, c1, c2, c3) => {
    const series = seriesOf();
    expect(series.C1[day - 1]).toBeCloseTo(c1, 6);
    expect(series.C2[day - 1]).toBeCloseTo(c2, 6);
    expect(series.C3[day - 1]).toBeCloseTo(c3, 6);
  });

  test("C1 wants 7 earlier points, C2 9, C3 11", () => {
    const series = seriesOf();
    expect([...series.C1].findIndex((c) => !Number.isNaN(c))).toBe(7);
    expect([...series.C2].findIndex((c) => !Number.isNaN(c))).toBe(9);
    expect([...series.C3].findIndex((c) => !Number.isNaN(c))).toBe(11);
  });

  test("a least deviation keeps a flat past from crying at every pupil", () => {
    const flat = [4, 4, 4, 4, 4, 4, 4, 5];
    expect(earsOf(flat).C1[7]).toBe(Number.POSITIVE_INFINITY);
    expect(earsOf(flat, 0.5).C1[7]).toBe(2);
    expect(earsOf([4, 4, 4, 4, 4, 4, 4, 4]).C1[7]).toBe(0);
  });

  test("each series of a matrix is its own", () => {
    const rows = [5, 7, 6, 4, 8, 5, 6, 7, 6, 5, 9, 14];
    const matrix = Float64Array.from([...rows.map((y) => y * 100), ...rows]);
    const out = earsSeriesOf(matrix.length);
    ears(matrix, rows.length, rows.length, 0, out);
    expect(out.C2.at(-1)).toBe(earsOf(rows).C2.at(-1));
    expect(out.C1[rows.length - 1]).toBeNaN();
  });
});

const begin = "2023-01-10";
const site = "MIEE8AN02L";
const other = "MIEE8AN03M";

/** The last of the days as the rule sees it, with the days before as its history. */
function ruleOn(days: readonly (readonly Row[])[], method: "C1" | "C2" | "C3" = "C1", deviationMin = 0) {
  const sheets = days.map((rows, day) => daySheetOf(addDays(begin, day), rows, "primary"));
  const today = sheets.at(-1);
  if (today === undefined) throw new Error("no day");
  const history = sheets.slice(0, -1);
  return earsRule(
    method,
    deviationMin,
  )(
    evaluationOf({
      policy: defaultAlertPolicy,
      officeCode: "ats-milano",
      policyVersion: 1,
      today,
      history,
      verdict: "final",
    }),
  );
}

const reported = (absent: number, siteCode = site): Row => ({ siteCode, pupils: 100, absent });

describe("the rule that EARS makes of a site's days", () => {
  const counts = [5, 7, 6, 4, 8, 5, 6, 7, 6, 5, 9, 14];

  test.each(["C1", "C2", "C3"] as const)("%s is that of the rates of the days on which the site reported", (method) => {
    const rates = counts.map((count) => count / 100);
    const statistic = earsOf(rates, 0.001)[method].at(-1);
    const gaps = counts.flatMap((count, day) =>
      day % 4 === 1 ? [[{ siteCode: site, pupils: 100 }], [reported(count)]] : [[reported(count)]],
    );
    const { assessments } = ruleOn(gaps, method, 0.001);
    expect(assessments).toEqual([
      {
        kind: "assessed",
        rule: method,
        scope: { kind: "site", siteCode: site, territory: "MILANO", level: "primary" },
        surveyDate: addDays(begin, gaps.length - 1),
        completeness: { expected: 1, reported: 1, missing: 0 },
        absent: 14,
        pupils: 100,
        signal: true,
        measure: { kind: "ears", statistic, limit: earsLimits[method] },
      },
    ]);
  });

  test("a value over the limit signals, a value at the limit does not", () => {
    const days = [4, 8, 4, 8, 4, 8, 6, 20].map((count) => [reported(count)]);
    const { findings } = ruleOn(days);
    const [finding] = findings;
    expect(findings).toHaveLength(1);
    expect(finding?.scope).toMatchObject({ siteCode: site });
    expect(finding?.explanation).toMatchObject({
      rule: "C1",
      surveyDate: addDays(begin, 7),
      severity: "attention",
      limit: earsLimits.C1,
    });
    // A flat past and a least deviation that puts the day just at the limit, or a little below it.
    const flat = [0, 0, 0, 0, 0, 0, 0, 50].map((count) => [reported(count)]);
    expect(ruleOn(flat, "C1", 0.5 / earsLimits.C1).findings).toEqual([]);
    expect(ruleOn(flat, "C1", 0.499 / earsLimits.C1).findings).toHaveLength(1);
  });

  test("a site with six earlier reports is not assessable, whatever its neighbour's statistic", () => {
    const days = counts.map((count, day) => [reported(count), ...(day < 5 ? [] : [reported(count, other)])]);
    const { assessments } = ruleOn(days);
    expect(assessments).toMatchObject([
      { kind: "assessed", scope: { siteCode: site } },
      { kind: "not-assessable", reason: "warming-up", scope: { siteCode: other } },
    ]);
    expect(ruleOn([[reported(3, other)], ...days]).assessments).toMatchObject([
      { kind: "assessed", scope: { siteCode: site } },
      { kind: "assessed", scope: { siteCode: other } },
    ]);
  });

  test("a site that did not report today is passed over", () => {
    const days = [...counts.map((count) => [reported(count)]), [{ siteCode: site, pupils: 100 }]];
    expect(ruleOn(days)).toEqual({ findings: [], assessments: [] });
  });
});
