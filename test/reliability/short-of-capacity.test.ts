import { afterAll, beforeAll, expect, test } from "vitest";
import { job as closeSurveyDay } from "../../functions/jobs/close-survey-day.ts";
import { job as raiseAlerts } from "../../functions/jobs/raise-alerts.ts";
import { job as sendReminders } from "../../functions/jobs/send-reminders.ts";
import { chooseEngine, type Engine, startEngine } from "../../infra/local/engine.ts";
import { registerInstitute } from "../rig/sample-institute.ts";
import { sampleInstituteCode, sampleSiteCode, sampleTerritory } from "../rig/sample-schools.ts";
import { openWorld } from "../rig/world.ts";
import { startWorker } from "./faulty-worker.ts";
import { type ShortOfCapacity, startShortOfCapacity } from "./short-of-capacity.ts";
import {
  closingTime,
  reader,
  reminderTime,
  settleInstitutes,
  submit,
  surveyDate,
  thursdayMorning,
} from "./survey-day-world.ts";

let engine: Engine;
let short: ShortOfCapacity;
beforeAll(async () => {
  engine = await startEngine({ kind: chooseEngine() });
  short = await startShortOfCapacity(engine.endpoint);
});
afterAll(async () => {
  await short.stop();
  await engine.stop();
});

/** More than one answer of a store that is short of capacity holds. */
const siteCodes = Array.from({ length: 9 }, (_, number) => sampleSiteCode(number));
const instituteCode = sampleInstituteCode(0);

test("a store that leaves keys unprocessed and refuses requests as too many loses no site, no mail and no count", async () => {
  const world = await openWorld({ engine, through: short.endpoint, now: thursdayMorning });
  await settleInstitutes(world);
  await registerInstitute({ instituteCode, siteCodes, pupils: 100 }, surveyDate, world.deps);
  for (const siteCode of siteCodes.slice(0, 5)) await submit(world, siteCode, 60);

  await startWorker(world).run(raiseAlerts);
  const digests = (await world.mails()).filter(({ to }) => to.includes(reader));
  expect(digests).toHaveLength(1);
  for (const siteCode of siteCodes.slice(0, 5)) expect(digests[0]?.text).toContain(`Plesso ${siteCode}`);

  world.setNow(reminderTime);
  await startWorker(world).run(sendReminders);
  const reminders = (await world.mails()).filter(({ to }) => !to.includes(reader));
  expect(reminders).toHaveLength(3);
  const own = reminders.find(({ text }) => text.includes(instituteCode));
  expect(siteCodes.filter((siteCode) => own?.text.includes(`Plesso ${siteCode}`))).toEqual(siteCodes.slice(5));

  world.setNow(closingTime);
  await startWorker(world).run(closeSurveyDay);
  const { totals } = (await world.deps.surveyDays.state(sampleTerritory, surveyDate)) ?? {};
  expect(totals).toEqual({ expected: 12, onTime: 5, late: 0, missing: 7, exempt: 0 });

  const { keys, requests } = short.leftUndone();
  expect(keys).toBeGreaterThan(10);
  expect(requests).toBeGreaterThan(5);
});
