import { setImmediate as turn } from "node:timers/promises";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { type LedgerEntry, ledgerKinds } from "../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { noCount } from "../../shared/domain/survey/day-sheet.ts";
import type { JobOutcome } from "../../shared/runtime/job-chain.ts";
import { counts, seed } from "../rig/counts.ts";
import type { PortCall } from "../rig/intercepted-database.ts";
import { sampleTerritory } from "../rig/sample-schools.ts";
import type { MemoryWorld, World } from "../rig/world.ts";
import { startWorker } from "./faulty-worker.ts";
import { type Trial, trialsOf } from "./mishaps.ts";
import { type Chapter, type Deed, type Event, eventsOf, jobOf } from "./survey-day-story.ts";
import { institutes, openSurveyDayWorld, reader, reopen, submit, surveyDate } from "./survey-day-world.ts";

const at = (day: number, clock: string) => new Date(`2023-02-${day}T${clock}:00+01:00`);
const beginning = at(16, "00:00");
const twoDaysMillis = 2 * 24 * 3_600_000;
const lateUntil = at(18, "00:00");
/** The order of turns decides whether two workers meet. This many orders are tried. */
const ordersMax = 10;
const idleTurnsMax = 60;
/** A step that no worker reaches. */
const never = 1_000_000;
/** By then the day has closed, and the watch has looked. */
const closedAt = at(18, "01:50");

const [first, second] = institutes;
const [crossingSite, lateSite] = first.siteCodes;
const [reopenedSite] = second.siteCodes;
/** Each with the one of its sites that has not reported. */
const reminded = new Map<string, string>([
  [first.instituteCode, lateSite],
  [second.instituteCode, reopenedSite],
]);

/** One site reports that most of its pupils are absent; all others say nothing, so both institutes are reminded. */
const crossing: Deed = { at: at(16, "08:40"), act: (world) => submit(world, crossingSite, 60) };
/** After the day has closed one more site may enter what it forgot, until three in the afternoon. */
const correction: Deed = { at: at(18, "14:50"), act: (world) => submit(world, reopenedSite, 5) };
const reopening: readonly Deed[] = [
  { at: at(18, "10:00"), act: (world) => reopen(world, reopenedSite, at(18, "15:00")) },
  { at: at(18, "14:05"), act: (world) => submit(world, reopenedSite, 4) },
  correction,
];

const chapters: readonly Omit<Chapter, "from" | "to">[] = [
  { title: "the day is opened", run: { job: "open-survey-day", at: at(16, "00:05") }, deeds: [crossing] },
  { title: "the alert is raised", run: { job: "raise-alerts", at: at(16, "09:00") }, deeds: [crossing] },
  {
    title: "alerts are raised for the only time",
    run: { job: "raise-alerts", at: at(17, "23:00") },
    missed: ({ job }) => job === "raise-alerts",
    deeds: [crossing],
  },
  { title: "the reminders go out", run: { job: "send-reminders", at: at(17, "08:30") }, deeds: [crossing] },
  {
    title: "the reminders go out in the last run for them",
    run: { job: "send-reminders", at: at(17, "18:00") },
    missed: ({ job }) => job === "send-reminders",
    deeds: [crossing],
  },
  { title: "the day is closed", run: { job: "close-survey-day", at: at(18, "00:10") }, deeds: [crossing] },
  {
    title: "the sheet is built while a reopening runs",
    run: { job: "close-survey-day", at: at(18, "14:10") },
    deeds: [crossing, ...reopening],
  },
  {
    title: "the sheet is built after a reopening",
    run: { job: "close-survey-day", at: at(18, "15:10") },
    deeds: [crossing, ...reopening],
  },
];

type Told = {
  world: World;
  /** Of the worker with the mishap. */
  calls: readonly PortCall[];
  /** What the watch counted: the last time before the day closed, and at the end. */
  watched: { evening?: JobOutcome; end?: JobOutcome };
};

/** Lets the story go on until two days after the run of the chapter. */
type Teller = (trial?: Trial) => Promise<Told>;

/** Begins the story; what comes before the mishap is the same for all of them. */
async function begin(chapter: (typeof chapters)[number]): Promise<Teller> {
  const { job, at } = chapter.run;
  const to = new Date(Math.max(closedAt.getTime(), at.getTime() + twoDaysMillis));
  const { before, after } = eventsOf({ ...chapter, from: beginning, to }, counts.everyRun);
  const beginnings = await openSurveyDayWorld();
  const { watched: soFar } = await live(beginnings, before);
  const known: KnownEnds = new Map();

  return async (trial) => {
    const world = beginnings.copy();
    world.setNow(at);
    const random = xoroshiro128plus(seed + (trial?.step ?? 0));
    const worker = startWorker(world, { random, ...(trial && { mishap: trial }) });
    const others = Array.from({ length: (trial?.workers ?? 1) - 1 }, () => startWorker(world, { random }));
    await Promise.all([
      worker.run(jobOf(job)),
      ...others.map(async (other) => {
        // In time to meet the first one, at whatever it is doing.
        for (let idle = uniformInt(random, 0, idleTurnsMax); idle > 0; idle--) await turn();
        await other.run(jobOf(job));
      }),
    ]);
    const { watched, world: atTheEnd } = await live(world, after, known);
    return { world: atTheEnd, calls: worker.calls, watched: { ...soFar, ...watched } };
  };
}

type End = Pick<Told, "world" | "watched">;
/** How worlds end, by how many events they had behind them and what was stored and mailed then. */
type KnownEnds = Map<string, End>;

/**
 * Makes the events happen, and returns the world at their end with the watch's counts. Two worlds in the same state end
 * in the same way, so each state runs only once.
 */
async function live(world: MemoryWorld, events: readonly Event[], known: KnownEnds = new Map()): Promise<End> {
  const passed: { place: string; event: Event; outcome: JobOutcome | undefined }[] = [];
  let end: End | undefined;
  for (const [index, event] of events.entries()) {
    const place = `${index} ${world.fingerprint()}`;
    end = known.get(place);
    if (end !== undefined) break;
    world.setNow(event.at);
    passed.push({ place, event, outcome: await event.act(world) });
  }
  end ??= { world, watched: {} };
  for (const { place, event, outcome } of passed.toReversed()) {
    const when = event.at < lateUntil ? "evening" : "end";
    if (event.run?.job === "watch" && outcome !== undefined) {
      end = { world: end.world, watched: { [when]: outcome, ...end.watched } };
    }
    known.set(place, end);
  }
  return end;
}

/** The outcome that must not depend on the mishap. */
async function outcomeOf({ deps }: World) {
  const state = await deps.surveyDays.state(sampleTerritory, surveyDate);
  const place = { territory: sampleTerritory, level: "primary" } as const;
  const alerts = await deps.alerts.ofScope({ kind: "site", siteCode: crossingSite, ...place });
  return {
    sheet: await deps.surveyDays.sheet(sampleTerritory, surveyDate),
    state: [state?.status, state?.reopenedUntil, state?.totals],
    alerts: alerts.map(({ status, severity, crossings }) => [
      status,
      severity,
      crossings.map(({ verdict }) => verdict),
    ]),
  };
}

async function ledgerOf({ deps }: World): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (const kind of ledgerKinds) {
    for await (const page of deps.mailLedger.pagesOf({ surveyDate, kind, officeCode: firstOfficeCode }, deps.onDamaged))
      entries.push(...page);
  }
  return entries;
}

/** The faults of the mails: doubled, sent to the wrong reader, or lost without being counted. */
async function mailFaults({ world, watched }: Told): Promise<string[]> {
  const ledger = await ledgerOf(world);
  const found = ledger.flatMap(({ status, recipient }) => (status === "claimed" ? [`${recipient} stays claimed`] : []));
  const mailed = await world.mails();
  const toReader = mailed.filter(({ to }) => to.includes(reader));
  if (!toReader.some(({ text }) => text.includes(`Plesso ${crossingSite}`))) found.push("nobody was told of the alert");
  if (new Set(toReader.map(({ headers }) => headers?.["X-Sentinella-Digest"])).size > 1)
    found.push("a repeated digest has another id");
  let unnoticed = 0;
  for (const [instituteCode, siteCode] of reminded) {
    const mails = mailed.filter(({ to, text }) => !to.includes(reader) && text.includes(instituteCode));
    const entry = ledger.find(({ recipient }) => recipient === instituteCode);
    if (mails.length > 1) found.push(`${instituteCode} was mailed ${mails.length} times`);
    if (mails.some(({ text }) => !text.includes(siteCode))) found.push(`${instituteCode}: its site is not named`);
    if (mails.some(({ text }) => text.includes(crossingSite))) found.push("who had reported was reminded");
    if (entry === undefined) unnoticed++;
    else if (mails.length === 0 && entry.status !== "uncertain")
      found.push(`${instituteCode} was lost: ${entry.status}`);
  }
  const uncertain = ledger.filter(({ status }) => status === "uncertain").length;
  if (watched.evening?.institutesNotReminded !== unnoticed)
    found.push("who was not reminded was not counted on Friday");
  for (const [name, count] of Object.entries(watched.end ?? {})) {
    if (count !== (name === "mailsUncertain" ? uncertain : 0)) found.push(`the watch counts ${count} ${name}`);
  }
  return found;
}

/** Whether a mail may have an unknown fate afterwards. */
function mayLoseMail({ fault, step }: Trial, calls: readonly PortCall[]): boolean {
  const on = calls[step]?.on;
  return fault.startsWith("crashes") || on === "ses" || on === "mailLedger";
}

describe.each(chapters)("while $title", (chapter) => {
  test("three workers at once do what one would do", async () => {
    const tell = await begin(chapter);
    const alone = await tell();
    expect(await mailFaults(alone)).toEqual([]);
    for (let order = 0; order < ordersMax; order++) {
      const together = await tell({ step: never + order, fault: "fails before", workers: 3 });
      expect(await mailFaults(together)).toEqual([]);
      expect(await outcomeOf(together.world)).toEqual(await outcomeOf(alone.world));
      expect(await together.world.mails()).toHaveLength(1 + reminded.size);
      expect(new Set((await ledgerOf(together.world)).map(({ status }) => status))).toEqual(new Set(["sent"]));
    }
  });

  test(`a mishap is mended or listed two days later, whatever call it is (seed ${seed})`, async ({ task }) => {
    const tell = await begin(chapter);
    const sound = await tell();
    const expected = await outcomeOf(sound.world);
    expect(expected).toMatchObject({
      state: ["closed", undefined, { expected: 3 }],
      alerts: [["new", expect.anything(), ["final"]]],
    });
    // In the order of their codes: who did not report stands without a count.
    const entered = chapter.deeds.includes(correction) ? 5 : noCount;
    expect([...(expected.sheet?.absent ?? [])]).toEqual([60, noCount, entered]);
    const trials = trialsOf(sound.calls.length, counts.mishaps, seed);
    task.meta.tried = { what: "mishaps", times: trials.length };
    for (const trial of trials) {
      const told = await tell(trial);
      const name = `step ${trial.step} ${trial.fault}, ${trial.workers} workers`;
      expect(await mailFaults(told), name).toEqual([]);
      expect(await outcomeOf(told.world), name).toEqual(expected);
      if (!mayLoseMail(trial, told.calls)) expect(told.watched.end, name).toMatchObject({ mailsUncertain: 0 });
    }
  });
});
