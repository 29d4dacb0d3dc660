import { collectFaults } from "../functions/flows/faults/faults.ts";
import { reminderShare } from "../functions/flows/mail/mail-pace.ts";
import { sendReminders } from "../functions/flows/mail/send-reminders.ts";
import { firstOfficeCode } from "../shared/domain/region/health-office.ts";
import type { Institute } from "../shared/domain/registry/institute.ts";
import { surveyWindow } from "../shared/domain/survey/survey-window.ts";
import type { Mailer } from "../shared/mail/mailer.ts";
import type { Deps } from "../shared/runtime/deps.ts";
import { openDatabase } from "../shared/store/database.ts";
import { partSitesMax } from "../shared/store/survey-day-part.ts";
import { depsOver, interceptDatabase } from "../test/rig/intercepted-database.ts";
import { limitedSes } from "../test/rig/limited-ses.ts";
import { sampleInstituteCode, sampleSiteCode, sampleTerritory } from "../test/rig/sample-schools.ts";
import { openVirtualTime, type VirtualTime } from "../test/rig/virtual-time.ts";
import { openWorld, type World } from "../test/rig/world.ts";
import { writtenOn } from "../test/rig/written-on.ts";
import type { BenchRow } from "./bench-row.ts";

/** 30 % of 55,000 sites, each in its own institute. */
const institutes = 16_500;
const sesRatePerSecond = 14;
const killEveryMillis = 60_000;
const runsMax = 100;
const afterLeasesMillis = 200_000;
const ratioMax = 1.05;
const surveyDate = "2023-02-16";
const startsAt = new Date("2023-02-17T08:30:00+01:00");

/**
 * The deployed job with an SES that accepts so many recipients a second. The job is killed repeatedly, in virtual time.
 */
export async function reminderPaceRows(): Promise<BenchRow[]> {
  const world = await openWorld({ engine: "real", now: startsAt });
  try {
    await openDay(world.deps);
    const time = openVirtualTime(startsAt.getTime());
    const ses = limitedSes(time, { perSecond: sesRatePerSecond, perDay: Number.POSITIVE_INFINITY });
    const runs = await runUntilDone(world, time, ses.mailer);
    const seconds = ((ses.lastAt() ?? Number.NaN) - startsAt.getTime()) / 1_000;
    const recipients = instituteCodes.flatMap(addressesOf).length;
    const least = recipients / (sesRatePerSecond * reminderShare);
    const addresses = ses.mails.flatMap(({ to }) => to);
    const mailed = new Set(addresses);
    const { uncertain, lost } = await fates(world, time, mailed);
    const doubled = addresses.length - mailed.size;
    return [
      {
        what: `${institutes} reminders to ${recipients} recipients, the job killed every ${killEveryMillis / 1_000} s`,
        ours: seconds,
        baseline: least,
        ratio: seconds / least,
        unit: "s (virtual)",
        budget: `≤ ${ratioMax} × n / rate, none lost or doubled`,
        kept: seconds <= ratioMax * least && doubled === 0 && lost === 0,
        note: `${runs} runs; ${doubled} doubled, ${lost} lost, ${uncertain} listed as uncertain, ${ses.refused()} refused as too fast; the rate is the reminders' ${reminderShare * 100} % of ${sesRatePerSecond} a second`,
      },
    ];
  } finally {
    await world.stop();
  }
}

async function openDay(deps: Deps): Promise<void> {
  await deps.settings.addTerritory(sampleTerritory, firstOfficeCode, writtenOn(surveyDate));
  const parts = Math.ceil(institutes / partSitesMax);
  for (let part = 1; part <= parts; part++) {
    const first = (part - 1) * partSitesMax;
    const sites = Array.from({ length: Math.min(partSitesMax, institutes - first) }, (_, number) => ({
      siteCode: sampleSiteCode(first + number),
      instituteCode: sampleInstituteCode(first + number),
      level: "primary" as const,
      territory: sampleTerritory,
    }));
    await deps.surveyDays.freezePart(sampleTerritory, surveyDate, part, sites, part === parts);
  }
  const { opensAt } = surveyWindow(surveyDate);
  await deps.surveyDays.markOpen(sampleTerritory, surveyDate, { parts, asked: institutes, openedAt: opensAt });
}

const instituteCodes = Array.from({ length: institutes }, (_, number) => sampleInstituteCode(number));

/** SES counts recipients, and every tenth institute has two contacts. */
function addressesOf(instituteCode: string): string[] {
  const office = `${instituteCode.toLowerCase()}@scuola.example`;
  return instituteCode.endsWith("A") ? [office, `head-${office}`] : [office];
}

/** One process that runs the job. After its death, no call of it has an effect or an answer. */
function openProcess({ place, deps }: World, time: VirtualTime, mailer: Mailer) {
  let alive = true;
  const forever = new Promise<never>(() => undefined);
  const { DYNAMODB_ENDPOINT: endpoint, AWS_REGION: region, TABLE_PREFIX: tablePrefix } = place;
  const database = openDatabase({ endpoint, region, tablePrefix, requestTimeoutMillis: 30_000 });
  const living = interceptDatabase(database, async (_call, effect) => {
    if (!alive) return forever;
    const answer = await time.during(effect);
    return alive ? answer : forever;
  });
  const own: Deps = {
    ...depsOver(living, deps),
    now: () => new Date(time.now()),
    stopwatch: time.now,
    pause: time.pause,
    mailRatePerSecond: sesRatePerSecond,
    // Signing uses a separate thread, so it must not take virtual time.
    linkTokens: { ...deps.linkTokens, sign: (...parts) => time.during(() => deps.linkTokens.sign(...parts)) },
    mailer: {
      async send(mail) {
        if (!alive) return forever;
        const outcome = await mailer.send(mail);
        return alive ? outcome : forever;
      },
    },
  };
  // The bench does not measure these reads, so their data need not be in the tables.
  own.institutes = {
    ...own.institutes,
    get: async (instituteCode) => instituteOf(instituteCode),
    getMany: async (codes) => codes.map(instituteOf),
  };
  return {
    deps: own,
    die: () => {
      alive = false;
      database.close();
    },
  };
}

function instituteOf(instituteCode: string): Institute {
  const contacts = addressesOf(instituteCode).map((email) => ({ email, state: "valid" as const }));
  return { instituteCode, name: instituteCode, language: "it", contacts, contactsFrom: "registry", territories: [] };
}

async function runUntilDone(world: World, time: VirtualTime, mailer: Mailer): Promise<number> {
  for (let run = 1; run <= runsMax; run++) {
    const process = openProcess(world, time, mailer);
    const own = { ...process.deps, faults: collectFaults(process.deps) };
    const job = sendReminders(surveyDate, 1, { remainingMillis: () => Number.POSITIVE_INFINITY }, own);
    const outcome = await time.run(Promise.race([job, time.pause(killEveryMillis).then(() => undefined)]));
    process.die();
    if (outcome !== undefined && outcome.leftForNextRun === 0) return run;
  }
  throw new Error(`the reminders were not done after ${runsMax} runs`);
}

/** Counts, after the leases, the ledger's states of the institutes that were not mailed. */
async function fates({ deps }: World, time: VirtualTime, mailed: ReadonlySet<string>) {
  const part = { surveyDate, kind: "reminder", officeCode: firstOfficeCode } as const;
  const later = new Date(time.now() + afterLeasesMillis);
  await deps.mailLedger.settleExpired(part, later, deps.onDamaged);
  let uncertain = 0;
  const listed = new Set<string>();
  for await (const entries of deps.mailLedger.pagesOf(part, deps.onDamaged)) {
    for (const { recipient, status } of entries) {
      if (status !== "uncertain") continue;
      uncertain += 1;
      for (const address of addressesOf(recipient)) listed.add(address);
    }
  }
  const lost = instituteCodes
    .flatMap(addressesOf)
    .filter((address) => !mailed.has(address) && !listed.has(address)).length;
  return { uncertain, lost };
}
