import { submitReport } from "../../functions/flows/reports/submit-report.ts";
import { reopenSurveyDay } from "../../functions/flows/survey-days/reopen-survey-day.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { ReportContent } from "../../shared/domain/survey/absence-report.ts";
import { registerInstitute } from "../rig/sample-institute.ts";
import { type MemoryWorld, openMemoryWorld, type World } from "../rig/world.ts";
import { writtenOn } from "../rig/written-on.ts";

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

/** A world in memory in which the institutes are registered and nobody has reported. */
export async function openSurveyDayWorld(): Promise<MemoryWorld> {
  const world = await openMemoryWorld(thursdayMorning);
  await settleInstitutes(world);
  return world;
}

export async function settleInstitutes({ deps }: Pick<World, "deps">): Promise<void> {
  for (const institute of institutes) await registerInstitute(institute, surveyDate, deps);
  await deps.settings.setHealthOfficeContacts(
    firstOfficeCode,
    { alertDigests: [{ email: reader }], operationsNotices: [] },
    writtenOn(),
  );
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
  const decision = await reopenSurveyDay(
    siteCode,
    reopening,
    await deps.settings.territories(),
    deps,
    async () => undefined,
  );
  if (decision.kind === "refused") throw new Error(decision.refusal.reason);
}
