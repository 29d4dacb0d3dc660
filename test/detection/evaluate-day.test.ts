import { describe, expect, test } from "vitest";
import { lnUpperTail } from "../../shared/detection/beta-binomial.ts";
import { evaluateDay, evaluationOf } from "../../shared/detection/evaluate-day.ts";
import { recompute } from "../../shared/detection/recompute.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import type { DaySheet } from "../../shared/domain/survey/day-sheet.ts";
import { explanation as explanationContract } from "./explanation-json.ts";
import { plainExpectations, plainZ } from "./plain-rules.ts";
import { randomDays } from "./random-days.ts";

const seeds = [1, 2, 3, 4, 5, 6];
const policy = { ...defaultAlertPolicy, commonCause: { ...defaultAlertPolicy.commonCause, signallingSitesMin: 2 } };

function evaluateAll(days: readonly DaySheet[], notClosed: readonly string[] = []) {
  return days.map((today, k) =>
    evaluateDay({
      policy,
      officeCode: "ats-milano",
      policyVersion: 3,
      today,
      history: days.slice(0, k),
      notClosed,
      verdict: "final",
    }),
  );
}

describe("on random days of sites that come and go", () => {
  test.each(seeds)("rule S gives the results of its formulas (seed %i)", (seed) => {
    const days = randomDays(seed, 24, 26);
    let compared = 0;
    for (const [k, { assessments }] of evaluateAll(days).entries()) {
      const plain = plainExpectations(days, k);
      for (const assessment of assessments) {
        if (assessment.rule !== "site" || assessment.kind !== "assessed" || assessment.scope.kind !== "site") continue;
        if (assessment.measure.kind !== "site") throw new Error("rule S measures sites");
        const { expectedRate, overdispersion, lnProbability } = assessment.measure;
        const wanted = plain.get(assessment.scope.siteCode);
        expect(expectedRate).toBeCloseTo(wanted?.expectedRate ?? Number.NaN, 12);
        expect(overdispersion).toBeCloseTo(wanted?.overdispersion ?? Number.NaN, 12);
        if (lnProbability !== undefined) {
          const { absent, pupils } = assessment;
          expect(lnProbability).toBeCloseTo(lnUpperTail(absent, pupils, expectedRate, overdispersion), 9);
        }
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  test.each(seeds)("rule T gives the results of its formulas (seed %i)", (seed) => {
    const days = randomDays(seed, 24, 26);
    let compared = 0;
    for (const [k, { assessments }] of evaluateAll(days).entries()) {
      for (const assessment of assessments) {
        if (assessment.rule !== "territory") continue;
        const wanted = plainZ(days, k, assessment.scope.level);
        if (assessment.kind === "not-assessable") {
          expect(wanted, `${days[k]?.surveyDate} ${assessment.reason}`).toBeUndefined();
        } else if (assessment.measure.kind === "territory") {
          expect(assessment.measure.z).toBeCloseTo(wanted ?? Number.NaN, 9);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(5);
  });

  test("every explanation, stored as JSON and read again, recomputes to the same bits", () => {
    const rules = new Set<string>();
    const lacking: string[] = [];
    for (const seed of [...seeds, 7, 8, 9, 10]) {
      const days = randomDays(seed, 30, 31);
      // One day in the middle that nobody has closed.
      const [notClosed] = days.splice(15, 1);
      for (const { findings } of evaluateAll(days, notClosed ? [notClosed.surveyDate] : [])) {
        for (const { explanation } of findings) {
          const stored = explanationContract(JSON.stringify(explanation));
          expect(recompute(stored)).toStrictEqual(explanation);
          rules.add(explanation.rule);
          if ("test" in explanation) lacking.push(...explanation.test.baselineExcluded.map(({ reason }) => reason));
        }
      }
    }
    expect([...rules].sort()).toEqual(["absolute", "common-cause", "site", "territory"]);
    expect(lacking).toContain("not-closed");
  });

  test("a tampered number does not survive recomputing", () => {
    const finding = seeds
      .flatMap((seed) => evaluateAll(randomDays(seed, 30, 30)))
      .flatMap(({ findings }) => findings)
      .find(({ explanation }) => explanation.rule === "site");
    if (finding?.explanation.rule !== "site") throw new Error("no site alert to tamper with");
    const { explanation } = finding;
    const tampered = { ...explanation, test: { ...explanation.test, lnProbability: -100 } };
    expect(recompute(tampered)).not.toStrictEqual(tampered);
  });

  test("a day looked back at has the signals that it had on the day itself, those a day before confirms included", () => {
    const countsOn = (days: readonly DaySheet[], k: number) => {
      const [today] = days.slice(-1);
      if (today === undefined) throw new Error("no day");
      const input = {
        policy,
        officeCode: "ats-milano",
        policyVersion: 3,
        today,
        history: days.slice(0, -1),
        verdict: "final",
      } as const;
      const { readings, levels, territory } = evaluationOf(input).siteSignalsOn(k);
      return { levels, territory, confirmed: readings.filter(({ path }) => path === "confirmed").length };
    };
    let confirmed = 0;
    for (const seed of seeds) {
      const days = randomDays(seed, 24, 26);
      for (let k = 1; k < days.length - 1; k++) {
        const onTheDay = countsOn(days.slice(0, k + 1), k);
        expect(countsOn(days.slice(0, k + 2), k)).toEqual(onTheDay);
        confirmed += onTheDay.confirmed;
      }
    }
    expect(confirmed).toBeGreaterThan(0);
  });

  test("later days do not change earlier ones, and the input stays unchanged", () => {
    const days = randomDays(11, 12, 20);
    const before = structuredClone(days);
    const once = evaluateAll(days);
    expect(evaluateAll(days.slice(0, 15))).toStrictEqual(once.slice(0, 15));
    expect(days).toStrictEqual(before);
  });
});
