import { describe, expect, test } from "vitest";
import { job as closeSurveyDay } from "../../functions/jobs/close-survey-day.ts";
import { job as raiseAlerts } from "../../functions/jobs/raise-alerts.ts";
import { job as sendReminders } from "../../functions/jobs/send-reminders.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import type { Job, JobOutcome } from "../../shared/runtime/job-chain.ts";
import { depsOver, interceptDatabase } from "../rig/intercepted-database.ts";
import { type LimitedSes, limitedSes } from "../rig/limited-ses.ts";
import { registerInstitute } from "../rig/sample-institute.ts";
import { sampleInstituteCode, sampleSiteCode } from "../rig/sample-schools.ts";
import { openVirtualTime, type VirtualTime } from "../rig/virtual-time.ts";
import type { World } from "../rig/world.ts";
import { writtenOn } from "../rig/written-on.ts";
import { openSurveyDayWorld, reminderTime, submit, surveyDate } from "./survey-day-world.ts";

const minuteMillis = 60_000;
const jobMillis = 15 * minuteMillis;
const readers = ["a", "b", "c"].map((name) => ({ email: `${name}@ats.example` }));
/** Beside the two institutes of every such world. */
const furtherInstitutes = 118;
const institutes = furtherInstitutes + 2;

/** Nobody has reported, three people read the alerts, and the limits of the SES account are low. */
async function openLimitedWorld(limits: { perSecond: number; perDay: number }) {
  const world = await openSurveyDayWorld();
  for (let number = 0; number < furtherInstitutes; number++) {
    const siteCodes = [sampleSiteCode(number)];
    await registerInstitute(
      { instituteCode: sampleInstituteCode(number), siteCodes, pupils: 100 },
      surveyDate,
      world.deps,
    );
  }
  await world.deps.settings.setHealthOfficeContacts(
    firstOfficeCode,
    { alertDigests: readers, operationsNotices: [] },
    writtenOn(),
  );
  const time = openVirtualTime(reminderTime.getTime());
  return { world, time, ses: limitedSes(time, limits) };
}

type LimitedWorld = { world: World; time: VirtualTime; ses: LimitedSes };

/** The deployed job, in virtual time, from the time at hand on. */
function run(job: Job, { world, time, ses }: LimitedWorld, settings: Partial<Deps> = {}): Promise<JobOutcome> {
  const database = interceptDatabase(world.database, (_call, effect) => time.during(effect));
  const endsAt = time.now() + jobMillis;
  const deps = {
    ...depsOver(database, world.deps),
    now: () => new Date(time.now()),
    stopwatch: time.now,
    pause: time.pause,
    mailer: ses.mailer,
    // Signing uses a separate thread, so it must not take virtual time.
    linkTokens: {
      ...world.deps.linkTokens,
      sign: (...parts: Parameters<Deps["linkTokens"]["sign"]>) =>
        time.during(() => world.deps.linkTokens.sign(...parts)),
    },
    ...settings,
  };
  return time.run(job(deps, { remainingMillis: () => endsAt - time.now() }));
}

/** How many mails each recipient has received. */
function received({ mails }: LimitedSes): Map<string, number> {
  const times = new Map<string, number>();
  for (const { to } of mails) for (const address of to) times.set(address, (times.get(address) ?? 0) + 1);
  return times;
}

async function wait({ time }: LimitedWorld, until: Date): Promise<void> {
  await time.run(time.pause(until.getTime() - time.now()));
}

const at = (clock: string) => new Date(`2023-02-17T${clock}:00+01:00`);

describe("an SES that takes one mail a second", () => {
  const limits = { perSecond: 1, perDay: 50_000 };

  test("gets all reminders in one run, though the settings say fourteen a second", async () => {
    const limited = await openLimitedWorld(limits);
    expect(await run(sendReminders, limited, { mailRatePerSecond: 14 })).toMatchObject({
      sent: institutes,
      leftForNextRun: 0,
    });
    expect([...received(limited.ses).values()]).toEqual(Array.from({ length: institutes }, () => 1));
    // That many while it finds the right pace, and then none.
    expect(limited.ses.refused()).toBeLessThan(40);
  });

  test("does not keep a digest from its readers while the reminders are under way", async () => {
    const limited = await openLimitedWorld(limits);
    await submit(limited.world, sampleSiteCode(0), 60);
    const settings = { mailRatePerSecond: 1 };
    const [reminders, alerts] = await Promise.all([
      run(sendReminders, limited, settings),
      run(raiseAlerts, limited, settings),
    ]);
    expect(alerts).toMatchObject({ raised: 1, digests: readers.length });
    expect(reminders).toMatchObject({ sent: institutes - 1, leftForNextRun: 0 });
    expect(new Set(received(limited.ses).values())).toEqual(new Set([1]));
    // The digests did not come last.
    const last = limited.ses.mails.slice(-institutes / 2).flatMap(({ to }) => to);
    expect(last.filter((address) => readers.some(({ email }) => email === address))).toEqual([]);
  });
});

describe("institutes with several contacts", () => {
  const contactsEach = 3;

  /** Every institute has three addresses: SES counts each of them. */
  async function openContactsWorld(limits: { perSecond: number; perDay: number }) {
    const limited = await openLimitedWorld(limits);
    const { deps } = limited.world;
    const codes = [
      "ZZIC80001A",
      "ZZIC80002A",
      ...Array.from({ length: furtherInstitutes }, (_, n) => sampleInstituteCode(n)),
    ];
    for (const code of codes) {
      const contacts = Array.from({ length: contactsEach }, (_, n) => ({
        email: `${code.toLowerCase()}.${n}@scuola.example`,
      }));
      await deps.institutes.setContacts(code, contacts, writtenOn());
    }
    return limited;
  }

  const recipients = ({ ses }: LimitedWorld) => ses.mails.reduce((sum, { to }) => sum + to.length, 0);

  test("are counted by recipients: the reminders' share of the day, and no mail beyond it", async () => {
    const limited = await openContactsWorld({ perSecond: 14, perDay: 100 });
    const settings = { mailRatePerSecond: 14, mailsPerDay: 100 };
    // 26 mails to three are 78 of the 80.
    const share = Math.floor(80 / contactsEach);
    expect(await run(sendReminders, limited, settings)).toMatchObject({
      sent: share,
      leftForNextRun: institutes - share,
    });
    expect(recipients(limited)).toBe(share * contactsEach);
    await wait(limited, at("08:45"));
    expect(await run(sendReminders, limited, settings)).toMatchObject({ sent: 0 });
    await submit(limited.world, sampleSiteCode(0), 60);
    await wait(limited, at("09:00"));
    expect(await run(raiseAlerts, limited, settings)).toMatchObject({ raised: 1, digests: readers.length });
    expect(limited.ses.refused()).toBe(0);
  });

  test("take three turns of the sending rate", async () => {
    const limited = await openContactsWorld({ perSecond: 14, perDay: 50_000 });
    const begun = limited.time.now();
    expect(await run(sendReminders, limited, { mailRatePerSecond: 14 })).toMatchObject({ sent: institutes });
    expect(limited.ses.refused()).toBe(0);
    const seconds = ((limited.ses.lastAt() ?? begun) - begun) / 1_000;
    expect(seconds).toBeGreaterThan(((institutes - 1) * contactsEach) / (14 * 0.8) - 1);
  });

  test("leave an alert that the day has no room for to the next day", async () => {
    const limited = await openContactsWorld({ perSecond: 14, perDay: 100 });
    const settings = { mailRatePerSecond: 14, mailsPerDay: 100 };
    await run(sendReminders, limited, settings);
    // Another sender uses the rest of the day's quota.
    limited.ses.useUp(100 - recipients(limited));
    await submit(limited.world, sampleSiteCode(0), 60);
    await wait(limited, at("09:00"));
    expect(await run(raiseAlerts, limited, settings)).toMatchObject({ raised: 1, digests: 0 });
    await wait(limited, new Date("2023-02-18T09:10:00+01:00"));
    expect(await run(closeSurveyDay, limited, settings)).toMatchObject({ closed: 1, digests: readers.length });
    const last = limited.ses.mails.slice(-readers.length).flatMap(({ to }) => to);
    expect(last).toEqual(readers.map(({ email }) => email));
  });
});

describe("an SES that takes so many mails a day", () => {
  test("has a fifth of them left for alerts when the reminders have had theirs", async () => {
    const limited = await openLimitedWorld({ perSecond: 14, perDay: 100 });
    const settings = { mailRatePerSecond: 14, mailsPerDay: 100 };
    expect(await run(sendReminders, limited, settings)).toMatchObject({ sent: 80, leftForNextRun: institutes - 80 });
    await submit(limited.world, sampleSiteCode(0), 60);
    await wait(limited, at("09:00"));
    expect(await run(raiseAlerts, limited, settings)).toMatchObject({ raised: 1, digests: readers.length });
    await wait(limited, at("09:15"));
    expect(await run(sendReminders, limited, settings)).toMatchObject({ sent: 0 });
    expect(limited.ses.refused()).toBe(0);
  });

  test("is asked by hardly a mail a run while it takes none, and gets all of them once it does again", async () => {
    const limited = await openLimitedWorld({ perSecond: 14, perDay: 200 });
    const settings = { mailRatePerSecond: 14, mailsPerDay: 200 };
    // Another sender's recipients of the Thursday. They stop counting as the day passes.
    limited.time = openVirtualTime(at("10:00").getTime() - 24 * 60 * minuteMillis);
    limited.ses = limitedSes(limited.time, { perSecond: 14, perDay: 200 });
    limited.ses.useUp(150);
    await wait(limited, reminderTime);

    expect(await run(sendReminders, limited, settings)).toMatchObject({ sent: 50, leftForNextRun: institutes - 50 });
    await wait(limited, at("08:45"));
    const refusedBefore = limited.ses.refused();
    expect(await run(sendReminders, limited, settings)).toMatchObject({ sent: 0, leftForNextRun: institutes - 50 });
    // Mails that were under way when the first answer came.
    expect(limited.ses.refused() - refusedBefore).toBeLessThanOrEqual(2);
    await wait(limited, at("10:00"));
    expect(await run(sendReminders, limited, settings)).toMatchObject({ sent: institutes - 50, leftForNextRun: 0 });
    expect([...received(limited.ses).values()]).toEqual(Array.from({ length: institutes }, () => 1));
  });
});
