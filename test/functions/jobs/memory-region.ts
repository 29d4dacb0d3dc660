import { collectFaults, type Isolated, recordDamage } from "../../../functions/flows/faults/faults.ts";
import { closeSurveyDay } from "../../../functions/flows/survey-days/close-survey-days.ts";
import { openSurveyDays } from "../../../functions/flows/survey-days/open-survey-days.ts";
import { type LocalDate, startOfLocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Level, SiteCode, Territory } from "../../../shared/domain/codes.ts";
import type { NamedFault } from "../../../shared/domain/ledger/fault.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { JobTime } from "../../../shared/runtime/job-chain.ts";
import { openMemoryWorld, type World } from "../../rig/world.ts";
import { writtenOn } from "../../rig/written-on.ts";

export const tuesday = "2023-02-14";
export const thursday = "2023-02-16";
/** Its window has passed at this instant. */
export const fridayNight = new Date("2023-02-18T00:10:00+01:00");
/** When schools report on a survey day. */
export const morningOf = (surveyDate: LocalDate) => new Date(startOfLocalDate(surveyDate).getTime() + 9 * 3_600_000);

export const inTime: JobTime = { remainingMillis: () => 900_000 };
export const outOfTime: JobTime = { remainingMillis: () => 0 };
export const fails = () => Promise.reject(new Error("out of reach"));

export type Region = Pick<World, "database" | "logLines" | "mails" | "setNow"> & {
  deps: Deps & Isolated;
  territories: readonly Territory[];
  /** What has failed so far. */
  faults: () => NamedFault[];
  /** The messages of the log so far. */
  logged: () => string[];
  setContacts: (contacts: { alertDigests?: string[]; operationsNotices?: string[] }) => Promise<void>;
  addSentinel: (territory: Territory, siteCode: SiteCode, from?: LocalDate, level?: Level) => Promise<void>;
  /** A count of a hundred pupils, entered in the morning. */
  report: (siteCode: SiteCode, surveyDate: LocalDate, absent: number) => Promise<void>;
  open: (surveyDate: LocalDate) => ReturnType<typeof openSurveyDays>;
  close: (surveyDate: LocalDate, now: Date) => ReturnType<typeof closeSurveyDay>;
};

/** Territories with sentinel sites in memory, for tests that call the flows of survey days directly. */
export async function openRegion(sitesOf: Readonly<Record<Territory, readonly SiteCode[]>>): Promise<Region> {
  const { deps: all, database, logLines, mails, setNow } = await openMemoryWorld();
  const faults = collectFaults(all);
  const deps = { ...all, faults, onDamaged: recordDamage({ faults }) };
  const territories = Object.keys(sitesOf);
  const addSentinel: Region["addSentinel"] = async (territory, siteCode, from = "2023-02-01", level = "primary") => {
    const entry = { siteCode, instituteCode: "ZZIC80001A", name: `Plesso ${siteCode}`, territory, level };
    await deps.sites.putRegistryEntry(entry, writtenOn());
    await deps.sites.setSentinel(siteCode, { sentinelFrom: from }, writtenOn());
  };
  for (const [territory, siteCodes] of Object.entries(sitesOf)) {
    await deps.settings.addTerritory(territory, firstOfficeCode, writtenOn());
    for (const siteCode of siteCodes) await addSentinel(territory, siteCode);
  }
  return {
    deps,
    database,
    logLines,
    mails,
    setNow,
    territories,
    faults: () => faults.found().map(({ name, about }) => ({ name, about })),
    logged: () => logLines.map((line) => String(JSON.parse(line).message)),
    async setContacts({ alertDigests = [], operationsNotices = [] }) {
      const details = (emails: readonly string[]) => emails.map((email) => ({ email }));
      const contacts = { alertDigests: details(alertDigests), operationsNotices: details(operationsNotices) };
      await deps.settings.setHealthOfficeContacts(firstOfficeCode, contacts, writtenOn());
    },
    addSentinel,
    async report(siteCode, surveyDate, absent) {
      const revision = { content: { absent }, pupils: 100, enteredAt: morningOf(surveyDate), enteredBy: "school" };
      await deps.reports.create({ siteCode, surveyDate, version: 1, ...revision, revisions: [] });
    },
    open: (surveyDate) => openSurveyDays(morningOf(surveyDate), inTime, deps),
    close: (surveyDate, now) => closeSurveyDay({ surveyDate, territories: new Set(territories) }, now, inTime, deps),
  };
}
