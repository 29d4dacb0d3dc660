import { describe, expect, test } from "vitest";
import { applyFindings } from "../../functions/flows/alerts/apply-findings.ts";
import { collectFaults } from "../../functions/flows/faults/faults.ts";
import { sendDigests } from "../../functions/flows/mail/send-digests.ts";
import type { Finding } from "../../shared/domain/alerts/alert.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { emptyCoverage } from "../../shared/domain/survey/coverage.ts";
import type { Mail } from "../../shared/mail/mailer.ts";
import { itemBytes } from "../../shared/store/item-bytes.ts";
import { sampleSiteCode, sampleTerritory } from "../rig/sample-schools.ts";
import type { World } from "../rig/world.ts";
import { openSurveyDayWorld, surveyDate, thursdayMorning } from "./survey-day-world.ts";

const territories = new Set([sampleTerritory]);

function finding(number: number): Finding {
  const siteCode = sampleSiteCode(number);
  return {
    scope: { kind: "site", siteCode, territory: sampleTerritory, level: "primary" },
    explanation: {
      rule: "absolute",
      surveyDate,
      verdict: "provisional",
      severity: number % 100 === 0 ? "alert" : "attention",
      officeCode: firstOfficeCode,
      policyVersion: 0,
      absent: 60,
      pupils: 100,
      absenceRate: 0.6,
      completeness: { expected: 3_000, reported: 3_000, missing: 0 },
      stillAboveIfMissingHadNone: true,
      absenceRateMin: 0.4,
      pupilsMin: 20,
    },
  };
}

const findings = (count: number) => Array.from({ length: count }, (_, number) => finding(number));

function depsOf(world: World, mails: Mail[]) {
  const faults = collectFaults(world.deps);
  const mailer = {
    send: async (mail: Mail) => {
      mails.push(mail);
      return { kind: "accepted" as const, messageId: "m" };
    },
  };
  return { ...world.deps, faults, mailer };
}

/** DynamoDB takes no larger item. */
const itemBytesMax = 400 * 1024;

describe.each([
  { count: 3_000, spelled: "3.000", rest: "2.900" },
  { count: 20_000, spelled: "20.000", rest: "19.900" },
])("a flood of $spelled alerts", ({ count, spelled, rest }) => {
  test("is one mail to each reader, the worst hundred by name, and it is not told again", async () => {
    const world = await openSurveyDayWorld();
    const mails: Mail[] = [];
    const deps = depsOf(world, mails);
    const time = { remainingMillis: () => 900_000 };
    const { touched, raised } = await applyFindings(surveyDate, territories, findings(count), thursdayMorning, deps);
    expect(raised).toBe(count);
    const day = { sheets: new Map(), coverage: emptyCoverage() };
    const evaluated = { surveyDate, verdict: "provisional", day, touched } as const;
    expect(await sendDigests(evaluated, time, deps)).toEqual({ sent: 1, toldOffices: new Set([firstOfficeCode]) });
    expect(await sendDigests(evaluated, time, deps)).toEqual({ sent: 0, toldOffices: new Set([firstOfficeCode]) });
    const [mail] = mails;
    expect(mail?.subject).toContain(`${spelled} segnali`);
    expect(mail?.text.match(/^== allerta/gm)).toHaveLength(Math.min(100, count / 100));
    expect(mail?.text).toContain(`Altri ${rest} segnali sono nella pagina`);
    for (const number of [0, 2_900]) expect(mail?.html).toContain(sampleSiteCode(number));
    expect(Buffer.byteLength(mail?.html ?? "")).toBeLessThan(100_000);
    expect(Buffer.byteLength(mail?.text ?? "")).toBeLessThan(100_000);
    const partition = `${surveyDate}#digest#${firstOfficeCode}`;
    for await (const items of world.database.queryPages({ table: "mailLedger", partition }))
      for (const item of items) expect(itemBytes(item)).toBeLessThan(itemBytesMax);
    expect(deps.faults.found()).toEqual([]);
  });
});
