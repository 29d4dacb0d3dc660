import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readAbsences, readEnrolments } from "../../scripts/replay/replay-input.ts";
import type { ReplayInput } from "../../scripts/replay/run-replay.ts";
import { sampleInstituteCode, sampleSiteCode, sampleTerritory } from "./sample-schools.ts";

/** A season as the files of a replay, and the counts that a person finds in them. */
export type SmallSeason = { input: ReplayInput; counts: typeof seasonCounts };

/** Before all events of the season. */
export const seasonBegins = "2023-02-06T12:00:00+01:00";
const surveyDates = ["2023-02-07", "2023-02-09"] as const;
const dayAfter = { "2023-02-07": "2023-02-08", "2023-02-09": "2023-02-10" } as const;
/** Two days after the last day was closed. */
export const seasonEnds = "2023-02-13T12:00:00+01:00";
const siteCount = 40;
const sitesPerInstitute = 2;
const pupils = 200;
const usualAbsent = 10;
/** 45 %, above the line of the absolute layer. */
const manyAbsent = 90;

/**
 * Of four sites, one never enters, two are on time and one is late. Each institute has two sites, one of them missing
 * on the next morning. Of eight sites, one has many absent pupils.
 */
export const seasonCounts = {
  days: surveyDates.map((date) => ({ date, expected: siteCount, onTime: 20, late: 10, missing: 10 })),
  remindersPerDay: siteCount / sitesPerInstitute,
  absolute: { alerts: 5, crossings: 10 },
} as const;

/** Writes the files into the folder. */
export async function writeSmallSeason(folder: string): Promise<SmallSeason> {
  const sites = Array.from({ length: siteCount }, (_, number) => number);
  const write = async (name: string, header: string, rows: readonly string[]) => {
    const file = join(folder, `${name}.csv`);
    await writeFile(file, [header, ...rows].map((line) => `${line}\n`).join(""));
    return file;
  };
  const registry = await write(
    "registry",
    "ANNOSCOLASTICO,PROVINCIA,CODICEISTITUTORIFERIMENTO,DENOMINAZIONEISTITUTORIFERIMENTO,CODICESCUOLA,DENOMINAZIONESCUOLA,CODICECOMUNESCUOLA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA,INDIRIZZOEMAILSCUOLA",
    sites.map((number) => {
      const institute = Math.floor(number / sitesPerInstitute);
      const code = sampleInstituteCode(institute);
      return `202223,${sampleTerritory},${code},IC ${institute},${sampleSiteCode(number)},PRIMARIA ${number},Z001,SCUOLA PRIMARIA,${code.toLowerCase()}@scuola.example`;
    }),
  );
  const sentinels = await write(
    "sentinels",
    "site_code,sentinel_from",
    sites.map((number) => `${sampleSiteCode(number)},2023-02-01`),
  );
  const enrolments = await write(
    "enrolments",
    "site_code,pupils",
    sites.map((number) => `${sampleSiteCode(number)},${pupils}`),
  );
  const absences = await write(
    "absences",
    "site_code,survey_date,pupils,absent,entered_at",
    surveyDates.flatMap((date) =>
      sites.map((number) => {
        const absent = number % 8 === 1 ? manyAbsent : usualAbsent;
        return `${sampleSiteCode(number)},${date},${pupils},${absent},${enteredAt(date, number)}`;
      }),
    ),
  );
  const input = {
    files: { registry, sentinels },
    enrolments: await readEnrolments(enrolments),
    absences: await readAbsences(absences),
  };
  return { input, counts: seasonCounts };
}

function enteredAt(date: (typeof surveyDates)[number], number: number): string {
  const times = ["", `${date}T09:00:00+01:00`, `${date}T11:00:00+01:00`, `${dayAfter[date]}T09:30:00+01:00`] as const;
  return times[number % times.length] ?? "";
}
