import { createHash } from "node:crypto";
import { submitReport } from "../../functions/flows/reports/submit-report.ts";
import { reopenSurveyDay } from "../../functions/flows/survey-days/reopen-survey-day.ts";
import { createTables } from "../../infra/local/create-tables.ts";
import type { Engine } from "../../infra/local/engine.ts";
import type { ReportContent } from "../../shared/domain/survey/absence-report.ts";
import type { Mail } from "../../shared/mail/mailer.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { type Database, openDatabase } from "../../shared/store/database.ts";
import { depsOver } from "../rig/intercepted-database.ts";
import { type MemoryDatabase, openMemoryDatabase } from "../rig/memory-database.ts";
import { registerInstitute } from "../rig/sample-institute.ts";
import { openMemoryService } from "../rig/system.ts";
import { writtenOn } from "../rig/written-on.ts";
import type { World } from "./faulty-worker.ts";

/** Thursday; everything in these worlds happens on it and on the two days after. */
export const surveyDate = "2023-02-16";
export const thursdayMorning = new Date("2023-02-16T09:00:00+01:00");
export const reminderTime = new Date("2023-02-17T08:30:00+01:00");
export const closingTime = new Date("2023-02-18T00:10:00+01:00");
export const reader = "epidemiologia@ats.example";

/** Two sites of one institute and one of another, all sentinels from the Thursday on. */
export const institutes = [
  { instituteCode: "ZZIC80001A", siteCodes: ["ZZEE80101A", "ZZEE80102A"], pupils: 100 },
  { instituteCode: "ZZIC80002A", siteCodes: ["ZZEE80201A"], pupils: 100 },
] as const;

export type SurveyDayWorld = World & { mails: readonly Mail[]; setNow: (instant: Date) => void };
/** One that can be lived in twice from the same moment on. */
export type MemoryWorld = SurveyDayWorld & {
  copy: () => MemoryWorld;
  /** The same for worlds in which the same is stored and has been mailed: what happens next is the same in both. */
  fingerprint: () => string;
};

const region = "eu-south-1";
const requestTimeoutMillis = 10_000;
/** Faster than any of these worlds mails. */
const mailsPerSecond = 10_000;
let prefixes = 0;

/** New tables on an engine that runs already, reached `through` another endpoint if so wished. */
export async function newTables(engine: Pick<Engine, "endpoint">, through = engine.endpoint): Promise<Database> {
  prefixes++;
  const tablePrefix = `world${prefixes}-`;
  await createTables({ endpoint: engine.endpoint, region, tablePrefix });
  return openDatabase({ endpoint: through, region, tablePrefix, requestTimeoutMillis });
}

const service = openMemoryService(thursdayMorning);

/** A new world in which the institutes are registered and nobody has reported. */
export async function openWorld(database: Database = openMemoryDatabase()): Promise<SurveyDayWorld> {
  const world = worldOver(database, [], thursdayMorning);
  await settle(world.deps);
  return world;
}

/** The same in memory. */
export async function openMemoryWorld(): Promise<MemoryWorld> {
  const world = memoryWorldOver(openMemoryDatabase(), [], thursdayMorning);
  await settle(world.deps);
  return world;
}

function memoryWorldOver(database: MemoryDatabase, sent: readonly Mail[], instant: Date): MemoryWorld {
  const world = worldOver(database, sent, instant);
  return {
    ...world,
    copy: () => memoryWorldOver(database.copy(), world.mails, world.deps.now()),
    fingerprint: () =>
      createHash("sha256").update(database.contents()).update(JSON.stringify(world.mails)).digest("base64"),
  };
}

async function settle(deps: Deps): Promise<void> {
  for (const institute of institutes) await registerInstitute(institute, surveyDate, deps);
  await deps.settings.setHealthOfficeContacts(
    { alertDigests: [{ email: reader }], operationsNotices: [] },
    writtenOn(),
  );
}

function worldOver(database: Database, sent: readonly Mail[], instant: Date): SurveyDayWorld {
  const mails = [...sent];
  let now = instant;
  return {
    database,
    mails,
    deps: depsOver(database, { ...service.deps, now: () => now, mailRatePerSecond: mailsPerSecond }),
    post: async (mail) => void mails.push(mail),
    setNow: (instant) => {
      now = instant;
    },
  };
}

/** A site of the world reports, or corrects what it reported. */
export function submit(world: Pick<World, "deps">, siteCode: string, absent: number): Promise<void> {
  return send(world, siteCode, { absent });
}

/** The same with any content, by the very code that a school's request runs through. */
export async function send({ deps }: Pick<World, "deps">, siteCode: string, content: ReportContent): Promise<void> {
  const site = await deps.sites.get(siteCode, { consistent: true });
  if (site === undefined) throw new Error(`no site ${siteCode}`);
  const before = await deps.reports.get(siteCode, surveyDate, { consistent: true });
  const ifMatch = before === undefined ? undefined : [before.version];
  const submission = { surveyDate, content, ifMatch, confirm: true, by: "office" };
  const decision = await submitReport({ ...submission, site, now: deps.now() }, deps);
  if (decision.kind === "refused") throw new Error(decision.refusal.reason);
}

/** The health office lets a site enter again what it forgot, by the code of its request. */
export async function reopen({ deps }: Pick<World, "deps">, siteCode: string, until: Date): Promise<void> {
  const reopening = { surveyDate, until, reason: "forgotten", by: "ats-1", at: deps.now() };
  const decision = await reopenSurveyDay(siteCode, reopening, deps);
  if (decision.kind === "refused") throw new Error(decision.refusal.reason);
}
