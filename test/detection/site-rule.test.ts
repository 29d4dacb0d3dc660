import { describe, expect, test } from "vitest";
import { lnUpperTail } from "../../shared/detection/beta-binomial.ts";
import { evaluateDay } from "../../shared/detection/evaluate-day.ts";
import { markAlarmed } from "../../shared/detection/mark-alarmed.ts";
import { type AlertPolicy, defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import type { DaySheet } from "../../shared/domain/survey/day-sheet.ts";
import { daySheetOf, type Row } from "./day-sheet-of.ts";

const site = "MIEE8AN02L";
const firstDay = "2025-10-01";
const policy: AlertPolicy = {
  ...defaultAlertPolicy,
  absolute: { ...defaultAlertPolicy.absolute, enabled: false },
  territoryRule: { ...defaultAlertPolicy.territoryRule, enabled: false },
};

/** Days of one site of 300 pupils, `absent` of them on each day; `undefined`: it did not report. */
function daysOf(counts: readonly (number | undefined)[], more: Partial<Row> = {}): DaySheet[] {
  return counts.map((absent, day) =>
    daySheetOf(
      addDays(firstDay, day),
      [{ siteCode: site, pupils: 300, ...(absent === undefined ? {} : { absent }), ...more }],
      "primary",
    ),
  );
}

function evaluateLast(days: readonly DaySheet[], given: AlertPolicy = policy, notClosed: readonly string[] = []) {
  const today = days.at(-1);
  if (today === undefined) throw new Error("no day");
  const history = days.slice(0, -1);
  const outcome = evaluateDay({
    policy: given,
    officeCode: "ats-milano",
    policyVersion: 1,
    today,
    history,
    notClosed,
    verdict: "final",
  });
  const [finding] = outcome.findings.filter(({ explanation }) => explanation.rule === "site");
  const explanation = finding?.explanation.rule === "site" ? finding.explanation : undefined;
  return { ...outcome, explanation, assessment: outcome.assessments.find(({ rule }) => rule === "site") };
}

const usual = [15, 18, 16, 20, 17, 15, 19, 16, 18, 17, 16, 18];

describe("the baseline of a site", () => {
  test("is the last 12 observations before a guard of 2", () => {
    const { explanation } = evaluateLast(daysOf([99, 99, ...usual, 20, 21, 90]));
    expect(explanation?.test.baselineUsed.map(({ absent }) => absent)).toEqual(usual);
    expect(explanation?.test.baselineExcluded).toEqual([
      { surveyDate: "2025-10-15", absent: 20, pupils: 300, reason: "guard" },
      { surveyDate: "2025-10-16", absent: 21, pupils: 300, reason: "guard" },
    ]);
  });

  test("names the days that nobody closed, from its oldest observation to the day before, and is the same", () => {
    const gap = addDays(firstDay, 4);
    const lacking = daysOf([...usual, 20, 21, 90]).filter(({ surveyDate }) => surveyDate !== gap);
    const notClosed = [addDays(firstDay, -1), gap, addDays(firstDay, 30)];
    const whole = evaluateLast(lacking).explanation;
    expect(whole?.test.baselineUsed[0]?.surveyDate).toBe(firstDay);
    const { explanation } = evaluateLast(lacking, policy, notClosed);
    expect(explanation?.test.baselineExcluded).toEqual([
      { surveyDate: gap, reason: "not-closed" },
      ...(whole?.test.baselineExcluded ?? []),
    ]);
    expect(explanation).toEqual({ ...whole, test: { ...whole?.test, baselineExcluded: expect.anything() } });
  });

  test("is warm with 4 observations, not with 3", () => {
    expect(evaluateLast(daysOf([15, 16, 17, 15, 16, 90])).assessment).toMatchObject({ reason: "warming-up" });
    expect(evaluateLast(daysOf([15, 16, 17, 18, 15, 16, 90])).assessment).toMatchObject({ kind: "assessed" });
  });

  test("counts observations, not days: a missing report is passed over", () => {
    const { explanation } = evaluateLast(daysOf([15, undefined, 16, undefined, 17, 18, undefined, 16, 90]));
    expect(explanation?.test.baselineUsed.map(({ absent }) => absent)).toEqual([15, 16, 17, 18]);
    expect(explanation?.test.baselineExcluded.map((point) => point.surveyDate)).toEqual(["2025-10-08"]);
  });

  test.each([
    ["yearStart", "year-start"],
    ["afterBreak", "after-break"],
    ["beforeClosure", "before-closure"],
    ["strike", "strike"],
    ["weather", "weather"],
    ["alarmed", "alarmed"],
  ] as const)("leaves out a day flagged %s and says so", (flag, reason) => {
    const days = daysOf([...usual, 16, 17, 90]);
    days[3] = daySheetOf(
      "2025-10-04",
      [{ siteCode: site, pupils: 300, absent: 200, flags: dayFlags[flag] }],
      "primary",
    );
    const { explanation } = evaluateLast(days);
    expect(explanation?.test.baselineUsed).toHaveLength(11);
    expect(explanation?.test.baselineExcluded[0]).toEqual({
      surveyDate: "2025-10-04",
      absent: 200,
      pupils: 300,
      reason,
    });
  });

  test.each(["yearStart", "afterBreak", "beforeClosure"] as const)(
    "a day flagged %s is tested all the same",
    (flag) => {
      const days = daysOf([...usual, 16, 17]);
      const today = daySheetOf(
        "2025-10-15",
        [{ siteCode: site, pupils: 300, absent: 90, flags: dayFlags[flag] }],
        "primary",
      );
      expect(evaluateLast([...days, today]).explanation?.severity).toBe("alert");
    },
  );

  test("a closed day is no observation at all", () => {
    const days = daysOf([...usual, 16, 17]);
    const today = daySheetOf(
      "2025-10-15",
      [{ siteCode: site, pupils: 300, absent: 300, flags: dayFlags.exempt }],
      "primary",
    );
    expect(evaluateLast([...days, today])).toMatchObject({ findings: [] });
  });

  test("an alarm is forgotten after 12 survey days, so that a new usual ends its own alarm", () => {
    const quiet = usual.map(() => 17);
    const grown = Array.from({ length: 30 }, () => 48);
    const history: DaySheet[] = [];
    const alarmedDays: number[] = [];
    for (const [day, today] of daysOf([...quiet, ...grown]).entries()) {
      const outcome = evaluateDay({
        policy,
        officeCode: "ats-milano",
        policyVersion: 1,
        today,
        history,
        verdict: "final",
      });
      if (outcome.findings.length > 0) alarmedDays.push(day - quiet.length);
      history.push(markAlarmed(today, outcome));
    }
    expect(alarmedDays[0]).toBe(0);
    expect(alarmedDays.at(-1)).toBeGreaterThan(11);
    expect(alarmedDays.at(-1)).toBeLessThan(20);
  });
});

describe("a site", () => {
  const days = daysOf([...usual, 16, 17]);
  const bySite = (row: Row) =>
    evaluateLast([...days, daySheetOf("2025-10-15", [row], "primary")]).assessments.filter(
      ({ rule }) => rule === "site",
    );

  test("that was asked and has not reported has no verdict", () => {
    expect(bySite({ siteCode: site, pupils: 300 })).toMatchObject([
      { kind: "not-assessable", reason: "no-report", absent: 0, pupils: 0, completeness: { expected: 1, missing: 1 } },
    ]);
  });

  test("that was not asked and has not reported is not spoken of", () => {
    expect(bySite({ siteCode: site, pupils: 300, flags: dayFlags.exempt })).toEqual([]);
    expect(bySite({ siteCode: "MIEE8AN03M", pupils: 300, absent: 10 })).toMatchObject([
      { scope: { siteCode: "MIEE8AN03M" }, kind: "not-assessable", reason: "warming-up", absent: 10, pupils: 300 },
    ]);
  });

  test("that does not signal has a verdict all the same, and no finding", () => {
    const { findings, assessment } = evaluateLast([...days, ...daysAfter(days, 35)]);
    expect(findings).toEqual([]);
    expect(assessment).toMatchObject({ kind: "assessed", signal: false, measure: { kind: "site" } });
    expect(assessment).not.toHaveProperty("measure.path");
  });
});

describe("a site signals", () => {
  test("*attention* once it is unlikely below 1 in 1,000, nothing above", () => {
    const days = daysOf([...usual, 16, 17]);
    const results = Array.from({ length: 60 }, (_, x) => evaluateLast([...days, ...daysAfter(days, x + 20)]));
    for (const { explanation, assessment } of results) {
      if (assessment?.kind !== "assessed" || assessment.measure.kind !== "site") throw new Error("not assessed");
      const { lnProbability = 0 } = assessment.measure;
      expect(explanation !== undefined).toBe(lnProbability < Math.log(1e-3));
      expect(explanation?.severity).toBe(
        lnProbability < Math.log(1e-6) ? "alert" : lnProbability < Math.log(1e-3) ? "attention" : undefined,
      );
    }
    const severities = results.map(({ explanation }) => explanation?.severity);
    expect(new Set(severities)).toEqual(new Set([undefined, "attention", "alert"]));
  });

  test("*alert* when it is unlikely below 1 in 100 on two valid days running", () => {
    const mild = mildCount();
    const base = [...usual, 16];
    expect(evaluateLast(daysOf([...base, 17, mild])).explanation).toBeUndefined();
    const { explanation, assessment } = evaluateLast(daysOf([...base, mild, mild]));
    expect(explanation).toMatchObject({ severity: "alert", path: "confirmed", absenceRate: mild / 300 });
    expect(assessment).toMatchObject({ signal: true, measure: { path: "confirmed" } });
    expect(explanation?.previous).toMatchObject({ surveyDate: "2025-10-14", absent: mild });
  });

  test("two missing reports between two mild days do not part them, three do", () => {
    const mild = mildCount();
    expect(evaluateLast(daysOf([...usual, mild, undefined, undefined, mild])).explanation?.path).toBe("confirmed");
    const far = daysOf([...usual, mild, undefined, undefined, undefined, mild]);
    expect(evaluateLast(far).explanation).toBeUndefined();
  });

  test("a strike is not confirmed by the day before", () => {
    const mild = mildCount();
    const days = daysOf([...usual, mild]);
    const plain = daysAfter(days, mild);
    const strike = plain.map((sheet) => ({ ...sheet, flags: sheet.flags.map((bits) => bits | dayFlags.strike) }));
    expect(evaluateLast([...days, ...plain]).explanation?.path).toBe("confirmed");
    expect(evaluateLast([...days, ...strike]).explanation).toBeUndefined();
  });

  test("a strike does not confirm, and is never more than *attention* itself", () => {
    const mild = mildCount();
    const days = daysOf([...usual, 16]);
    const onStrike = (absent: number) =>
      daySheetOf("2025-10-14", [{ siteCode: site, pupils: 300, absent, flags: dayFlags.strike }], "primary");
    const today = daySheetOf("2025-10-15", [{ siteCode: site, pupils: 300, absent: mild }], "primary");
    expect(evaluateLast([...days, onStrike(mild), today]).explanation).toBeUndefined();
    expect(evaluateLast([...days, onStrike(200)]).explanation).toMatchObject({
      severity: "attention",
      knownCause: "strike",
    });
  });

  test.each([
    ["a rate of 10 %", 300, 30, 29],
    ["5 pupils over the baseline", 30, 7, 6],
  ])("only from %s on", (_, pupils, enough, tooFew) => {
    const counts = usual.map(() => (pupils === 300 ? 3 : 2));
    const lnOf = (absent: number) => {
      const { assessment } = evaluateLast(daysOf([...counts, 2, 2, absent], { pupils }));
      if (assessment?.kind !== "assessed" || assessment.measure.kind !== "site") throw new Error("not assessed");
      return assessment.measure.lnProbability;
    };
    expect(lnOf(enough)).toBeDefined();
    expect(lnOf(tooFew)).toBeUndefined();
  });

  test("alone only with 30 pupils or more", () => {
    const days = (pupils: number) => daysOf([1, 1, 2, 1, 2, 1, 1, 1, 25], { pupils });
    expect(evaluateLast(days(29)).assessment).toMatchObject({ reason: "too-few-pupils" });
    expect(evaluateLast(days(30)).explanation?.severity).toBe("alert");
  });

  test("with every pupil absent the probability is far below the smallest double, and stored", () => {
    const { explanation } = evaluateLast(daysOf([...usual, 16, 17, 300]));
    expect(explanation?.test.lnProbability).toBeLessThan(-300);
    expect(Number.isFinite(explanation?.test.lnProbability)).toBe(true);
  });
});

describe("the territory factor", () => {
  /** The site among others that have 6 % absent in the past and `rate` today. */
  function amongOthers(count: number, reporting: number, rate: number, absent: number) {
    const row = (i: number, share: number | undefined): Row => ({
      siteCode: `MIMM8${String(i).padStart(5, "0")}`,
      level: "lower-secondary",
      pupils: 200,
      ...(share === undefined ? {} : { absent: Math.round(200 * share) }),
    });
    const others = (share: number, upTo: number) =>
      Array.from({ length: count }, (_, i) => row(i, i < upTo ? share : undefined));
    const past = usual
      .concat(16, 17)
      .map((x, day) =>
        daySheetOf(
          addDays(firstDay, day),
          [{ siteCode: site, pupils: 300, absent: x }, ...others(0.06, count)],
          "primary",
        ),
      );
    const today = daySheetOf(
      "2025-10-15",
      [{ siteCode: site, pupils: 300, absent }, ...others(rate, reporting)],
      "primary",
    );
    const { assessments, explanation } = evaluateLast([...past, today]);
    const own = assessments.find(
      ({ rule, scope }) => rule === "site" && scope.kind === "site" && scope.siteCode === site,
    );
    if (own?.kind !== "assessed" || own.measure.kind !== "site") throw new Error("not assessed");
    return { expectedRate: own.measure.expectedRate, explanation };
  }
  const alone = evaluateLast(daysOf([...usual, 16, 17, 90])).explanation?.test.expectedRate ?? Number.NaN;

  test("raises the expectation when the others are up, at most three times", () => {
    expect(amongOthers(12, 12, 0.06, 20).expectedRate / alone).toBeCloseTo(1, 1);
    expect(amongOthers(12, 12, 0.12, 20).expectedRate / alone).toBeCloseTo(2, 1);
    expect(amongOthers(12, 12, 0.36, 20).expectedRate / alone).toBeCloseTo(3, 1);
  });

  test("never lowers it", () => {
    expect(amongOthers(12, 12, 0.01, 20).expectedRate / alone).toBeCloseTo(1, 1);
  });

  test("wants ten other sites, and half of those asked", () => {
    expect(amongOthers(10, 10, 0.12, 20).expectedRate / alone).toBeCloseTo(2, 1);
    expect(amongOthers(9, 9, 0.12, 20).expectedRate / alone).toBeCloseTo(1, 1);
    expect(amongOthers(22, 11, 0.12, 20).expectedRate / alone).toBeCloseTo(2, 1);
    expect(amongOthers(22, 10, 0.12, 20).expectedRate / alone).toBeCloseTo(1, 1);
  });

  test("is stored with its sums, and with the missing sites", () => {
    const { explanation } = amongOthers(22, 11, 0.06, 120);
    expect(explanation?.test.others).toMatchObject({ asked: 22, reported: 11, absent: 132, missing: 11 });
    expect(explanation?.test.others.missingExpectedAbsent).toBeCloseTo(132, 6);
    expect(explanation?.stillAboveIfMissingHadNone).toBe(true);
  });
});

/** The day after the last one, with so many absent. */
function daysAfter(days: readonly DaySheet[], absent: number): DaySheet[] {
  return [daySheetOf(addDays(firstDay, days.length), [{ siteCode: site, pupils: 300, absent }], "primary")];
}

/** A count unlikely below 1 in 100 and not below 1 in 1,000. */
function mildCount(): number {
  const { assessment } = evaluateLast(daysOf([...usual, 16, 17, 60]));
  if (assessment?.kind !== "assessed" || assessment.measure.kind !== "site") throw new Error("not assessed");
  const { expectedRate, overdispersion } = assessment.measure;
  const counts = Array.from({ length: 60 }, (_, x) => x + 30);
  const mild = counts.find((x) => lnUpperTail(x, 300, expectedRate, overdispersion) < Math.log(5e-3));
  if (mild === undefined) throw new Error("no such count");
  expect(lnUpperTail(mild, 300, expectedRate, overdispersion)).toBeGreaterThan(Math.log(1e-3));
  return mild;
}
