import pMap from "p-map";
import * as z from "zod";
import { importBytesMax, importRowsMax, registryImportResult } from "../../shared/contracts/registry-import.ts";
import { sentinelItemsMax, sentinelResult, site } from "../../shared/contracts/site.ts";
import { addDays, startOfLocalDate } from "../../shared/domain/calendar/local-date.ts";
import { schoolYearBounds, schoolYearOf } from "../../shared/domain/calendar/school-year.ts";
import { givenByName } from "../../shared/domain/survey/optional-counts.ts";
import { type ApiClient, healthOfficeCaller, UnexpectedAnswer } from "./api-client.ts";
import { type CsvPart, cutCsv } from "./read-csv.ts";
import type { Absences, EnrolmentRow, Entry } from "./replay-input.ts";

type ReplayFiles = { registry: string; sentinels: string };
export type ReplayInput = { files: ReplayFiles; enrolments: readonly EnrolmentRow[]; absences: Absences };

/** A row that the system refused, and why. */
type RejectedRow = { file: string; line: number; code: string; reason: string };

type Refusal = { surveyDate: string; line: number; siteCode: string; problem: string };

export type Driven = {
  registryRows: number;
  sentinelRows: number;
  rejected: RejectedRow[];
  refusals: Refusal[];
  reportsSent: number;
  /** Seconds for sending the reports, without the moves of the clock and the jobs that run during these. */
  reportSeconds: number;
  moveSeconds: number;
  /** Jobs that failed while the clock was moved. */
  jobFailures: string[];
};

/** Called after each step. */
export type Progress = (stage: string) => void;

const requestsAtOnceMax = 16;
const hourMillis = 3_600_000;
/** By then the first run of the closing job after midnight has ended. */
const hoursAfterClosing = 1;

const problem = z.object({ type: z.string() });
/** A refusal by a rule of the survey is a result of the replay. Anything else makes the replay fail. */
const refusedStatuses: ReadonlySet<number> = new Set([409, 412, 422]);

/**
 * Drives a running local cloud through the input: the registry, the enrolments, the sentinel list, then each entry at
 * its instant. The clock moves there when everything before is answered.
 *
 * @throws UnexpectedAnswer
 */
export async function runReplay(input: ReplayInput, api: ApiClient, progress: Progress): Promise<Driven> {
  const { files, absences } = input;
  const rejected: RejectedRow[] = [];
  const registryRows = await importRegistry(files.registry, api, rejected);
  const institutes = await institutesOf(sitesOf(input), api, progress);
  const registered = await registerEnrolments(input, institutes, api, rejected, progress);
  const sentinelRows = await importSentinels(files.sentinels, api, rejected);

  let moveSeconds = 0;
  const jobFailures: string[] = [];
  const moveClock = async (to: Date) => {
    const startedAt = performance.now();
    jobFailures.push(...(await api.moveClock(to)));
    moveSeconds += (performance.now() - startedAt) / 1_000;
  };
  const startedAt = performance.now();
  const refusals = await enterReports(absences.entries, institutes, registered, api, moveClock, progress);
  const reportSeconds = (performance.now() - startedAt) / 1_000 - moveSeconds;
  const lastDate = absences.surveyDates.at(-1);
  if (lastDate !== undefined) {
    await moveClock(new Date(startOfLocalDate(addDays(lastDate, 2)).getTime() + hoursAfterClosing * hourMillis));
  }
  const reportsSent = absences.entries.filter((entry) => institutes.has(entry.siteCode)).length;
  return { registryRows, sentinelRows, rejected, refusals, reportsSent, reportSeconds, moveSeconds, jobFailures };
}

/** The sites in the input. */
function sitesOf({ enrolments, absences }: ReplayInput): string[] {
  return [...new Set([...enrolments, ...absences.entries].map(({ siteCode }) => siteCode))];
}

/** How many steps `runReplay` reports. */
export function stepsOf(input: ReplayInput): number {
  return sitesOf(input).length + input.enrolments.length + input.absences.entries.length;
}

async function importRegistry(file: string, api: ApiClient, rejected: RejectedRow[]): Promise<number> {
  const parts = await cutCsv(file, importBytesMax, importRowsMax);
  for (const part of parts) {
    const { items } = await api.sendCsv("POST", "/v1/registry-imports", part.text, registryImportResult);
    noteRejected(file, part, items, rejected);
  }
  return rowsIn(parts);
}

async function importSentinels(file: string, api: ApiClient, rejected: RejectedRow[]): Promise<number> {
  const parts = await cutCsv(file, importBytesMax, sentinelItemsMax);
  for (const part of parts) {
    const { items } = await api.sendCsv("PUT", "/v1/sentinel-sites", part.text, sentinelResult);
    noteRejected(file, part, items, rejected);
  }
  return rowsIn(parts);
}

function rowsIn(parts: readonly CsvPart[]): number {
  return parts.reduce((sum, { rows }) => sum + rows, 0);
}

type Fate = { line: number; siteCode?: string | undefined; outcome: string; reason?: string | undefined };

function noteRejected(file: string, { lineOffset }: CsvPart, fates: readonly Fate[], rejected: RejectedRow[]): void {
  for (const { line, siteCode: code = "", outcome, reason = "" } of fates) {
    if (outcome === "rejected") rejected.push({ file, line: line + lineOffset, code, reason });
  }
}

/** The institute of each site, without sites that nobody registered. */
async function institutesOf(
  siteCodes: readonly string[],
  api: ApiClient,
  progress: Progress,
): Promise<ReadonlyMap<string, string>> {
  const institutes = new Map<string, string>();
  await pMap(
    siteCodes,
    async (siteCode) => {
      const answer = await api.call(healthOfficeCaller, "GET", `/v1/sites/${siteCode}`);
      if (answer.status === 200) institutes.set(siteCode, site.parse(answer.body).instituteCode);
      else if (answer.status !== 404) throw unexpected(`GET /v1/sites/${siteCode}`, answer);
      progress("sites");
    },
    { concurrency: requestsAtOnceMax },
  );
  return institutes;
}

/** The pupils last registered for each site. */
type Registered = Map<string, number>;

/** The file's enrolments are valid from the start of the school year of the first survey day. */
async function registerEnrolments(
  { enrolments, absences }: ReplayInput,
  institutes: ReadonlyMap<string, string>,
  api: ApiClient,
  rejected: RejectedRow[],
  progress: Progress,
): Promise<Registered> {
  const registered: Registered = new Map();
  const [firstDate] = absences.surveyDates;
  if (firstDate === undefined) return registered;
  const validFrom = schoolYearBounds(schoolYearOf(firstDate)).from;
  await pMap(
    enrolments,
    async (row) => {
      const institute = institutes.get(row.siteCode);
      if (institute === undefined) {
        rejected.push({
          file: "enrolments",
          line: row.line,
          code: row.siteCode,
          reason: "no such site in the registry",
        });
      } else {
        await putEnrolment(row, validFrom, institute, api);
        registered.set(row.siteCode, row.pupils);
      }
      progress("enrolments");
    },
    { concurrency: requestsAtOnceMax },
  );
  return registered;
}

async function putEnrolment(
  { siteCode, pupils, classes }: Pick<Entry, "siteCode" | "pupils" | "classes">,
  validFrom: string,
  institute: string,
  api: ApiClient,
): Promise<void> {
  const path = `/v1/sites/${siteCode}/enrolments/${validFrom}`;
  const answer = await api.call(institute, "PUT", path, { pupils, classes, confirm: true });
  if (answer.status >= 300) throw unexpected(`PUT ${path}`, answer);
}

async function enterReports(
  entries: readonly Entry[],
  institutes: ReadonlyMap<string, string>,
  registered: Registered,
  api: ApiClient,
  moveClock: (to: Date) => Promise<void>,
  progress: Progress,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  async function enter(entry: Entry): Promise<void> {
    const { siteCode, surveyDate, line } = entry;
    const institute = institutes.get(siteCode);
    const problem = institute === undefined ? "unknown-site" : await submit(entry, institute, registered, api);
    if (problem !== undefined) refusals.push({ surveyDate, line, siteCode, problem });
    progress("reports");
  }
  for (const sameInstant of Map.groupBy(entries, ({ enteredAt }) => enteredAt.getTime()).values()) {
    const [first] = sameInstant;
    if (first !== undefined) await moveClock(first.enteredAt);
    // Entries of one site stay in order: each may change the enrolment that the next is checked against.
    const bySite = [...Map.groupBy(sameInstant, ({ siteCode }) => siteCode).values()];
    await pMap(
      bySite,
      async (ofOneSite) => {
        for (const entry of ofOneSite) await enter(entry);
      },
      { concurrency: requestsAtOnceMax },
    );
  }
  return refusals;
}

/** The name of the problem when the API refuses the report. */
async function submit(
  entry: Entry,
  institute: string,
  registered: Registered,
  api: ApiClient,
): Promise<string | undefined> {
  const { siteCode, surveyDate, pupils, absent } = entry;
  if (registered.get(siteCode) !== pupils) {
    await putEnrolment(entry, surveyDate, institute, api);
    registered.set(siteCode, pupils);
  }
  const path = `/v1/sites/${siteCode}/absence-reports/${surveyDate}`;
  const answer = await api.call(institute, "PUT", path, {
    absent,
    ...givenByName(({ name }) => entry[name]),
    confirm: true,
  });
  if (answer.status < 300) return undefined;
  const refusal = refusedStatuses.has(answer.status) ? problem.safeParse(answer.body) : undefined;
  if (refusal?.data === undefined) throw unexpected(`PUT ${path}`, answer);
  return refusal.data.type.split(":").at(-1);
}

function unexpected(what: string, { status, body }: { status: number; body: unknown }): UnexpectedAnswer {
  return new UnexpectedAnswer(`${what}: ${status} ${JSON.stringify(body)}`);
}
