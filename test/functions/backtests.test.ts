import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { backtest, backtestSiteDaysMax } from "../../shared/contracts/backtest.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { permanentCalendar } from "../../shared/domain/calendar/calendar.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { surveyWindow } from "../../shared/domain/survey/survey-window.ts";
import { partSitesMax } from "../../shared/store/survey-day-part.ts";
import { counts } from "../rig/counts.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { writtenOn } from "../rig/written-on.ts";
import { siteCodeOf } from "../store/on-each-engine.ts";

const trial = worldOfEachTest();
let token = "";
beforeEach(async () => {
  trial.now.setNow("2023-06-30T12:00:00+02:00");
  token = await trial.now.tokenOf("health-office");
});

const pupils = 100;
const dates = permanentCalendar.regional().surveyDays("2022-09-13", "2023-06-08", { level: "primary" });

/** Closes the last survey days of the school year in a territory, with the same count in each of its sites. */
async function closeDays(territory: string, sites: number, days: number, absent: number, firstSite = 0) {
  const { settings, surveyDays } = trial.now.deps;
  await settings.addTerritory(territory, firstOfficeCode, writtenOn());
  const siteCodes = Array.from({ length: sites }, (_, site) => siteCodeOf(firstSite + site + 1));
  const expected = siteCodes.map((siteCode) => ({
    siteCode,
    instituteCode: siteCode,
    level: "primary" as const,
    territory,
  }));
  const parts = Math.ceil(sites / partSitesMax);
  for (const surveyDate of dates.slice(-days)) {
    for (let part = 1; part <= parts; part++) {
      const inPart = expected.slice((part - 1) * partSitesMax, part * partSitesMax);
      await surveyDays.freezePart(territory, surveyDate, part, inPart, part === parts);
    }
    const { opensAt, lateUntil } = surveyWindow(surveyDate);
    await surveyDays.markOpen(territory, surveyDate, { parts, asked: sites, openedAt: opensAt });
    const sheet = {
      territory,
      surveyDate,
      siteCodes,
      levels: siteCodes.map(() => "primary" as const),
      pupils: new Int32Array(sites).fill(pupils),
      absent: new Int32Array(sites).fill(absent),
      flags: new Uint16Array(sites).fill(dayFlags.expected | dayFlags.onTime),
    };
    await surveyDays.writeSheet(sheet, lateUntil);
    const totals = { expected: sites, onTime: sites, late: 0, missing: 0, exempt: 0 };
    await surveyDays.markClosed(territory, surveyDate, { closedAt: lateUntil, totals });
  }
}

const flooding = { ...defaultAlertPolicy, absolute: { enabled: true, absenceRateMin: 0.08, pupilsMin: 20 } };
const post = (json: object) => trial.now.call("POST", "/v1/backtests", { token, json });

describe("a policy that would alert everywhere", () => {
  const sites = counts.floodedDays > 20 ? backtestSiteDaysMax / counts.floodedDays : 2_123;
  const days = counts.floodedDays;

  it("is answered: totals and counts by day are complete, the alerts are the first 500", async () => {
    await closeDays("LODI", 23, days, 10, 50_000);
    await closeDays("MILANO", sites - 23, days, 10);
    const answer = await post({ policy: flooding, from: dates[0], to: "2023-06-30" });
    expect(answer.status).toBe(201);
    const result = backtest.parse(answer.body);
    expect(result.proposed).toMatchObject({
      siteDays: sites * days,
      siteAlertsTotal: sites * days,
      sitesPerAlertDay: sites,
      territoryAlertsTotal: 0,
    });
    expect(result.proposed.siteAlerts).toHaveLength(500);
    expect(result.proposed.days).toHaveLength(2 * days);
    expect(result.proposed.days.reduce((sum, day) => sum + day.sites, 0)).toBe(sites * days);
    expect(result.active).toMatchObject({ siteDays: sites * days, siteAlertsTotal: 0, siteAlerts: [] });
    expect(Buffer.byteLength(answer.text)).toBeLessThan(6_000_000);

    const read = await trial.now.call("GET", `/v1/backtests/${result.backtestId}`, { token });
    expect(read.body).toEqual(answer.body);
    const json = { policy: flooding, backtestId: result.backtestId };
    const activated = await trial.now.call("PUT", "/v1/alert-policy", { token, json, headers: { "if-match": '"0"' } });
    expect(activated.status).toBe(200);
  });

  it("is refused where there is more than can be replayed, before any sheet is read", async () => {
    await trial.now.deps.settings.addTerritory("MILANO", firstOfficeCode, writtenOn());
    for (const [index, surveyDate] of dates.slice(-10).entries()) {
      await trial.now.deps.surveyDays.markOpen("MILANO", surveyDate, {
        parts: 1,
        asked: backtestSiteDaysMax / 10 + (index === 0 ? 1 : 0),
        openedAt: surveyWindow(surveyDate).opensAt,
      });
      await trial.now.deps.surveyDays.markClosed("MILANO", surveyDate, {
        closedAt: surveyWindow(surveyDate).lateUntil,
        totals: { expected: 0, onTime: 0, late: 0, missing: 0, exempt: 0 },
      });
    }
    // The days have no parts, so reading a sheet would fail as damaged.
    expect(await post({ policy: flooding })).toMatchObject({ status: 413, problem: "too-large" });
  });
});

describe("a result that an earlier release has stored", () => {
  it("is read as it was, no longer than results are", async () => {
    await closeDays("MILANO", 3, 1, 10);
    const made = backtest.parse((await post({ policy: flooding })).body);
    const alert = made.proposed.siteAlerts[0];
    const { siteAlertsTotal: _, territoryAlertsTotal: __, ...outcome } = made.proposed;
    const old = { ...made, backtestId: "0".repeat(16), proposed: { ...outcome, siteAlerts: Array(700).fill(alert) } };
    const item = { name: "backtest#ats", version: old.backtestId, at: 1, by: "ats", policy: JSON.stringify(flooding) };
    await trial.now.database.put(
      "settings",
      { ...item, result: JSON.stringify(old) },
      { expression: "attribute_not_exists(#name)" },
    );
    const read = backtest.parse((await trial.now.call("GET", `/v1/backtests/${old.backtestId}`, { token })).body);
    expect(read.proposed).toMatchObject({ siteAlertsTotal: 700, territoryAlertsTotal: 0, days: outcome.days });
    expect(read.proposed.siteAlerts).toHaveLength(500);
  });
});

describe("the period", () => {
  const errors = z.object({ errors: z.array(z.object({ pointer: z.string() })) });
  it.each([
    [{ to: "2000-12-31" }, undefined],
    [{ to: "2000-12-30" }, "/to"],
    [{ to: "2000-06-01" }, "/to"],
    [{ from: "2000-01-01", to: "2000-06-01" }, undefined],
    [{ from: "2022-06-15", to: "2023-06-30" }, undefined],
    [{ from: "2022-06-14", to: "2023-06-30" }, "/from"],
    [{ from: "2023-07-01", to: "2023-06-30" }, "/from"],
    [{ from: "2099-12-31", to: "2099-12-31" }, undefined],
  ])("%j is wrong at %s", async (period, pointer) => {
    const answer = await post({ policy: defaultAlertPolicy, ...period });
    expect(answer.status).toBe(pointer === undefined ? 201 : 422);
    if (pointer !== undefined) expect(errors.parse(answer.body).errors).toMatchObject([{ pointer }]);
  });
});
