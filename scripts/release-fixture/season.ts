import { createHash } from "node:crypto";
import * as z from "zod";
import { registryCsv } from "../../infra/local/registry-csv.ts";
import { addDays, type LocalDate, startOfLocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { FixtureApi } from "./fixture-api.ts";
import { altoLago, type FixtureSite, institutes, valdorsa } from "./schools.ts";

const hourMillis = 3_600_000;

/** When the season begins and ends. It ends in the middle of a survey day. */
export const seasonBegins = atTime("2025-09-14", 18);
export const seasonEnds = atTime("2026-02-12", 12);
const schoolYear = "2025-26";
const schoolYearBegins = "2025-09-01";
const firstDate = "2025-09-16";

type Step = { at: Date; act: (api: FixtureApi) => Promise<unknown> };
type Place = FixtureSite & { instituteCode: string };

const officeUser = "health-office";

const sites: readonly Place[] = institutes.flatMap(({ instituteCode, sites: own }) =>
  own.map((site) => ({ ...site, instituteCode })),
);

/** An hour of the date in Italy, without regard to a clock change on that date. */
function atTime(date: LocalDate, hour: number): Date {
  return new Date(startOfLocalDate(date).getTime() + hour * hourMillis);
}

function placeOf(siteCode: string): Place {
  const place = sites.find((site) => site.siteCode === siteCode);
  if (place === undefined) throw new Error(`no site ${siteCode}`);
  return place;
}

const calendar = z.object({ items: z.array(z.object({ date: z.string() })) });

/**
 * Makes everything between the two instants happen at its time. It is a small season of two territories with everything
 * that a store can hold.
 *
 * @returns the ids of the backtests that were made
 */
export async function driveSeason(from: Date, to: Date, api: FixtureApi): Promise<string[]> {
  const backtestIds: string[] = [];
  const activating = activations.map(
    ({ at, absenceRateMin }): Step => ({
      at,
      act: async () => backtestIds.push(await activatePolicy(absenceRateMin)(api)),
    }),
  );
  const begun = from.getTime() === seasonBegins.getTime();
  if (begun) for (const act of beginning) await act(api);
  const { body } = await api.ask(undefined, `/v1/survey-days?school-year=${schoolYear}`);
  const dates = calendar.parse(body).items.map(({ date }) => date);
  const steps = [...dates.filter((date) => date >= firstDate).flatMap(entriesOf), ...happenings, ...activating]
    .filter(({ at }) => at > from && at <= to)
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
  for (const { at, act } of steps) {
    await api.moveTo(at);
    await act(api);
  }
  await api.moveTo(to);
  return backtestIds;
}

/** The survey days of the season up to its end. */
export async function surveyedDates(api: FixtureApi): Promise<LocalDate[]> {
  const { body } = await api.ask(undefined, `/v1/survey-days?school-year=${schoolYear}`);
  const dates = calendar.parse(body).items.map(({ date }) => date);
  return dates.filter((date) => date >= firstDate && atTime(date, 0) <= seasonEnds);
}

const putEnrolment = (siteCode: string, validFrom: LocalDate, pupils: number) => (api: FixtureApi) =>
  api.send(placeOf(siteCode).instituteCode, "PUT", `/v1/sites/${siteCode}/enrolments/${validFrom}`, {
    pupils,
    classes: Math.ceil(pupils / 22),
    confirm: true,
  });

const putSentinels =
  (items: readonly { siteCode: string; sentinelFrom: LocalDate; sentinelUntil?: LocalDate }[]) => (api: FixtureApi) =>
    api.send(officeUser, "PUT", "/v1/sentinel-sites", { items });

const putClosure = (id: string, kind: string, scope: object, from: LocalDate, to: LocalDate, reason: string) => {
  return (api: FixtureApi) => api.send(officeUser, "PUT", `/v1/closures/${id}`, { kind, scope, from, to, reason });
};

const putContacts = (alertDigests: readonly string[]) => (api: FixtureApi) =>
  api.send(officeUser, "PUT", "/v1/health-office/contacts", {
    alertDigests: alertDigests.map((email) => ({ email })),
    operationsNotices: [{ email: "operazioni@ats.example", name: "Operazioni" }],
  });

const beginning: readonly Step["act"][] = [
  putContacts(["sorveglianza@ats.example", "guardia@ats.example"]),
  ...[valdorsa, altoLago].map((territory) => (api: FixtureApi) => {
    const registry = registryCsv(
      territory,
      schoolYear,
      institutes.filter((institute) => institute.territory === territory),
    );
    return api.send(officeUser, "POST", "/v1/registry-imports", registry, { mediaType: "text/csv" });
  }),
  ...sites.map(({ siteCode, pupils }) => putEnrolment(siteCode, schoolYearBegins, pupils)),
  putSentinels(
    sites.filter(({ isSentinel }) => isSentinel).map(({ siteCode }) => ({ siteCode, sentinelFrom: firstDate })),
  ),
  (api) =>
    api.send("ZZIC90100A", "PUT", "/v1/institutes/ZZIC90100A/contacts", {
      contacts: [{ email: "segreteria@larici.example", name: "Segreteria" }, { email: "referente@larici.example" }],
    }),
  putClosure("ponte", "closure", { kind: "region" }, "2025-11-04", "2025-11-04", "Ponte dei Santi"),
  putClosure("sciopero", "strike", { kind: "region" }, "2025-10-02", "2025-10-02", "Sciopero generale"),
  putClosure("neve", "weather", { kind: "municipality", municipality: "Z002" }, "2026-02-03", "2026-02-03", "Neve"),
  putClosure(
    "elezioni",
    "closure",
    { kind: "municipality", municipality: "Z003" },
    "2025-10-28",
    "2025-10-28",
    "Seggio",
  ),
  putClosure(
    "betulle",
    "closure",
    { kind: "institute", instituteCode: "ZZIC902006" },
    "2026-01-20",
    "2026-01-20",
    "Festa",
  ),
  putClosure("caldaia", "closure", { kind: "site", siteCode: "ZZ1A90600F" }, "2025-12-04", "2025-12-05", "Caldaia"),
  putClosure("sbaglio", "closure", { kind: "region" }, "2026-03-03", "2026-03-03", "Sbaglio"),
  (api) => api.send(officeUser, "DELETE", "/v1/closures/sbaglio"),
];

/** Unusual shares of absent pupils. The week before Christmas, a wave goes through the primary schools. */
const peaks: ReadonlyMap<string, number> = new Map([
  ["ZZEE90101C 2025-10-14", 0.46],
  ["ZZEE90101C 2025-11-18", 0.48],
  ["ZZEE90102D 2025-10-21", 0.42],
  ["ZZEE90103E 2025-11-06", 0.55],
  ["ZZEE903014 2025-11-11", 0.43],
  ["ZZEE903014 2025-11-13", 0.41],
  ["ZZEE903025 2025-12-02", 0.47],
  ["ZZEE90102D 2026-01-13", 0.15],
  ["ZZEE90102D 2026-01-27", 0.14],
  ["ZZEE90102D 2026-01-29", 0.24],
  ["ZZMM90101B 2026-01-22", 0.19],
  ["ZZMM90101B 2026-01-29", 0.2],
  ["ZZMM902017 2026-02-03", 0.14],
  ["ZZMM902017 2026-02-05", 0.22],
  ["ZZEE905016 2026-02-10", 0.44],
  ["ZZEE902018 2026-02-12", 0.45],
]);
const wave: ReadonlyMap<LocalDate, number> = new Map([
  ["2025-12-09", 0.06],
  ["2025-12-11", 0.1],
  ["2025-12-16", 0.17],
  ["2025-12-18", 0.13],
]);
/** This site has the share on every survey day, and nobody closes its alert. */
const emptySite = { siteCode: "ZZEE90203A", share: 0.45 };
/** On this date nearly everybody enters a day late. */
const silentDate = "2026-01-15";

function absentOf({ siteCode, pupils, level }: Place, date: LocalDate): number {
  const usual = 0.03 + 0.04 * scatter(`${date}/${siteCode}`);
  const more = level === "primary" ? (wave.get(date) ?? 0) : 0;
  const share = siteCode === emptySite.siteCode ? emptySite.share : (peaks.get(`${siteCode} ${date}`) ?? usual + more);
  return Math.round(pupils * share);
}

/** A number in [0, 1) that looks random and is the same on each run. */
function scatter(of: string): number {
  return createHash("sha256").update(of).digest().readUInt32BE() / 2 ** 32;
}

function entriesOf(date: LocalDate): Step[] {
  return sites
    .filter(({ isSentinel }) => isSentinel)
    .flatMap((place) => {
      const entered = enteredAt(place, date);
      return entered === undefined ? [] : [{ at: entered, act: (api: FixtureApi) => enter(place, date, api) }];
    });
}

/** Unusual counts are always entered on time. Of the others, one in thirteen is late and one in forty never comes. */
function enteredAt({ siteCode }: Place, date: LocalDate): Date | undefined {
  const isClosed = (siteCode === "ZZ1A90600F" && date === "2025-12-04") || date === "2025-11-04";
  if (isClosed) return undefined;
  const onTime = atTime(date, 9);
  const late = atTime(addDays(date, 1), 10);
  if (date === silentDate) return siteCode < "ZZEE90102D" ? onTime : late;
  if (peaks.has(`${siteCode} ${date}`)) return onTime;
  const dice = scatter(`${siteCode}/${date}`);
  if (siteCode === "ZZEE905027") return dice < 0.4 ? late : onTime;
  if (dice < 0.025) return undefined;
  return dice < 0.1 ? late : onTime;
}

async function enter(place: Place, date: LocalDate, api: FixtureApi): Promise<void> {
  const absent = absentOf(place, date);
  const isHeated = place.siteCode !== "ZZPS90401P" || date !== "2025-12-18";
  const illness = scatter(`illness/${place.siteCode}`) < 0.3 ? { illness: Math.floor(absent / 2) } : {};
  const body = isHeated ? { absent, ...illness, confirm: true } : { closed: true, reason: "Riscaldamento guasto" };
  await api.send(place.instituteCode, "PUT", reportPath(place.siteCode, date), body);
}

function reportPath(siteCode: string, date: LocalDate): string {
  return `/v1/sites/${siteCode}/absence-reports/${date}`;
}

const correct = (siteCode: string, date: LocalDate, absent: number) => async (api: FixtureApi) => {
  const { instituteCode } = placeOf(siteCode);
  const { etag } = await api.ask(instituteCode, reportPath(siteCode, date));
  if (etag === undefined) throw new Error(`nothing to correct: ${siteCode} ${date}`);
  await api.send(instituteCode, "PUT", reportPath(siteCode, date), { absent, confirm: true }, { ifMatch: etag });
};

const reopen = (siteCode: string, date: LocalDate, until: Date, reason: string) => (api: FixtureApi) =>
  api.send(officeUser, "POST", `${reportPath(siteCode, date)}/reopenings`, { until, reason });

const moveAlert = (alertId: string, to: string, note: string) => (api: FixtureApi) =>
  api.send(officeUser, "POST", `/v1/alerts/${alertId}/transitions`, { to, note });

const policyReply = z.object({ policy: z.looseObject({ levelThresholds: z.looseObject({}) }) });
const backtestReply = z.object({ backtestId: z.string() });

/** Tests the policy in force with a line for lower secondary schools on the past, then activates it. */
const activatePolicy = (absenceRateMin: number) => async (api: FixtureApi) => {
  const { body, etag = '"0"' } = await api.ask(officeUser, "/v1/alert-policy");
  const { policy: before } = policyReply.parse(body);
  const levelThresholds = { enabled: true, absenceRateMin: { "lower-secondary": absenceRateMin }, pupilsMin: 20 };
  const policy = { ...before, levelThresholds };
  const tried = await api.send(officeUser, "POST", "/v1/backtests", { policy });
  const { backtestId } = backtestReply.parse(tried.body);
  await api.send(officeUser, "PUT", "/v1/alert-policy", { policy, backtestId }, { ifMatch: etag });
  return backtestId;
};

/** A site becomes a sentinel on the survey day itself, so nobody asked it, and it reports. */
async function reportUnasked(api: FixtureApi): Promise<void> {
  const siteCode = "ZZEE903036";
  await putSentinels([{ siteCode, sentinelFrom: "2025-11-20", sentinelUntil: "2026-01-13" }])(api);
  await enter(placeOf(siteCode), "2025-11-20", api);
}

function putSite(siteCode: string, territory: string) {
  const { name, level, instituteCode } = placeOf(siteCode);
  const body = { name, instituteCode, municipality: "Z003", territory, level, sentinelFrom: firstDate };
  return (api: FixtureApi) => api.send(officeUser, "PUT", `/v1/sites/${siteCode}`, body);
}

const months = ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02"];

const happenings: readonly Step[] = [
  // More enrolments than the site's own item holds.
  ...months.flatMap((month, index) => [
    { at: atTime(`${month}-01`, 12), act: putEnrolment("ZZEE90102D", `${month}-01`, 288 + index) },
    { at: atTime(`${month}-10`, 12), act: putEnrolment("ZZEE90102D", `${month}-10`, 289 + index) },
  ]),
  { at: atTime("2025-10-06", 12), act: putEnrolment("ZZEE902018", "2025-10-06", 266) },
  { at: atTime("2025-10-06", 13), act: putEnrolment("ZZEE902018", "2025-10-06", 268) },
  ...[31, 30, 29, 28].map((absent, index) => ({
    at: atTime("2025-10-09", 10 + index),
    act: correct("ZZEE903025", "2025-10-09", absent),
  })),

  {
    at: atTime("2025-09-26", 9.5),
    act: moveAlert("site.ZZEE90203A.absolute.1", "acknowledged", "Sede ridotta: ne parliamo con la scuola."),
  },
  {
    at: atTime("2025-10-15", 9.5),
    act: moveAlert("site.ZZEE90101C.absolute.1", "acknowledged", "Chiamata la scuola."),
  },
  {
    at: atTime("2025-10-16", 9.5),
    act: moveAlert("site.ZZEE90101C.absolute.1", "verified", "Gastroenterite in tre classi."),
  },
  { at: atTime("2025-10-24", 9.5), act: moveAlert("site.ZZEE90101C.absolute.1", "closed", "Rientrata.") },
  { at: atTime("2025-10-22", 9.5), act: moveAlert("site.ZZEE90102D.absolute.1", "acknowledged", "") },
  {
    at: atTime("2025-10-22", 9.7),
    act: moveAlert("site.ZZEE90102D.absolute.1", "false-alarm", "Gita di tutta la scuola."),
  },
  {
    at: atTime("2025-11-19", 9.5),
    act: moveAlert("site.ZZEE90101C.absolute.2", "acknowledged", "Chiamata la scuola."),
  },
  { at: atTime("2025-11-20", 9.5), act: moveAlert("site.ZZEE90101C.absolute.2", "verified", "Influenza.") },
  // A typing mistake: the alert comes within the hour, and the correction withdraws it.
  { at: atTime("2025-11-06", 11.5), act: correct("ZZEE90103E", "2025-11-06", 17) },
  // A correction after the day was closed withdraws one crossing of two.
  { at: atTime("2025-11-17", 9), act: reopen("ZZEE903014", "2025-11-11", atTime("2025-11-19", 0), "Numero doppio.") },
  { at: atTime("2025-11-18", 11), act: correct("ZZEE903014", "2025-11-11", 18) },
  { at: atTime("2025-12-03", 9.5), act: moveAlert("site.ZZEE903025.absolute.1", "acknowledged", "") },
  { at: atTime("2025-12-03", 9.6), act: moveAlert("site.ZZEE903025.absolute.1", "verified", "Influenza.") },
  { at: atTime("2025-12-05", 9.5), act: moveAlert("site.ZZEE903025.absolute.1", "closed", "") },
  { at: atTime("2025-12-12", 9.5), act: moveAlert("site.ZZEE903025.absolute.1", "reopened", "Altre classi.") },

  { at: atTime("2025-11-20", 9.2), act: reportUnasked },
  { at: atTime("2025-11-28", 12), act: putSite("ZZEE905038", valdorsa) },
  {
    at: atTime("2025-12-15", 12),
    act: putContacts(["sorveglianza@ats.example", "guardia@ats.example", "igiene@ats.example"]),
  },
  {
    at: atTime("2026-02-09", 9),
    act: reopen("ZZEE905016", "2026-02-05", atTime("2026-02-14", 0), "Mancava il registro."),
  },
  // Two crossings. A correction later withdraws the second, worse one, so the rest is less than the mail said.
  {
    at: atTime("2026-02-09", 10),
    act: reopen("ZZMM902017", "2026-02-05", atTime("2026-02-12", 0), "Contata anche la gita."),
  },
  { at: atTime("2026-02-10", 11), act: correct("ZZMM902017", "2026-02-05", 14) },
];

/** Two policies. Each is tested on the past before it is activated. */
const activations = [
  { at: atTime("2025-11-25", 15), absenceRateMin: 0.16 },
  { at: atTime("2026-01-26", 15), absenceRateMin: 0.15 },
];
