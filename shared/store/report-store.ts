import * as z from "zod";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { SiteCode } from "../domain/codes.ts";
import type { AbsenceReport, ReportContent, Revision } from "../domain/survey/absence-report.ts";
import type { DayReport, UnreadableReport } from "../domain/survey/day-rows.ts";
import {
  type ByAttribute,
  eachByAttribute,
  givenByAttribute,
  givenByName,
  optionalCounts,
} from "../domain/survey/optional-counts.ts";
import type { Database, Item } from "./database.ts";
import { DamagedItem, itemParser, type OnDamaged, readable, unlessDamaged } from "./parse-item.ts";
import { StoreBusy } from "./store-busy.ts";
import { instantMillisMax, storedCode, storedCount, storedDate } from "./stored-fields.ts";
import { sheetCountMax } from "./survey-day-part.ts";

export type ReportStore = {
  get(
    siteCode: SiteCode,
    surveyDate: LocalDate,
    options?: { consistent?: boolean },
  ): Promise<AbsenceReport | undefined>;
  /** Writes the first revision without a read. If a report exists, it returns that report for a new decision. */
  create(report: AbsenceReport): Promise<{ kind: "created" } | { kind: "exists"; current: AbsenceReport }>;
  /**
   * Makes `report` the latest revision, and moves the stored head to the earlier revisions in the same write. So a
   * correction needs no read either, and `report.revisions` is ignored. Refused unless the stored version is
   * `expectedVersion` and its content differs.
   */
  replace(
    report: AbsenceReport,
    expectedVersion: number,
  ): Promise<{ kind: "replaced"; report: AbsenceReport } | { kind: "conflict"; current: AbsenceReport | undefined }>;
  /** All reports of a survey day in ascending order of site codes, page by page. A damaged report keeps its place. */
  ofDay(surveyDate: LocalDate, onDamaged: OnDamaged): AsyncIterable<readonly (DayReport | UnreadableReport)[]>;
  /** The reports of one site on the given survey days, oldest first. */
  ofSite(siteCode: SiteCode, surveyDates: readonly LocalDate[], onDamaged: OnDamaged): Promise<AbsenceReport[]>;
  /**
   * The complete reports of the given sites on one survey day, in no order, read by their keys. No evaluation reads
   * them in this way. An unreadable report does not hide the others.
   */
  ofSites(surveyDate: LocalDate, siteCodes: readonly SiteCode[], onDamaged: OnDamaged): Promise<AbsenceReport[]>;
  /** How many reports of a survey day are stored, including damaged ones. The server counts them; none is read. */
  countOfDay(surveyDate: LocalDate): Promise<number>;
};

/**
 * The first submission of a site stays under 130 bytes: attribute names are short, and there are no earlier revisions
 * yet.
 */
type RevisionItem = z.infer<typeof revisionItem>;

type Said = ByAttribute<number> & { absent?: number; closed?: string; pupils: number; at: number };

/** A report has either a count or a closure. Its counts must be consistent and fit a day sheet. */
function isSound({ absent, closed, pupils, at, ...counts }: Said): boolean {
  const saysOneThing = (absent === undefined) !== (closed === undefined);
  return (
    saysOneThing &&
    isCountUpTo(pupils, sheetCountMax) &&
    (absent === undefined || isCountUpTo(absent, pupils)) &&
    optionalCounts.every(({ attribute }) => isCountUpTo(counts[attribute] ?? 0, absent ?? 0)) &&
    isCountUpTo(at, instantMillisMax)
  );
}

function isCountUpTo(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}

const unsound = "neither a count that can be nor a closure";

const revisionItem = z
  .object({
    absent: storedCount.exactOptional(),
    ...eachByAttribute(() => storedCount.exactOptional()),
    closed: z.string().exactOptional(),
    pupils: storedCount,
    at: z.number(),
    by: z.string(),
  })
  .refine(isSound, unsound);

const reportItem = z
  .object({
    siteCode: storedCode,
    surveyDate: storedDate,
    version: z.int().min(1),
    now: revisionItem,
    earlier: z.array(revisionItem),
  })
  .refine((item) => item.earlier.length === item.version - 1, "a revision is missing")
  .transform(
    ({ siteCode, surveyDate, version, now, earlier }): AbsenceReport => ({
      siteCode,
      surveyDate,
      ...revisionOf(now, version),
      revisions: earlier.map((revision, index) => revisionOf(revision, index + 1)),
    }),
  );

/**
 * Only the members for evaluating a day, because this runs for each site of the country. A separate function makes the
 * report: with a transform, zod would be slower.
 */
const dayReportItem = z.object({
  surveyDate: z.string(),
  siteCode: z.string(),
  now: z.object({
    absent: z.number().exactOptional(),
    ...eachByAttribute(() => z.number().exactOptional()),
    closed: z.string().exactOptional(),
    pupils: z.number(),
    at: z.number(),
  }),
  earlier: z.array(z.object({ at: z.number() })),
});

const reportKeyItem = z.object({ siteCode: z.string() });

function dayReportOf(item: z.infer<typeof dayReportItem>): DayReport {
  const { siteCode, now, earlier } = item;
  const firstEnteredAt = earlier[0]?.at ?? now.at;
  if (!isSound(now) || !isCountUpTo(firstEnteredAt, instantMillisMax)) {
    throw new DamagedItem("absenceReports", item, `now: ${unsound}`);
  }
  return {
    siteCode,
    ...(now.absent === undefined ? {} : { absent: now.absent }),
    ...givenByName(({ attribute }) => now[attribute]),
    closed: now.closed !== undefined,
    pupils: now.pupils,
    firstEnteredAt: new Date(firstEnteredAt),
  };
}

/** The reports of the survey days, with the natural key (survey day, site). */
export function reportStore(database: Database): ReportStore {
  const parse = itemParser("absenceReports", reportItem);
  const parseDay = itemParser("absenceReports", dayReportItem);
  const parseKey = itemParser("absenceReports", reportKeyItem);

  return {
    async get(siteCode, surveyDate, options) {
      const item = await database.get("absenceReports", { surveyDate, siteCode }, options);
      return item === undefined ? undefined : parse(item);
    },

    async create(report) {
      const { siteCode, surveyDate } = report;
      const item = { surveyDate, siteCode, version: 1, now: itemOf(report), earlier: [] };
      const outcome = await database.put("absenceReports", item, { expression: "attribute_not_exists(#siteCode)" });
      if (outcome.kind === "written") return { kind: "created" };
      if (outcome.current === undefined) throw new StoreBusy(`report ${surveyDate} ${siteCode} came and went`);
      return { kind: "exists", current: parse(outcome.current) };
    },

    async replace(report, expectedVersion) {
      const { siteCode, surveyDate } = report;
      const same = sameContentCondition(report.content);
      const outcome = await database.update(
        "absenceReports",
        { surveyDate, siteCode },
        {
          expression: `SET #earlier[${expectedVersion - 1}] = #now, #now = :now, #version = :version`,
          values: { now: itemOf(report), version: expectedVersion + 1 },
        },
        {
          expression: `#version = :expectedVersion AND NOT (${same.expression})`,
          values: { expectedVersion, ...same.values },
        },
      );
      if (outcome.kind === "written") return { kind: "replaced", report: parse(outcome.item) };
      return { kind: "conflict", current: outcome.current === undefined ? undefined : parse(outcome.current) };
    },

    async *ofDay(surveyDate, onDamaged) {
      for await (const items of database.queryPages({ table: "absenceReports", partition: surveyDate })) {
        yield items.map(
          (item) =>
            unlessDamaged(() => dayReportOf(parseDay(item)), onDamaged) ?? {
              siteCode: parseKey(item).siteCode,
              unreadable: true as const,
            },
        );
      }
    },

    async ofSite(siteCode, surveyDates, onDamaged) {
      const keys = [...new Set(surveyDates)].map((surveyDate) => ({ surveyDate, siteCode }));
      const items: Item[] = await database.getMany("absenceReports", keys);
      return readable(items, parse, onDamaged).toSorted((one, other) => (one.surveyDate < other.surveyDate ? -1 : 1));
    },

    async ofSites(surveyDate, siteCodes, onDamaged) {
      const keys = [...new Set(siteCodes)].map((siteCode) => ({ surveyDate, siteCode }));
      return readable(await database.getMany("absenceReports", keys, { consistent: true }), parse, onDamaged);
    },

    countOfDay: (surveyDate) => database.count("absenceReports", surveyDate),
  };
}

function itemOf({ content, pupils, enteredAt, enteredBy }: Revision): RevisionItem {
  const said =
    "closed" in content
      ? { closed: content.reason }
      : { absent: content.absent, ...givenByAttribute(({ name }) => content[name]) };
  return { ...said, pupils, at: enteredAt.getTime(), by: enteredBy };
}

function revisionOf({ absent, closed, pupils, at, by, ...counts }: RevisionItem, version: number): Revision {
  const content: ReportContent =
    closed === undefined
      ? { absent: absent ?? 0, ...givenByName(({ attribute }) => counts[attribute]) }
      : { closed: true, reason: closed };
  return { version, content, pupils, enteredAt: new Date(at), enteredBy: by };
}

function sameContentCondition(content: ReportContent) {
  if ("closed" in content) return { expression: "#now.#closed = :closed", values: { closed: content.reason } };
  const counts = givenByAttribute(({ name }) => content[name]);
  const sames = optionalCounts.map(({ attribute }) =>
    counts[attribute] === undefined ? `attribute_not_exists(#now.#${attribute})` : `#now.#${attribute} = :${attribute}`,
  );
  return {
    expression: ["#now.#absent = :absent", ...sames].join(" AND "),
    values: { absent: content.absent, ...counts },
  };
}
