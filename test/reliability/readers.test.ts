import { describe, expect, test } from "vitest";
import { job as closeSurveyDay } from "../../functions/jobs/close-survey-day.ts";
import { job as raiseAlerts } from "../../functions/jobs/raise-alerts.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Mail, Mailer } from "../../shared/mail/mailer.ts";
import type { Job, JobOutcome } from "../../shared/runtime/job-chain.ts";
import type { World } from "../rig/world.ts";
import { writtenOn } from "../rig/written-on.ts";
import { closingTime, institutes, openSurveyDayWorld, submit, surveyDate } from "./survey-day-world.ts";

const sites = institutes.flatMap(({ siteCodes }) => [...siteCodes]);
const [first = "", second = "", third = ""] = sites;
const at = (hour: number) => new Date(`2023-02-16T${String(hour).padStart(2, "0")}:00:00+01:00`);

/** Two people read the digests. */
async function openReadersWorld() {
  const world = await openSurveyDayWorld();
  const alertDigests = ["a", "b"].map((name) => ({ email: `${name}@ats.example` }));
  await world.deps.settings.setHealthOfficeContacts(
    firstOfficeCode,
    { alertDigests, operationsNotices: [] },
    writtenOn(),
  );
  const mails: Mail[] = [];
  const refused = new Set<string>();
  const mailer: Mailer = {
    async send(mail) {
      if (mail.to.some((address) => refused.has(address)))
        return { kind: "refused", reason: "rejected", detail: "not now" };
      mails.push(mail);
      return { kind: "accepted", messageId: "m" };
    },
  };
  return { world, mails, refused, mailer };
}

function run(job: Job, world: World, now: Date, mailer: Mailer): Promise<JobOutcome> {
  world.setNow(now);
  return job({ ...world.deps, mailer }, { remainingMillis: () => 900_000 });
}

/** The sites that each mail to the reader tells of. */
const told = (mails: readonly Mail[], name: string) =>
  mails
    .filter(({ to }) => to.includes(`${name}@ats.example`))
    .map(({ text }) => sites.filter((siteCode) => text.includes(`(${siteCode})`)));

describe("each reader gets each piece of news once", () => {
  test("whoever else is refused, and who was refused gets in one digest what it lacks", async () => {
    const { world, mails, refused, mailer } = await openReadersWorld();
    refused.add("b@ats.example");
    for (const [hour, siteCode] of [
      [9, first],
      [11, second],
      [13, third],
    ] as const) {
      world.setNow(at(hour));
      await submit(world, siteCode, 60);
      await run(raiseAlerts, world, at(hour), mailer);
      await run(raiseAlerts, world, at(hour + 1), mailer);
    }
    expect(told(mails, "a")).toEqual([[first], [second], [third]]);
    expect(told(mails, "b")).toEqual([]);
    refused.clear();
    await run(raiseAlerts, world, at(15), mailer);
    await run(raiseAlerts, world, at(16), mailer);
    expect(told(mails, "a")).toHaveLength(3);
    expect(told(mails, "b")).toEqual([[first, second, third]]);
  });

  test("also when the refusal lasts beyond the closing of the day, which is closed and told in time", async () => {
    const { world, mails, refused, mailer } = await openReadersWorld();
    refused.add("b@ats.example");
    world.setNow(at(9));
    await submit(world, first, 60);
    await run(closeSurveyDay, world, closingTime, mailer);
    const telling = async () => (await world.deps.surveyDays.state("VALDORSA", surveyDate))?.telling?.status;
    expect([told(mails, "a"), told(mails, "b"), await telling()]).toEqual([[[first]], [], "due"]);
    refused.clear();
    await run(closeSurveyDay, world, new Date(closingTime.getTime() + 3_600_000), mailer);
    expect([told(mails, "a"), told(mails, "b"), await telling()]).toEqual([[[first]], [[first]], "done"]);
  });

  test("also who reads them only since the day was closed, when nobody did", async () => {
    const { world, mails, mailer } = await openReadersWorld();
    const setReaders = (...emails: string[]) =>
      world.deps.settings.setHealthOfficeContacts(
        firstOfficeCode,
        { alertDigests: emails.map((email) => ({ email })), operationsNotices: [] },
        writtenOn(),
      );
    await setReaders();
    world.setNow(at(9));
    await submit(world, first, 60);
    await run(closeSurveyDay, world, closingTime, mailer);
    await setReaders("a@ats.example");
    for (const hours of [1, 2]) {
      await run(closeSurveyDay, world, new Date(closingTime.getTime() + hours * 3_600_000), mailer);
    }
    expect(told(mails, "a")).toEqual([[first]]);
  });

  test("and a refusal of a fortnight is given up with a fault, once", async () => {
    const { world, refused, mailer } = await openReadersWorld();
    refused.add("b@ats.example");
    world.setNow(at(9));
    await submit(world, first, 60);
    await run(closeSurveyDay, world, closingTime, mailer);
    const later = (days: number) => new Date(closingTime.getTime() + days * 86_400_000);
    await run(closeSurveyDay, world, later(13), mailer);
    await expect(run(closeSurveyDay, world, later(14), mailer)).rejects.toThrow("1 day-not-told");
    await run(closeSurveyDay, world, later(15), mailer);
  });
});

describe("a damaged alert", () => {
  test("keeps no other from being raised and mailed, and its verdict is recorded once it is mended", async () => {
    const { world, mails, mailer } = await openReadersWorld();
    world.setNow(at(9));
    await submit(world, first, 60);
    await run(raiseAlerts, world, at(9), mailer);
    const key = { scope: `site.${first}`, ruleSequence: "absolute#000000001" };
    const condition = { expression: "attribute_exists(#scope)" };
    const spoil = { expression: "SET #sequence = :sequence", values: { sequence: 0 } };
    await world.database.update("alerts", key, spoil, condition);
    await submit(world, second, 60);
    await expect(run(closeSurveyDay, world, closingTime, mailer)).rejects.toThrow("alert-failed");
    expect(told(mails, "a")).toEqual([[first], [second]]);
    const state = async () => world.deps.surveyDays.state("VALDORSA", surveyDate);
    expect(await state()).toMatchObject({
      status: "closed",
      telling: { status: "due", unrecorded: [`site.${first}.absolute`] },
    });
    await world.database.update("alerts", key, { ...spoil, values: { sequence: 1 } }, condition);
    await run(closeSurveyDay, world, new Date(closingTime.getTime() + 3_600_000), mailer);
    expect((await world.deps.alerts.get(`site.${first}.absolute.1`))?.crossings).toMatchObject([{ verdict: "final" }]);
    expect((await state())?.telling).toMatchObject({ status: "done" });
    expect(told(mails, "a")).toHaveLength(2);
  });
});
