import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import type { FaultName } from "../../shared/domain/ledger/fault.ts";
import type { JobName } from "../../shared/schedules.ts";
import { pageShape } from "../rig/gateway-of.ts";
import { giveTerritory } from "../rig/give-territory.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { foreign, territory as milano, primary, settleTown, type Town, thursday, tuesday } from "./small-town.ts";

/** Two health offices on one running system: the first, which owns MILANO, and another, which owns LODI. */
const trial = worldOfEachTest();
const lodi = "LODI";
const lodiOffice = "ats-lodi";
const lodigiano = "ZZEE90101A";

let town: Town;
let lodiToken: string;
let lodiSchool: string;

const at = (instant: string) => trial.now.setNow(`2023-02-${instant}+01:00`);

/** 200 pupils are enrolled at the site in MILANO, 100 at that in LODI. */
async function report(siteCode: string, date: string, absent: number): Promise<void> {
  const token = siteCode === lodigiano ? lodiSchool : siteCode === foreign ? town.otherSchool : town.school;
  const { status } = await town.put(`/v1/sites/${siteCode}/absence-reports/${date}`, token, { absent, confirm: true });
  expect([200, 201]).toContain(status);
}

/** The office activates its own line, with the required backtest. */
async function drawLine(token: string, absenceRateMin: number): Promise<void> {
  const policy = { ...defaultAlertPolicy, absolute: { enabled: true, absenceRateMin, pupilsMin: 20 } };
  const { body } = await trial.now.call("POST", "/v1/backtests", { token, json: { policy } });
  const { backtestId } = z.object({ backtestId: z.string() }).parse(body);
  const { body: inForce } = await trial.now.call("GET", "/v1/alert-policy", { token });
  const { version } = z.object({ version: z.number() }).parse(inForce);
  const headers = { "if-match": `"${version}"` };
  expect((await town.put("/v1/alert-policy", token, { policy, backtestId }, { headers })).status).toBe(200);
}

/** The result of the run, and the faults that it reported. */
async function run(job: JobName): Promise<{ said: string; faults: Partial<Record<FaultName, number>> }> {
  const said = await trial.now.run(job).then(
    (outcome) => `; done: ${JSON.stringify(outcome)}`,
    (fault: unknown) => (fault instanceof Error ? fault.message : String(fault)),
  );
  const counted = said.split("; done: ")[0]?.matchAll(/(\d+) ([a-z-]+)/g) ?? [];
  return { said, faults: Object.fromEntries([...counted].map(([, count, name]) => [name, Number(count)])) };
}

const alertIds = async (token: string) => {
  const { body } = await trial.now.call("GET", "/v1/alerts", { token });
  return pageShape.parse(body).items.map((alert) => z.looseObject({ alertId: z.string() }).parse(alert).alertId);
};

const explained = z.looseObject({ crossings: z.array(z.looseObject({ explanation: z.looseObject({}) })) });

/** The policy behind each crossing of the site's alert of the absolute layer. */
async function judgedBy(token: string, siteCode: string) {
  const { body } = await trial.now.call("GET", `/v1/alerts/site.${siteCode}.absolute.1`, { token });
  return explained
    .parse(body)
    .crossings.map(({ explanation: { officeCode, policyVersion, absenceRateMin } }) => [
      officeCode,
      policyVersion,
      absenceRateMin,
    ]);
}

beforeEach(async () => {
  town = await settleTown(trial.now);
  const site = { name: "Lodi", instituteCode: "ZZIC90001A", municipality: "E648", level: "primary" };
  await town.put(`/v1/sites/${lodigiano}`, town.healthOffice, { ...site, territory: lodi, sentinelFrom: "2023-02-01" });
  lodiSchool = await trial.now.tokenOf("ZZIC90001A");
  await town.put(`/v1/sites/${lodigiano}/enrolments/2022-09-01`, lodiSchool, { pupils: 100, classes: 5 });
  await giveTerritory(trial.now.database, lodi, lodiOffice);
  lodiToken = await trial.now.tokenOf(`health-office:${lodiOffice}`);
});

describe("a rise in both", () => {
  it("is judged in each by the policy of its own office, which the explanation names", async () => {
    await drawLine(town.healthOffice, 0.6);
    for (const line of [0.5, 0.3]) await drawLine(lodiToken, line);
    await report(primary, thursday, 118);
    await report(lodigiano, thursday, 31);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 1 });
    expect(await alertIds(town.healthOffice)).toEqual([]);
    expect(await alertIds(lodiToken)).toEqual([`site.${lodigiano}.absolute.1`]);
    expect(await judgedBy(lodiToken, lodigiano)).toEqual([[lodiOffice, 2, 0.3]]);

    await report(foreign, thursday, 120);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 1, appended: 0, withdrawn: 0 });
    expect(await alertIds(town.healthOffice)).toEqual([`site.${foreign}.absolute.1`]);
    expect(await judgedBy(town.healthOffice, foreign)).toEqual([["ats", 1, 0.6]]);
  });

  it("is judged anew by one office when that changes its policy, and as before in the other", async () => {
    await report(primary, thursday, 90);
    await report(lodigiano, thursday, 45);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 2 });
    await drawLine(lodiToken, 0.5);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 0, appended: 0, withdrawn: 1 });
    expect(await judgedBy(town.healthOffice, primary)).toEqual([["ats", 0, 0.4]]);
    const { body } = await trial.now.call("GET", "/v1/alert-policy", { token: town.healthOffice });
    expect(body).toMatchObject({ version: 0 });
  });

  it("is recorded of each day with the policy by which it was judged", async () => {
    await drawLine(lodiToken, 0.3);
    await trial.now.run("raise-alerts");
    const { surveyDays } = trial.now.deps;
    expect(await surveyDays.state(milano, thursday)).toMatchObject({
      evaluated: { officeCode: "ats", policyVersion: 0 },
    });
    expect(await surveyDays.state(lodi, thursday)).toMatchObject({
      evaluated: { officeCode: lodiOffice, policyVersion: 1 },
    });
  });
});

describe("a policy that cannot be read", () => {
  it("of one office keeps its own territories from being judged, and no other's", async () => {
    await report(primary, thursday, 90);
    await report(lodigiano, thursday, 45);
    const damaged = { name: `alert-policy#${lodiOffice}`, version: "the latest" };
    await trial.now.database.put("settings", damaged, { expression: "attribute_not_exists(#name)" });
    const raised = await run("raise-alerts");
    expect(raised.faults).toEqual({ "day-not-evaluated": 1 });
    expect(raised.said).toContain('"raised":1');
    expect(await alertIds(town.healthOffice)).toEqual([`site.${primary}.absolute.1`]);
  });
});

describe("a territory that is given to another office", () => {
  it("keeps its history and its alert; the policy of its new office holds from the next evaluation", async () => {
    at("14T09:00:00");
    await report(lodigiano, tuesday, 45);
    await drawLine(town.healthOffice, 0.1);
    await trial.now.run("raise-alerts");
    at("16T09:00:00");
    expect(await run("close-survey-day")).toMatchObject({ faults: {} });
    await giveTerritory(trial.now.database, lodi, "ats");
    await report(lodigiano, thursday, 30);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 0, appended: 1 });
    expect(await alertIds(town.healthOffice)).toEqual([`site.${lodigiano}.absolute.1`]);
    expect(await judgedBy(town.healthOffice, lodigiano)).toEqual([
      [lodiOffice, 0, 0.4],
      ["ats", 1, 0.1],
    ]);
    const { sheets } = await trial.now.deps.surveyDays.sheetsBetween(lodi, tuesday, tuesday, (damage) => {
      throw damage;
    });
    expect(sheets).toHaveLength(1);
  });
});
