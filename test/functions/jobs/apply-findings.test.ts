import { describe, expect, test } from "vitest";
import { applyFindings, openAlertPages } from "../../../functions/flows/alerts/apply-findings.ts";
import { collectFaults } from "../../../functions/flows/faults/faults.ts";
import {
  type Alert,
  type AlertScope,
  alertStatuses,
  type Finding,
  latestCrossingsMax,
} from "../../../shared/domain/alerts/alert.ts";
import { alertIdOf } from "../../../shared/domain/alerts/alert-id.ts";
import type { Explanation } from "../../../shared/domain/alerts/explanation.ts";
import { addDays, type LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { SiteCode } from "../../../shared/domain/codes.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { type AlertStore, alertStore } from "../../../shared/store/alert-store.ts";
import { refuseDamaged } from "../../../shared/store/parse-item.ts";
import { interceptDatabase, type PortCall } from "../../rig/intercepted-database.ts";
import { openMemoryDatabase } from "../../rig/memory-database.ts";
import { sampleSiteCode } from "../../rig/sample-schools.ts";
import { gathered } from "../../store/on-each-engine.ts";

const territory = "VALDORSA";
const tuesday = "2023-02-14";
const thursday = "2023-02-16";
const now = new Date("2023-02-16T10:00:00Z");
const later = new Date("2023-02-18T10:00:00Z");
const nothing = { raised: 0, appended: 0, updated: 0, withdrawn: 0, touched: [], unrecorded: new Map() };

const site = (siteCode: SiteCode): AlertScope => ({ kind: "site", siteCode, territory, level: "primary" });
const oneSite = site(sampleSiteCode(0));
const otherSite = site(sampleSiteCode(1));
const alertId = alertIdOf(oneSite, "absolute", 1);

const findingOf = (
  changes: Partial<Pick<Explanation, "surveyDate" | "verdict" | "severity">> = {},
  scope = oneSite,
): Finding => ({
  scope,
  explanation: {
    rule: "absolute",
    surveyDate: thursday,
    verdict: "provisional",
    severity: "attention",
    officeCode: firstOfficeCode,
    policyVersion: 0,
    absent: 60,
    pupils: 100,
    absenceRate: 0.6,
    completeness: { expected: 3, reported: 3, missing: 0 },
    stillAboveIfMissingHadNone: true,
    absenceRateMin: 0.4,
    pupilsMin: 20,
    ...changes,
  },
});

const isWrite = ({ operation }: PortCall) => operation === "put" || operation === "update" || operation === "remove";

/** The alerts in memory. A test can intercept each call of their store. */
function openAlerts() {
  const calls: PortCall[] = [];
  const ways = { before: async (_: PortCall): Promise<void> => undefined };
  const database = interceptDatabase(openMemoryDatabase(), async (call, effect) => {
    calls.push(call);
    await ways.before(call);
    return effect();
  });
  const alerts = alertStore(database);
  const faults = collectFaults({ log: openLog(() => undefined) });
  return {
    alerts,
    ways,
    faults,
    writes: () => calls.filter(isWrite).length,
    apply(findings: readonly Finding[], { date = thursday, at = now, isMeant = true, store = {} }: Options = {}) {
      const deps = { alerts: { ...alerts, ...store }, faults, onDamaged: refuseDamaged };
      return applyFindings(date, new Set([territory]), findings, at, deps, () => isMeant);
    },
    explained: async (date: LocalDate) => (await alerts.explanations(alertId, [date], refuseDamaged)).has(date),
  };
}
type Options = { date?: LocalDate; at?: Date; isMeant?: boolean; store?: Partial<AlertStore> };

describe("the findings of a day", () => {
  test("raise an alert, and the same findings again write nothing", async () => {
    const { apply, writes, faults } = openAlerts();
    const news = {
      alertId,
      scope: oneSite,
      status: "new",
      severity: "attention",
      worst: { severity: "attention", since: now },
    };
    expect(await apply([findingOf()])).toStrictEqual({ ...nothing, raised: 1, touched: [news] });
    const before = writes();
    expect(await apply([findingOf()], { at: later })).toStrictEqual({ ...nothing, touched: [news] });
    expect(writes()).toBe(before);
    expect(faults.found()).toEqual([]);
  });

  test("say since when an alert is eased, where a final verdict has eased it", async () => {
    const { apply } = openAlerts();
    await apply([findingOf({ severity: "alert" })]);
    const { touched } = await apply([findingOf({ verdict: "final" })], { at: later });
    expect(touched).toMatchObject([{ severity: "attention", eased: { severity: "attention", since: later } }]);
  });

  test("give way to a final verdict that another run gives meanwhile", async () => {
    const { apply, ways, alerts, faults } = openAlerts();
    await apply([findingOf()]);
    ways.before = async (call) => {
      if (!isWrite(call)) return;
      ways.before = async () => undefined;
      await apply([findingOf({ verdict: "final" })]);
    };
    expect(await apply([findingOf({ severity: "alert" })])).toMatchObject({ updated: 0, unrecorded: new Map() });
    expect(faults.found()).toEqual([]);
    expect(await alerts.get(alertId)).toMatchObject({ severity: "attention", crossings: [{ verdict: "final" }] });
  });

  test("are written sixteen at a time, so that a flood does not wear out the table", async () => {
    const { apply, alerts } = openAlerts();
    const findings = Array.from({ length: 40 }, (_, number) => findingOf({}, site(sampleSiteCode(number))));
    let underWay = 0;
    let most = 0;
    const counted =
      <Values extends unknown[], Result>(call: (...values: Values) => Promise<Result>) =>
      async (...values: Values) => {
        most = Math.max(most, ++underWay);
        const result = await call(...values);
        await new Promise((done) => setImmediate(done));
        underWay--;
        return result;
      };
    const store = { latest: counted(alerts.latest), get: counted(alerts.get) };
    expect(await apply(findings, { store })).toMatchObject({ raised: 40 });
    expect(most).toBe(16);
    most = 0;
    expect(await apply([], { store })).toMatchObject({ withdrawn: 40 });
    expect(most).toBe(16);
  });

  test("of one alert that cannot be written are a fault that names it, and are said to be left", async () => {
    const { apply, alerts, faults } = openAlerts();
    const level: AlertScope = { kind: "territory", territory, level: "primary" };
    const store: Partial<AlertStore> = {
      latest: (scope, rule) =>
        scope === otherSite ? alerts.latest(scope, rule) : Promise.reject(new Error("out of reach")),
    };
    const applied = await apply([findingOf(), findingOf({}, level), findingOf({}, otherSite)], { store });
    expect(applied).toMatchObject({ raised: 1, touched: [{ scope: otherSite }] });
    expect(applied.unrecorded).toEqual(
      new Map([[territory, [`site.${sampleSiteCode(0)}.absolute`, `territory.${territory}.primary.absolute`]]]),
    );
    expect(faults.found().map(({ name, about }) => ({ name, about }))).toStrictEqual([
      { name: "alert-failed", about: { surveyDate: thursday, territory, siteCode: sampleSiteCode(0) } },
      { name: "alert-failed", about: { surveyDate: thursday, territory } },
    ]);
  });
});

describe("alerts that have been judged", () => {
  test("are only read: nothing is written, nothing withdrawn", async () => {
    const { apply, writes } = openAlerts();
    await apply([findingOf(), findingOf({}, otherSite)]);
    const before = writes();
    const applied = await apply([findingOf({ severity: "alert" })], { isMeant: false });
    expect(applied).toMatchObject({ ...nothing, touched: [{ alertId }, { scope: otherSite, status: "new" }] });
    expect(writes()).toBe(before);
  });

  test("are not touched by a day without a signal of their rule, and there may be none", async () => {
    const { apply, faults } = openAlerts();
    await apply([findingOf({ surveyDate: tuesday })], { date: tuesday });
    expect(await apply([findingOf(), findingOf({}, otherSite)], { isMeant: false })).toEqual(nothing);
    expect(faults.found()).toEqual([]);
  });
});

describe("a day without the finding of before", () => {
  test("withdraws the alert, which goes on saying why it had been raised", async () => {
    const { apply, explained } = openAlerts();
    await apply([findingOf()]);
    expect(await apply([])).toEqual({ ...nothing, withdrawn: 1 });
    expect(await explained(thursday)).toBe(true);
  });

  test("is taken out of an alert of several days with its explanation, and that is no withdrawal", async () => {
    const { apply, alerts, explained } = openAlerts();
    await apply([findingOf({ surveyDate: tuesday })], { date: tuesday });
    await apply([findingOf()]);
    expect(await apply([])).toEqual(nothing);
    expect(await alerts.get(alertId)).toMatchObject({ status: "new", crossings: [{ surveyDate: tuesday }] });
    expect([await explained(tuesday), await explained(thursday)]).toEqual([true, false]);
  });

  test("is taken out of the days that an alert only counts", async () => {
    const { apply, alerts } = openAlerts();
    const dates = Array.from({ length: latestCrossingsMax + 3 }, (_, day) => addDays(tuesday, day));
    for (const date of dates) await apply([findingOf({ surveyDate: date, verdict: "final" })], { date });
    expect(await alerts.get(alertId)).toMatchObject({ crossingsBetween: { attention: 2 } });
    await apply([], { date: dates[1] ?? "" });
    expect(await alerts.get(alertId)).toMatchObject({ crossingsBetween: { attention: 1 } });
  });

  test("brings no day into the alert that a run explained and could not write", async () => {
    const { apply, alerts } = openAlerts();
    const [first, left, last] = ["2023-02-07", "2023-02-09", tuesday];
    for (const date of [first, last]) await apply([findingOf({ surveyDate: date, verdict: "final" })], { date });
    await alerts.explain(alertId, findingOf({ surveyDate: left, verdict: "final" }).explanation);
    await apply([], { date: last });
    expect((await alerts.get(alertId))?.crossings.map(({ surveyDate }) => surveyDate)).toEqual([first]);
  });

  test("does not change an alert that people have closed since, even if the list still shows it open", async () => {
    const { apply, alerts, writes, faults } = openAlerts();
    await apply([findingOf()]);
    const open = await alerts.get(alertId);
    if (open === undefined) throw new Error("no alert");
    const shown = { items: [{ alert: open, place: "" }] };
    const store: Partial<AlertStore> = { ofTerritory: async (_, status) => (status === "new" ? shown : { items: [] }) };
    await alerts.save({ ...open, status: "closed", version: open.version + 1 }, open.version);
    const before = writes();
    expect(await apply([], { store })).toEqual(nothing);
    expect(writes()).toBe(before);
    // A restored table may lack an alert of the list.
    const restored = { ...store, get: async () => undefined };
    for (const isMeant of [true, false]) expect(await apply([], { store: restored, isMeant })).toEqual(nothing);
    expect(faults.found()).toEqual([]);
  });
});

test("the list has all open alerts of the territories, page by page, and no ended one", async () => {
  const { apply, alerts } = openAlerts();
  const flood = Array.from({ length: 405 }, (_, number) => findingOf({}, site(sampleSiteCode(number))));
  await apply(flood);
  const all = await gathered(openAlertPages([territory], { alerts, onDamaged: refuseDamaged }));
  expect(all).toHaveLength(flood.length);
  for (const [position, status] of alertStatuses.entries()) {
    const alert = all[position];
    if (alert !== undefined) await alerts.save({ ...alert, status, version: 2 }, 1);
  }
  const open = await gathered(openAlertPages(["ALTROVE", territory], { alerts, onDamaged: refuseDamaged }));
  const ended = alertStatuses.filter((status) => !open.some((alert: Alert) => alert.status === status));
  expect(ended).toEqual(["closed", "withdrawn"]);
  expect(new Set(open.map((alert) => alert.alertId)).size).toBe(flood.length - ended.length);
  expect(open).toHaveLength(flood.length - ended.length);
});
