import { describe, expect, test } from "vitest";
import { openBacktestTally, summariseBacktest } from "../../shared/detection/backtest-summary.ts";
import type { ReplayedDay } from "../../shared/detection/replay-days.ts";
import type { AnyOutcome } from "../../shared/detection/rule.ts";
import type { AlertScope } from "../../shared/domain/alerts/alert.ts";
import type { AlertSeverity } from "../../shared/domain/alerts/verdict.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import type { Level } from "../../shared/domain/codes.ts";
import { daySheetOf, type Row } from "./day-sheet-of.ts";

const surveyDaysPerYear = 68;
const counted: Row[] = [{ siteCode: "A", pupils: 100, absent: 5 }];
const site = (siteCode: string, level: Level = "primary", territory = "MILANO"): AlertScope => ({
  kind: "site",
  siteCode,
  territory,
  level,
});
const whole = (level: Level = "primary", territory = "MILANO"): AlertScope => ({ kind: "territory", territory, level });

function day(surveyDate: string, outcome: Partial<AnyOutcome<Level>> = {}, rows = counted): ReplayedDay<Level> {
  const findings = outcome.findings ?? [];
  const assessments = outcome.assessments ?? [];
  const [first] = [...findings, ...assessments];
  const territory = first?.scope.territory ?? "MILANO";
  return {
    sheet: { ...daySheetOf(surveyDate, rows, "primary"), territory },
    outcome: { findings, assessments },
  };
}

function found(scope: AlertScope, rule = "site", severity: AlertSeverity = "attention") {
  return { scope, explanation: { rule, severity } };
}

function about(scope: AlertScope, rule: string) {
  const completeness = { expected: 1, reported: 1, missing: 0 };
  return { rule, scope, surveyDate: "2023-02-16", completeness, absent: 5, pupils: 100 };
}

const line = { kind: "line", absenceRateMin: 0.4 } as const;

function assessed(scope: AlertScope, rule = "site") {
  return { ...about(scope, rule), kind: "assessed", signal: false, measure: line } as const;
}

function share(signal: boolean, signallingSites: number) {
  const measure = { kind: "share", signallingSites, reportingSites: 9 } as const;
  return { ...about(whole(), "common-cause"), kind: "assessed", signal, measure } as const;
}

function atZ(z: number, scope = whole()) {
  const measure = { kind: "territory", expectedRate: 0.05, lowRate: 0.03, highRate: 0.08, z } as const;
  return { ...about(scope, "territory"), kind: "assessed", signal: true, measure } as const;
}

const summaryOf = (days: readonly ReplayedDay<Level>[]) =>
  summariseBacktest<Level>("proposed", days, surveyDaysPerYear, (siteCode) => `school ${siteCode}`);

describe("a backtest", () => {
  test("of no days is empty", () => {
    expect(summaryOf([])).toEqual({
      name: "proposed",
      siteDays: 0,
      assessableDays: 0,
      assessableSiteDays: 0,
      siteAlerts: [],
      siteAlertsTotal: 0,
      territoryAlerts: [],
      territoryAlertsTotal: 0,
      notices: [],
      noticesTotal: 0,
      alertsPerSiteYear: 0,
      sitesPerAlertDay: 0,
      mails: 0,
      days: [],
      territories: [],
    });
  });

  test("counts the site-days with a count, of a site that has pupils", () => {
    const rows = [
      { siteCode: "A", pupils: 100, absent: 5 },
      { siteCode: "B", pupils: 1, absent: 0 },
      { siteCode: "C", pupils: 100 },
      { siteCode: "D", pupils: 0, absent: 0 },
    ];
    const { siteDays, days } = summaryOf([day("2023-02-16", {}, rows), day("2023-02-21")]);
    expect(days.map((one) => one.siteDays)).toEqual([2, 1]);
    expect(siteDays).toBe(3);
  });

  test("lists a site once a day, by its name in the file, as severe as the worst of its rules", () => {
    const [mild, severe] = [found(site("A")), found(site("A"), "absolute", "alert")];
    const { siteAlerts, siteAlertsTotal, days } = summaryOf([
      day("2023-02-16", { findings: [mild, severe, found(site("B"))] }),
      day("2023-02-21", { findings: [severe, mild] }),
    ]);
    const common = { territory: "MILANO", level: "primary" };
    expect(siteAlerts).toEqual([
      { ...common, site: "school A", date: "2023-02-16", severity: "alert" },
      { ...common, site: "school B", date: "2023-02-16", severity: "attention" },
      { ...common, site: "school A", date: "2023-02-21", severity: "alert" },
    ]);
    expect(siteAlertsTotal).toBe(3);
    expect(days.map(({ sites }) => sites)).toEqual([2, 1]);
  });

  test("sets its site alerts against the site-days that had a verdict, and against the dates that had an alert", () => {
    const unread = { ...about(site("C"), "site"), kind: "not-assessable", reason: "warming-up" } as const;
    const twice = [assessed(site("A")), assessed(site("A"), "absolute"), assessed(site("B")), unread];
    const elsewhere = site("Z", "primary", "LODI");
    const summary = summaryOf([
      day("2023-02-16", { findings: [found(site("A")), found(site("B"))], assessments: twice }),
      day("2023-02-21", { assessments: [unread] }),
      day("2023-02-23", { assessments: [assessed(site("A"))] }),
      day("2023-02-28", { findings: [found(site("A"))], assessments: [assessed(site("A"))] }),
      day("2023-03-02"),
      day("2023-02-16", { findings: [found(elsewhere)], assessments: [assessed(elsewhere)] }),
    ]);
    expect(summary).toMatchObject({ assessableDays: 3, assessableSiteDays: 5 });
    expect(summary.alertsPerSiteYear).toBe(4 / (5 / surveyDaysPerYear));
    expect(summary.sitesPerAlertDay).toBe(2);
  });

  test("says for each level of a territory how often rule T had a verdict, and why it had none on other days", () => {
    const refused = (reason: "incomplete" | "too-few-sites") =>
      ({ ...about(whole(), "territory"), kind: "not-assessable", reason }) as const;
    const seniors = whole("upper-secondary");
    const lodi = whole("primary", "LODI");
    const { territories, territoryAlerts, territoryAlertsTotal, assessableSiteDays, days } = summaryOf([
      day("2023-02-16", { assessments: [refused("incomplete"), assessed(site("A"), "territory")] }),
      day("2023-02-21", { assessments: [refused("incomplete")] }),
      day("2023-02-23", { assessments: [refused("too-few-sites"), atZ(1, seniors)] }),
      day("2023-02-28", {
        findings: [found(whole(), "territory", "alert"), found(site("A")), found(site("B"))],
        assessments: [atZ(4.5), share(false, 1)],
      }),
      day("2023-02-28", { assessments: [atZ(2, lodi)] }),
    ]);
    const common = { territory: "MILANO", level: "primary" };
    expect(territories).toEqual([
      { ...common, days: 4, assessableDays: 1, alertDays: 1, reasons: { incomplete: 2, "too-few-sites": 1 } },
      { ...common, level: "upper-secondary", days: 1, assessableDays: 1, alertDays: 0, reasons: {} },
      { ...common, territory: "LODI", days: 1, assessableDays: 1, alertDays: 0, reasons: {} },
    ]);
    expect(territoryAlerts).toEqual([{ ...common, date: "2023-02-28", z: 4.5 }]);
    expect(territoryAlertsTotal).toBe(1);
    expect(days.map((one) => one.territoryAlerts)).toEqual([0, 0, 0, 1, 0]);
    expect(assessableSiteDays).toBe(1);
  });

  test("lists the notices of a common cause, but no share that is not a signal", () => {
    const { notices, noticesTotal, days, siteAlertsTotal, territoryAlertsTotal } = summaryOf([
      day("2023-02-16", { assessments: [share(false, 1)] }),
      day("2023-02-21", {
        findings: [found(whole(), "common-cause"), found(site("A")), found(site("B"))],
        assessments: [share(true, 4)],
      }),
    ]);
    expect(notices).toEqual([
      { territory: "MILANO", level: "primary", date: "2023-02-21", signallingSites: 4, reportingSites: 9 },
    ]);
    expect([noticesTotal, siteAlertsTotal, territoryAlertsTotal]).toEqual([1, 2, 0]);
    expect(days.map((one) => one.notices)).toEqual([0, 1]);
  });

  test.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 2],
  ])("that lists at most %i of each counts all the same, and lists %i", (listedMax, listed) => {
    const tally = openBacktestTally<Level>("proposed", surveyDaysPerYear, String, listedMax);
    const findings = [found(site("A")), found(whole(), "territory")];
    for (const date of ["2023-02-16", "2023-02-21"])
      tally.add(day(date, { findings, assessments: [atZ(4), share(true, 4)] }));
    const summary = tally.summary();
    expect(summary).toMatchObject({ siteAlertsTotal: 2, territoryAlertsTotal: 2, noticesTotal: 2 });
    for (const list of [summary.siteAlerts, summary.territoryAlerts, summary.notices])
      expect(list).toHaveLength(listed);
  });
});

describe("a backtest counts a mail", () => {
  const none = undefined;
  test.each<[string, (AlertSeverity | undefined)[], boolean[]]>([
    ["for a first crossing, and for none", [none, "attention"], [false, true]],
    ["once for what goes on", ["attention", "attention", "attention"], [true, false, false]],
    ["once with a day between", ["attention", none, "attention"], [true, false, false]],
    ["again after two days", ["attention", none, none, "attention"], [true, false, false, true]],
    ["again where it gets worse", ["attention", "alert", "alert"], [true, true, false]],
    ["again where it gets worse after a while", ["attention", "attention", "alert"], [true, false, true]],
    ["once where it stays down and goes up", ["alert", "attention", "attention", "alert"], [true, false, false, false]],
    ["once where it goes down and up", ["alert", "attention", "alert"], [true, false, false]],
    [
      "again where it comes back and gets worse",
      ["alert", none, none, "attention", "alert"],
      [true, false, false, true, true],
    ],
  ])("%s", (_, severities, mailed) => {
    const { days, mails } = summaryOf(
      severities.map((severity, number) =>
        day(addDays("2023-02-16", number), {
          findings: severity === undefined ? [] : [found(site("A"), "site", severity)],
        }),
      ),
    );
    expect(days.map((one) => one.mailed)).toEqual(mailed);
    expect(mails).toBe(mailed.filter((isMailed) => isMailed).length);
  });

  test.each([
    ["site", found(site("B"))],
    ["rule", found(site("A"), "absolute")],
    ["level", found(site("A", "lower-secondary"))],
    ["territory", found(site("A", "primary", "LODI"))],
    ["scope", found(whole())],
  ])("for another %s", (_, other) => {
    const first = day("2023-02-16", { findings: [found(site("A"))] });
    expect(summaryOf([first, day("2023-02-21", { findings: [other] })]).mails).toBe(2);
  });
});
