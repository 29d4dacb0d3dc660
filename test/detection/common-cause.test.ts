import { describe, expect, test } from "vitest";
import { evaluateDay } from "../../shared/detection/evaluate-day.ts";
import { markAlarmed } from "../../shared/detection/mark-alarmed.ts";
import { type AlertPolicy, defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { signallingSitesListedMax } from "../../shared/domain/alerts/explanation.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import type { Level } from "../../shared/domain/codes.ts";
import { type DaySheet, noCount } from "../../shared/domain/survey/day-sheet.ts";
import { daySheetOf } from "./day-sheet-of.ts";

const policy: AlertPolicy = {
  ...defaultAlertPolicy,
  absolute: { ...defaultAlertPolicy.absolute, enabled: false },
};
const firstDay = "2025-10-01";

/** A day on which the first `up` of the `sites` sites of each level have 40 % absent, the others 6 %. */
function day(number: number, groups: readonly { level: Level; sites: number; up: number }[]): DaySheet {
  const rows = groups.flatMap(({ level, sites, up }) =>
    Array.from({ length: sites }, (_, i) => ({
      siteCode: `MI${level.slice(0, 2).toUpperCase()}8${String(i).padStart(5, "0")}`,
      level,
      pupils: 200,
      absent: i < up ? 80 : 12,
    })),
  );
  return daySheetOf(addDays(firstDay, number), rows, "primary");
}

function evaluate(
  groups: readonly { level: Level; sites: number; up: number }[],
  given: AlertPolicy = policy,
  missing = 0,
) {
  const quiet = groups.map((group) => ({ ...group, up: 0 }));
  const history = Array.from({ length: 14 }, (_, number) => day(number, quiet));
  const today = day(14, groups);
  if (missing > 0) today.absent.fill(noCount, -missing);
  const outcome = evaluateDay({
    policy: given,
    officeCode: "ats-milano",
    policyVersion: 1,
    today,
    history,
    verdict: "final",
  });
  const of = (rule: string) => outcome.findings.filter(({ explanation }) => explanation.rule === rule);
  return { outcome, today, history, sites: of("site"), notices: of("common-cause") };
}

describe("a common cause", () => {
  test("over 20 % of a level's reporting sites: one notice in place of their alerts", () => {
    const at = evaluate([{ level: "primary", sites: 20, up: 4 }]);
    expect([at.sites.length, at.notices.length]).toEqual([4, 0]);

    const over = evaluate([{ level: "primary", sites: 20, up: 5 }]);
    expect([over.sites.length, over.notices.length]).toEqual([0, 1]);
    expect(over.notices[0]).toMatchObject({
      scope: { kind: "territory", territory: "MILANO", level: "primary" },
      explanation: { severity: "attention", signallingSites: 5, reportingSites: 20, absent: 580, pupils: 4000 },
    });
  });

  test("counts the sites that have reported, and says whether it would remain if the others had nobody absent", () => {
    const quiet = evaluate([{ level: "primary", sites: 15, up: 3 }]);
    expect([quiet.sites.length, quiet.notices.length]).toEqual([3, 0]);
    const over = (missing: number, sites: number) =>
      evaluate([{ level: "primary", sites, up: 3 }], policy, missing).notices.map(({ explanation }) => explanation);
    expect(over(1, 15)).toMatchObject([{ reportingSites: 14, stillAboveIfMissingHadNone: false }]);
    expect(over(1, 14)).toMatchObject([{ reportingSites: 13, stillAboveIfMissingHadNone: true }]);
  });

  test("two sites are two outbreaks, however few report", () => {
    const { sites, notices } = evaluate([{ level: "primary", sites: 6, up: 2 }]);
    expect([sites.length, notices.length]).toEqual([2, 0]);
  });

  test("a strike in one level does not change the alerts of the other level", () => {
    const { sites, notices } = evaluate([
      { level: "primary", sites: 40, up: 1 },
      { level: "upper-secondary", sites: 8, up: 6 },
    ]);
    expect(sites.map(({ scope }) => scope.level)).toEqual(["primary"]);
    expect(notices.map(({ scope }) => scope.level)).toEqual(["upper-secondary"]);
  });

  test("over 20 % of the whole territory includes the levels that alone are not over it", () => {
    const { sites, notices } = evaluate([
      { level: "primary", sites: 20, up: 10 },
      { level: "upper-secondary", sites: 10, up: 2 },
      { level: "lower-secondary", sites: 10, up: 0 },
    ]);
    expect(sites).toEqual([]);
    expect(notices.map(({ scope, explanation }) => [scope.level, explanation])).toMatchObject([
      ["primary", { signallingSites: 10, reportingSites: 20 }],
      ["upper-secondary", { signallingSites: 12, reportingSites: 40, countedOver: "territory" }],
    ]);
  });

  test("names the sites of its own level, the unlikeliest first", () => {
    const listed = Array.from({ length: signallingSitesListedMax + 3 }, (_, site) => site);
    const groups = [
      { level: "primary", sites: 300, up: listed.length },
      { level: "upper-secondary", sites: 20, up: 6 },
    ] as const;
    const quiet = groups.map((group) => ({ ...group, up: 0 }));
    const history = Array.from({ length: 14 }, (_, number) => day(number, quiet));
    const today = day(14, groups);
    // The later a site's code, the more of its pupils are absent.
    for (const site of listed) today.absent[site] = 90 + Math.floor(site / 2);
    const { findings } = evaluateDay({
      policy,
      officeCode: "ats-milano",
      policyVersion: 1,
      today,
      history,
      verdict: "final",
    });
    const noticeOf = (level: Level) => {
      const { explanation } = findings.find(({ scope }) => scope.kind === "territory" && scope.level === level) ?? {};
      if (explanation?.rule !== "common-cause") throw new Error(`no notice for ${level}`);
      return explanation;
    };
    const primary = noticeOf("primary");
    expect(primary).toMatchObject({ signallingSites: listed.length, reportingSites: 300 });
    const absences = primary.sites.map(({ siteCode }) => today.absent[today.siteCodes.indexOf(siteCode)]);
    expect(absences).toEqual(
      listed
        .map((site) => 90 + Math.floor(site / 2))
        .toReversed()
        .slice(0, signallingSitesListedMax),
    );
    expect(noticeOf("upper-secondary").sites.map(({ siteCode }) => siteCode.slice(0, 4))).toEqual(
      Array(6).fill("MIUP"),
    );
  });

  test("is not assessable while the level's baselines warm up, and is absent when nobody reports", () => {
    const warm = [{ level: "primary", sites: 8, up: 0 }] as const;
    const history = Array.from({ length: 14 }, (_, number) => day(number, warm));
    const today = day(14, [
      ...warm,
      { level: "upper-secondary", sites: 3, up: 3 },
      { level: "lower-secondary", sites: 2, up: 0 },
    ]);
    for (const [site, level] of today.levels.entries()) if (level === "lower-secondary") today.absent[site] = noCount;
    const { assessments } = evaluateDay({
      policy,
      officeCode: "ats-milano",
      policyVersion: 1,
      today,
      history,
      verdict: "final",
    });
    const own = assessments.filter(({ rule }) => rule === "common-cause");
    expect(own.map(({ scope, kind }) => [scope.level, kind])).toEqual([
      ["primary", "assessed"],
      ["upper-secondary", "not-assessable"],
    ]);
    expect(own[0]).toMatchObject({ signal: false, absent: 96, pupils: 1600, rule: "common-cause" });
    expect(own[1]).toMatchObject({ reason: "warming-up", absent: 240, pupils: 600, completeness: { expected: 3 } });
  });

  test("switched off, every site speaks for itself", () => {
    const off = { ...policy, commonCause: { ...policy.commonCause, enabled: false } };
    const { sites, notices } = evaluate([{ level: "primary", sites: 20, up: 12 }], off);
    expect([sites.length, notices.length]).toEqual([12, 0]);
  });

  test("confirms nothing on the day after", () => {
    const first = evaluate([{ level: "primary", sites: 20, up: 12 }]);
    const history = [...first.history, markAlarmed(first.today, first.outcome)];
    const mild = day(15, [{ level: "primary", sites: 20, up: 0 }]);
    // 25 of 200 against 12 usual: unlikely below 1 in 100, not below 1 in 1,000.
    mild.absent[0] = 25;
    const evaluateMild = (given: AlertPolicy) =>
      evaluateDay({ policy: given, officeCode: "ats-milano", policyVersion: 1, today: mild, history, verdict: "final" })
        .findings;
    expect(evaluateMild(policy)).toEqual([]);
    const off = { ...policy, commonCause: { ...policy.commonCause, enabled: false } };
    expect(evaluateMild(off)).toMatchObject([{ explanation: { rule: "site", path: "confirmed" } }]);
  });

  test("keeps the whole level out of the baselines", () => {
    const { today, outcome } = evaluate([{ level: "primary", sites: 20, up: 12 }]);
    const { flags } = markAlarmed(today, outcome);
    expect(flags.every((bits) => (bits & dayFlags.alarmed) !== 0)).toBe(true);
  });
});

describe("observations that an evaluation keeps out of the baselines", () => {
  test("the site that signalled, not its neighbours", () => {
    const { today, outcome } = evaluate([{ level: "primary", sites: 20, up: 1 }]);
    const { flags } = markAlarmed(today, outcome);
    expect([...flags].map((bits) => (bits & dayFlags.alarmed) !== 0)).toEqual([
      true,
      ...Array<boolean>(19).fill(false),
    ]);
  });

  test("not a site that only crosses a fixed line: it may be its usual", () => {
    const rows = Array.from({ length: 8 }, (_, number) =>
      daySheetOf(addDays(firstDay, number), [{ siteCode: "MIEE8AN02L", pupils: 200, absent: 90 + number }], "primary"),
    );
    const today = rows.at(-1);
    if (today === undefined) throw new Error("no day");
    const outcome = evaluateDay({
      policy: defaultAlertPolicy,
      officeCode: "ats-milano",
      policyVersion: 1,
      today,
      history: rows.slice(0, -1),
      verdict: "final",
    });
    expect(outcome.findings.map(({ explanation }) => explanation.rule)).toEqual(["absolute"]);
    expect(markAlarmed(today, outcome).flags).toEqual(today.flags);
  });
});
