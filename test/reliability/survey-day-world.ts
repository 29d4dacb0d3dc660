import { submitReport } from "../../functions/flows/submit-report.ts";
import { createTables } from "../../infra/local/create-tables.ts";
import type { Mail } from "../../shared/mail/mailer.ts";
import { openDatabase } from "../../shared/store/database.ts";
import { depsOver } from "../rig/intercepted-database.ts";
import { registerInstitute } from "../rig/sample-institute.ts";
import type { System } from "../rig/system.ts";
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

const region = "eu-south-1";
const requestTimeoutMillis = 10_000;
/** Faster than any of these worlds mails. */
const mailsPerSecond = 10_000;
let worlds = 0;

/** A new world on an engine that runs already, in which the institutes are registered and nobody has reported. */
export async function openWorld(
  system: System,
  /** Where the tables are reached. */
  endpoint: string = system.engine.endpoint,
): Promise<SurveyDayWorld> {
  worlds++;
  const tablePrefix = `world${worlds}-`;
  await createTables({ endpoint: system.engine.endpoint, region, tablePrefix });
  const database = openDatabase({ endpoint, region, tablePrefix, requestTimeoutMillis });
  const mails: Mail[] = [];
  let now = thursdayMorning;
  const deps = depsOver(database, { ...system.deps, now: () => now, mailRatePerSecond: mailsPerSecond });
  for (const institute of institutes) await registerInstitute(institute, surveyDate, deps);
  await deps.settings.setHealthOfficeContacts({ alertDigests: [{ email: reader }], operationsNotices: [] });
  return {
    database,
    mails,
    deps,
    post: async (mail) => void mails.push(mail),
    setNow: (instant) => {
      now = instant;
    },
  };
}

/** A site of the world reports, by the very code that a school's request runs through. */
export async function submit({ deps }: Pick<World, "deps">, siteCode: string, absent: number): Promise<void> {
  const site = await deps.sites.get(siteCode, { consistent: true });
  if (site === undefined) throw new Error(`no site ${siteCode}`);
  const submission = { surveyDate, content: { absent }, ifMatch: undefined, confirm: true, by: "office" };
  const decision = await submitReport({ ...submission, site, now: deps.now() }, deps);
  if (decision.kind === "refused") throw new Error(decision.refusal.reason);
}
