import { createHash } from "node:crypto";
import { permanentCalendar } from "../../shared/domain/calendar/calendar.ts";
import { addDays, type LocalDate, localDateAt, startOfLocalDate } from "../../shared/domain/calendar/local-date.ts";
import { type SchoolYear, schoolYearBounds, schoolYearOf } from "../../shared/domain/calendar/school-year.ts";
import type { Territory } from "../../shared/domain/codes.ts";
import { firstOfficeCode, type OfficeCode } from "../../shared/domain/region/health-office.ts";
import type { JobName } from "../../shared/schedules.ts";
import { registryCsv } from "./registry-csv.ts";

/** One call of the API for a user; throws when the API refuses. */
export type CallAs = (
  user: string,
  method: "POST" | "PUT",
  path: string,
  body: unknown,
  mediaType?: string,
) => Promise<void>;

export type TownDeps = {
  callAs: CallAs;
  runJob: (job: JobName) => Promise<void>;
  /** Sets the time to the instant. */
  standAt: (instant: Date) => Promise<void>;
};

type TownSite = { siteCode: string; name: string; type: string; pupils: number; isSentinel?: true };
type TownInstitute = { instituteCode: string; name: string; email: string; municipality: string; sites: TownSite[] };
type TownOffice = { officeCode: OfficeCode; name: string; territory: Territory; institutes: readonly TownInstitute[] };

/** These places and schools do not exist: nobody has the province letters ZZ or the cadastral codes Z00x. */
const offices: readonly TownOffice[] = [
  {
    officeCode: firstOfficeCode,
    name: "ATS DELLA VALDORSA",
    territory: "VALDORSA",
    institutes: [
      {
        instituteCode: "ZZIC80100A",
        name: "IC COLLE DEI TIGLI",
        email: "zzic80100a@scuola.example",
        municipality: "Z001",
        sites: [
          { siteCode: "ZZAA801017", name: "INFANZIA GIRASOLE", type: "SCUOLA INFANZIA", pupils: 78 },
          { siteCode: "ZZEE80101C", name: "PRIMARIA TIGLI", type: "SCUOLA PRIMARIA", pupils: 231, isSentinel: true },
          {
            siteCode: "ZZEE80102D",
            name: "PRIMARIA PONTE VECCHIO",
            type: "SCUOLA PRIMARIA",
            pupils: 148,
            isSentinel: true,
          },
          {
            siteCode: "ZZMM80101B",
            name: "MEDIA COLLE DEI TIGLI",
            type: "SCUOLA PRIMO GRADO",
            pupils: 305,
            isSentinel: true,
          },
        ],
      },
      {
        instituteCode: "ZZIC802006",
        name: "IC BORGO SERENO",
        email: "zzic802006@scuola.example",
        municipality: "Z001",
        sites: [
          {
            siteCode: "ZZEE802018",
            name: "PRIMARIA BORGO SERENO",
            type: "SCUOLA PRIMARIA",
            pupils: 264,
            isSentinel: true,
          },
          { siteCode: "ZZEE802029", name: "PRIMARIA MULINO", type: "SCUOLA PRIMARIA", pupils: 96 },
          {
            siteCode: "ZZMM802017",
            name: "MEDIA BORGO SERENO",
            type: "SCUOLA PRIMO GRADO",
            pupils: 287,
            isSentinel: true,
          },
        ],
      },
      {
        instituteCode: "ZZIC803002",
        name: "IC ACQUACHIARA",
        email: "Non Disponibile",
        municipality: "Z002",
        sites: [
          {
            siteCode: "ZZAA80301T",
            name: "INFANZIA ACQUACHIARA",
            type: "SCUOLA INFANZIA",
            pupils: 64,
            isSentinel: true,
          },
          {
            siteCode: "ZZEE803014",
            name: "PRIMARIA ACQUACHIARA",
            type: "SCUOLA PRIMARIA",
            pupils: 189,
            isSentinel: true,
          },
          { siteCode: "ZZMM803013", name: "MEDIA ACQUACHIARA", type: "SCUOLA PRIMO GRADO", pupils: 212 },
        ],
      },
      {
        instituteCode: "ZZIS001008",
        name: "IS FONTELUNGA",
        email: "zzis001008@scuola.example",
        municipality: "Z002",
        sites: [
          {
            siteCode: "ZZPS00101P",
            name: "LICEO FONTELUNGA",
            type: "LICEO SCIENTIFICO",
            pupils: 612,
            isSentinel: true,
          },
          {
            siteCode: "ZZTD00101A",
            name: "TECNICO FONTELUNGA",
            type: "ISTITUTO TECNICO COMMERCIALE",
            pupils: 348,
            isSentinel: true,
          },
        ],
      },
      {
        instituteCode: "ZZ1E00100E",
        name: "PRIMARIA PARITARIA LA RONDINE",
        email: "zz1e00100e@scuola.example",
        municipality: "Z002",
        sites: [
          {
            siteCode: "ZZ1E00100E",
            name: "LA RONDINE",
            type: "SCUOLA PRIMARIA NON STATALE",
            pupils: 112,
            isSentinel: true,
          },
        ],
      },
      {
        instituteCode: "ZZ1A001007",
        name: "INFANZIA PARITARIA IL NIDO",
        email: "zz1a001007@scuola.example",
        municipality: "Z001",
        sites: [{ siteCode: "ZZ1A001007", name: "IL NIDO", type: "SCUOLA INFANZIA NON STATALE", pupils: 41 }],
      },
    ],
  },
  {
    officeCode: "ats-lagoscuro",
    name: "ATS DEL LAGOSCURO",
    territory: "LAGOSCURO",
    institutes: [
      {
        instituteCode: "ZZIC80400T",
        name: "IC LAGOSCURO",
        email: "zzic80400t@scuola.example",
        municipality: "Z003",
        sites: [
          {
            siteCode: "ZZEE80401X",
            name: "PRIMARIA LAGOSCURO",
            type: "SCUOLA PRIMARIA",
            pupils: 172,
            isSentinel: true,
          },
          {
            siteCode: "ZZMM80401V",
            name: "MEDIA LAGOSCURO",
            type: "SCUOLA PRIMO GRADO",
            pupils: 198,
            isSentinel: true,
          },
        ],
      },
    ],
  },
];

/** The institutes of the demo supplier of electronic registers. */
export const suppliedInstitutes = ["ZZIC802006", "ZZ1E00100E"] as const;

const pupilsPerClass = 22;
/** Survey days before the present one. */
const surveyDaysSeeded = 8;
/** Longer than the summer holidays with eight survey days before them. */
const lookBackDays = 200;
const hourMillis = 3_600_000;

/**
 * Fills an empty local cloud with a small invented town and some weeks of its reports, through the API and the jobs. So
 * there is something to see: coverage, reminders, signals, a site that is often late.
 *
 * @param now The time at which the town continues; all its data lies before it.
 */
export async function seedTown(now: Date, { callAs, runJob, standAt }: TownDeps): Promise<void> {
  const today = localDateAt(now);
  const days = permanentCalendar
    .regional()
    .surveyDays(addDays(today, -lookBackDays), today, { level: "primary" })
    .slice(-surveyDaysSeeded - 1);
  const [firstDay = today] = days;
  const validFrom = schoolYearBounds(schoolYearOf(firstDay)).from;

  await standAt(startOfLocalDate(addDays(firstDay, -1)));
  for (const office of offices) await enterOffice(office, schoolYearOf(firstDay), callAs);
  const sites = offices.flatMap(({ institutes }) =>
    institutes.flatMap(({ instituteCode, sites: own }) => own.map((site) => ({ ...site, instituteCode }))),
  );
  for (const { siteCode, instituteCode, pupils } of sites) {
    const classes = Math.ceil(pupils / pupilsPerClass);
    await callAs(instituteCode, "PUT", `/v1/sites/${siteCode}/enrolments/${validFrom}`, {
      pupils,
      classes,
      confirm: true,
    });
  }
  for (const office of offices) await nameSentinels(office, firstDay, callAs);
  const sentinels = sites.filter((site) => site.isSentinel);

  async function submit(day: LocalDate, when: Punctuality): Promise<void> {
    for (const [position, site] of sentinels.entries()) {
      if (punctuality(day, position) !== when) continue;
      const absent = Math.round(site.pupils * absenceRate(day, position));
      const path = `/v1/sites/${site.siteCode}/absence-reports/${day}`;
      await callAs(site.instituteCode, "PUT", path, { absent, confirm: true });
    }
  }

  const steps = days
    .flatMap((day) => [
      { at: hoursInto(day, 0.1), take: () => runJob("open-survey-day") },
      { at: hoursInto(day, 9.5), take: () => submit(day, "on-time") },
      { at: hoursInto(day, 11), take: () => runJob("raise-alerts") },
      { at: hoursInto(addDays(day, 1), 8.5), take: () => runJob("send-reminders") },
      { at: hoursInto(addDays(day, 1), 10), take: () => submit(day, "late") },
      { at: hoursInto(addDays(day, 2), 0.2), take: () => runJob("close-survey-day") },
    ])
    .filter(({ at }) => at <= now)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const { at, take } of steps) {
    await standAt(at);
    await take();
  }
}

/** The region enters the office, and the office its schools. */
async function enterOffice(
  { officeCode, name, territory, institutes }: TownOffice,
  schoolYear: SchoolYear,
  callAs: CallAs,
): Promise<void> {
  await callAs("region", "PUT", `/v1/health-offices/${officeCode}`, {
    name,
    help: { email: `scuole@${officeCode}.example` },
    controller: { name },
    asksIllness: true,
    territories: [territory],
  });
  const registry = registryCsv(territory, schoolYear, institutes);
  await callAs(`health-office:${officeCode}`, "POST", "/v1/registry-imports", registry, "text/csv");
}

async function nameSentinels(
  { officeCode, institutes }: TownOffice,
  sentinelFrom: LocalDate,
  callAs: CallAs,
): Promise<void> {
  const sentinels = institutes.flatMap(({ sites }) => sites.filter((site) => site.isSentinel));
  await callAs(`health-office:${officeCode}`, "PUT", "/v1/sentinel-sites", {
    items: sentinels.map(({ siteCode }) => ({ siteCode, sentinelFrom })),
  });
}

function hoursInto(day: LocalDate, hours: number): Date {
  return new Date(startOfLocalDate(day).getTime() + hours * hourMillis);
}

type Punctuality = "on-time" | "late" | "never";

/** The first site is late every other day. Of the others, one in eleven is late and one in thirty never enters. */
function punctuality(day: LocalDate, position: number): Punctuality {
  const dice = scatter(day, position);
  if (position === 0) return dice < 0.5 ? "late" : "on-time";
  if (dice < 0.03) return "never";
  return dice < 0.12 ? "late" : "on-time";
}

/** Between 3 and 9 %, except for one site that is almost half empty every few survey days. */
function absenceRate(day: LocalDate, position: number): number {
  const dice = scatter(day, position + 100);
  return position === 4 && dice > 0.7 ? 0.46 : 0.03 + 0.06 * dice;
}

/** A number in [0, 1) that looks random and is the same on each run. */
function scatter(day: LocalDate, position: number): number {
  return createHash("sha256").update(`${day}/${position}`).digest().readUInt32BE() / 2 ** 32;
}
