import * as z from "zod";
import type { Telling } from "../domain/alerts/telling.ts";
import type { Verdict } from "../domain/alerts/verdict.ts";
import { addDays, type LocalDate } from "../domain/calendar/local-date.ts";
import type { Level, SiteCode, Territory } from "../domain/codes.ts";
import type { OfficeCode } from "../domain/region/health-office.ts";
import type { CoverageTotals } from "../domain/survey/coverage.ts";
import type { DaySheet } from "../domain/survey/day-sheet.ts";
import type { ExpectedSite } from "../domain/survey/expected-site.ts";
import { optionalCounts } from "../domain/survey/optional-counts.ts";
import type { Database, Item } from "./database.ts";
import { DamagedItem, itemParser, type OnDamaged, readable, refuseDamaged, unlessDamaged } from "./parse-item.ts";
import { StoreBusy } from "./store-busy.ts";
import { storedCount, storedInstant } from "./stored-fields.ts";
import {
  alignSheet,
  codesAtEnds,
  type ExpectedPart,
  expectedColumns,
  expectedPartItem,
  expectedSheetPartItem,
  expectedSites,
  partSitesMax,
  sheetColumns,
  sheetOfParts,
  sheetTrouble,
  unaskedSites,
  unexpectedColumns,
  unexpectedPartItem,
} from "./survey-day-part.ts";

/** Which reports an evaluation has used. */
type Evaluation = {
  verdict: Verdict;
  at: Date;
  reports: number;
  /** The office and the version of the policy. Earlier releases named no office. */
  officeCode?: OfficeCode;
  policyVersion: number;
};

/** The result of comparing the sheet with the stored reports. */
export type Comparison = {
  /** When the evaluation was that made the sheet. */
  evaluatedAt: Date;
  /** Stored reports of sites on the sheet. */
  reports: number;
  /** Sites whose sheet differs from their report, or whose report cannot be read. */
  differing: number;
  /** Stored reports of the date that are on no sheet of any territory. */
  unplaced: number;
};

/** One survey day of one territory. */
export type StoredSurveyDay = {
  territory: Territory;
  surveyDate: LocalDate;
  status: "open" | "closed";
  /** Number of sites in the expected set, and of its parts. */
  asked: number;
  parts: number;
  openedAt: Date;
  closedAt?: Date;
  /** When a run last tried to close it or to rebuild its sheet. */
  closingTriedAt?: Date;
  /** Present after the day has closed. */
  totals?: CoverageTotals;
  /** Until then single sites may correct the closed day. Afterwards its sheet must be rebuilt. */
  reopenedUntil?: Date;
  evaluated?: Evaluation;
  /** Absent before the day has a final verdict, and on days that an earlier release closed. */
  telling?: Telling;
  /** The last comparison; absent before the first one. */
  compared?: Comparison;
};

/**
 * Opened survey days: those with a sheet, and the dates of days without one, because they are not closed or not
 * readable.
 */
export type DaySheets = { sheets: readonly DaySheet[]; notClosed: readonly LocalDate[] };

type FrozenPart = { kind: "written" | "exists"; sites: readonly ExpectedSite[]; last: boolean };

export type SurveyDayStore = {
  /**
   * Freezes one part (1, 2, …) of the expected set unless it exists, and returns the stored part. A worker that finds a
   * part continues after its last site. So workers that run at once, or take over after a crash, agree on one set.
   */
  freezePart(
    territory: Territory,
    surveyDate: LocalDate,
    part: number,
    sites: readonly ExpectedSite[],
    last: boolean,
  ): Promise<FrozenPart>;
  /** Must come after the last part. From now on the day counts as open. */
  markOpen(
    territory: Territory,
    surveyDate: LocalDate,
    opening: { parts: number; asked: number; openedAt: Date },
  ): Promise<"opened" | "exists">;
  state(territory: Territory, surveyDate: LocalDate): Promise<StoredSurveyDay | undefined>;
  /** The existing ones, oldest first. */
  states(territory: Territory, surveyDates: readonly LocalDate[], onDamaged: OnDamaged): Promise<StoredSurveyDay[]>;
  /**
   * The expected set, in ascending order of site code, page by page; empty when the day was never opened. A damaged
   * part does not hide the others, and a damaged state does not hide any part.
   */
  expectedPages(
    territory: Territory,
    surveyDate: LocalDate,
    onDamaged: OnDamaged,
  ): AsyncIterable<readonly ExpectedSite[]>;
  /** The sites on the stored sheet that were not asked, with their level on the sheet. */
  unaskedSites(
    territory: Territory,
    surveyDate: LocalDate,
    onDamaged: OnDamaged,
  ): Promise<{ siteCode: SiteCode; level: Level }[]>;
  /** Records which reports an evaluation has used. A provisional verdict never follows a final one. */
  recordEvaluation(
    territory: Territory,
    surveyDate: LocalDate,
    evaluation: Evaluation,
  ): Promise<"recorded" | "moved-on">;
  /**
   * Writes the day sheet into the items of the expected set, which stays as it was frozen. Readers see the sheet after
   * the day is marked closed. They see a rewrite part by part.
   * @param readAfter the reports on the sheet were read after this instant; a sheet with a later instant is not
   * replaced
   * @throws Error when a site of the expected set is missing from the sheet, or a count does not fit
   * @throws DamagedItem when the expected set cannot be read
   */
  writeSheet(sheet: DaySheet, readAfter: Date): Promise<"written" | "newer-there">;
  /** Only the latest try is stored. */
  recordClosingTry(territory: Territory, surveyDate: LocalDate, at: Date): Promise<"recorded" | "not-opened">;
  /** From now on the readers of its alerts must be told. */
  markClosed(
    territory: Territory,
    surveyDate: LocalDate,
    closing: { closedAt: Date; totals: CoverageTotals; unrecorded?: readonly string[] },
  ): Promise<"closed" | "moved-on">;
  /** A reopening never shortens another one. */
  markReopened(territory: Territory, surveyDate: LocalDate, until: Date): Promise<"marked" | "not-opened">;
  /**
   * Comes after the sheet was rebuilt. Refused when the day was reopened again since `until` was read. The readers must
   * be told of the changes.
   */
  clearReopened(
    territory: Territory,
    surveyDate: LocalDate,
    rebuilt: { until: Date; totals: CoverageTotals; at: Date; unrecorded?: readonly string[] },
  ): Promise<"cleared" | "moved-on">;
  /** Refused when the day was evaluated again since. */
  recordComparison(
    territory: Territory,
    surveyDate: LocalDate,
    comparison: Comparison,
  ): Promise<"recorded" | "moved-on">;
  /**
   * Stores how far the readers have been told of the final evaluation of that instant. Refused when the day was
   * evaluated or reopened again.
   */
  setTelling(
    territory: Territory,
    surveyDate: LocalDate,
    evaluatedAt: Date,
    telling: Telling,
  ): Promise<"set" | "moved-on">;
  /**
   * Undefined before the day is closed.
   * @throws DamagedItem
   */
  sheet(territory: Territory, surveyDate: LocalDate): Promise<DaySheet | undefined>;
  /** The sheets of the closed days from the first date to the last, both included, oldest first. */
  sheetsBetween(territory: Territory, from: LocalDate, to: LocalDate, onDamaged: OnDamaged): Promise<DaySheets>;
  /**
   * The sheets of the last `days` closed days before the date, oldest first, and the dates of other opened days in
   * between. It reads nothing before `notBefore`.
   */
  lastSheets(
    territory: Territory,
    before: { date: LocalDate; days: number; notBefore: LocalDate },
    onDamaged: OnDamaged,
  ): Promise<DaySheets>;
};

const totalsItem = z.object({
  expected: storedCount,
  onTime: storedCount,
  late: storedCount,
  missing: storedCount,
  exempt: storedCount,
}) satisfies z.ZodType<CoverageTotals>;

const stateItem = z
  .object({
    territory: z.string(),
    surveyDatePart: z.string(),
    status: z.enum(["open", "closed"]),
    asked: storedCount,
    parts: storedCount,
    openedAt: storedInstant,
    closedAt: storedInstant.exactOptional(),
    closingTriedAt: storedInstant.exactOptional(),
    totals: totalsItem.exactOptional(),
    reopenedUntil: storedInstant.exactOptional(),
    evaluated: z
      .object({
        verdict: z.enum(["provisional", "final"]),
        at: storedInstant,
        reports: storedCount,
        officeCode: z.string().min(1).exactOptional(),
        policyVersion: storedCount,
      })
      .exactOptional(),
    telling: z
      .object({
        status: z.enum(["due", "done", "given-up"]),
        since: storedInstant,
        unrecorded: z.array(z.string()).exactOptional(),
      })
      .exactOptional(),
    compared: z
      .object({ evaluatedAt: storedInstant, reports: storedCount, differing: storedCount, unplaced: storedCount })
      .exactOptional(),
  })
  .transform(
    ({ surveyDatePart, ...state }): StoredSurveyDay => ({
      ...state,
      surveyDate: surveyDatePart.replace(/#.*$/, ""),
    }),
  );

/** The survey days by territory: their state, their frozen expected set and, once closed, their day sheet. */
export function surveyDayStore(database: Database): SurveyDayStore {
  const parseState = itemParser("surveyDays", stateItem);
  const parseExpected = itemParser("surveyDays", expectedPartItem);
  const parseExpectedSheet = itemParser("surveyDays", expectedSheetPartItem);
  const parseUnexpected = itemParser("surveyDays", unexpectedPartItem);

  /** The items of the days from one date to the other, in the order of their keys. The state of a day comes first. */
  async function* itemsBetween(territory: Territory, from: LocalDate, to: LocalDate, reading: Reading) {
    const pages = database.queryPages({
      table: "surveyDays",
      partition: territory,
      sort: { from: sortKeyOf(from, stateSuffix), to: sortKeyOf(to, lastSuffix) },
      ...reading,
    });
    for await (const items of pages) yield* items;
  }

  /**
   * Groups the items of the days from one date to the other by day. Parts without a state belong to a day being frozen.
   */
  async function* daysBetween(territory: Territory, from: LocalDate, to: LocalDate, reading: Reading) {
    let items: Item[] = [];
    let surveyDate: LocalDate | undefined;
    for await (const item of itemsBetween(territory, from, to, reading)) {
      const place = placeOf(item);
      if (surveyDate !== undefined && place.surveyDate !== surveyDate) {
        yield* dayOfItems(territory, surveyDate, items);
        items = [];
      }
      surveyDate = place.surveyDate;
      items.push(item);
    }
    if (surveyDate !== undefined) yield* dayOfItems(territory, surveyDate, items);
  }

  async function dayOf(territory: Territory, surveyDate: LocalDate): Promise<Day | undefined> {
    for await (const day of daysBetween(territory, surveyDate, surveyDate, { consistent: true })) return day;
    return undefined;
  }

  /** Undefined unless the day is closed. */
  function sheetOfDay({ territory, surveyDate, state, expected, unexpected }: Day): DaySheet | undefined {
    if (parseState(state).status !== "closed") return undefined;
    const asked = wholeSet({ state, expected }, parseExpectedSheet);
    const sheet = sheetOfParts(territory, surveyDate, asked, unexpected.map(parseUnexpected));
    const trouble = sheetTrouble(sheet);
    if (trouble !== undefined) throw new DamagedItem("surveyDays", state, `the day sheet has ${trouble}`);
    return sheet;
  }

  return {
    async freezePart(territory, surveyDate, part, sites, last) {
      if (part < 1 || part > partsMax) throw new RangeError(`part ${part} of an expected set`);
      const item = { territory, surveyDatePart: partKey(surveyDate, part), ...expectedColumns(sites), last };
      const outcome = await database.put("surveyDays", item, absentCondition);
      if (outcome.kind === "written") return { kind: "written", sites, last };
      if (outcome.current === undefined) throw new StoreBusy(`part ${item.surveyDatePart} came and went`);
      const there = parseExpected(outcome.current);
      return { kind: "exists", sites: expectedSites(there), last: there.last };
    },

    async markOpen(territory, surveyDate, { parts, asked, openedAt }) {
      const key = stateKey(territory, surveyDate);
      const item = { ...key, status: "open", parts, asked, openedAt: openedAt.getTime() };
      const outcome = await database.put("surveyDays", item, absentCondition);
      return outcome.kind === "written" ? "opened" : "exists";
    },

    async state(territory, surveyDate) {
      const item = await database.get("surveyDays", stateKey(territory, surveyDate), { consistent: true });
      return item === undefined ? undefined : parseState(item);
    },

    async states(territory, surveyDates, onDamaged) {
      const keys = [...new Set(surveyDates)].map((surveyDate) => stateKey(territory, surveyDate));
      const states = readable(await database.getMany("surveyDays", keys), parseState, onDamaged);
      return states.toSorted((one, other) => (one.surveyDate < other.surveyDate ? -1 : 1));
    },

    async *expectedPages(territory, surveyDate, onDamaged) {
      let set: FrozenSet<ExpectedPart> | undefined;
      for await (const item of itemsBetween(territory, surveyDate, surveyDate, {})) {
        const { kind } = placeOf(item);
        if (kind === "state") {
          unlessDamaged(() => parseState(item), onDamaged);
          set = frozenSet(item, parseExpected, onDamaged);
        } else if (kind === "expected") {
          const part = set?.next(item);
          if (part !== undefined) yield expectedSites(part);
        }
      }
      set?.end();
    },

    async unaskedSites(territory, surveyDate, onDamaged) {
      const sort = { prefix: sortKeyOf(surveyDate, unexpectedMark) };
      const sites: { siteCode: SiteCode; level: Level }[] = [];
      for await (const items of database.queryPages({
        table: "surveyDays",
        partition: territory,
        sort,
        consistent: true,
      })) {
        sites.push(...readable(items, parseUnexpected, onDamaged).flatMap(unaskedSites));
      }
      return sites;
    },

    async recordEvaluation(territory, surveyDate, { at, ...evaluation }) {
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        {
          expression: "SET #evaluated = :evaluated",
          values: { evaluated: { ...evaluation, at: at.getTime() } },
        },
        evaluation.verdict === "final"
          ? presentCondition
          : {
              expression: "attribute_exists(#territory) AND NOT (#evaluated.#verdict = :final)",
              values: { final: "final" },
            },
      );
      return outcome.kind === "written" ? "recorded" : "moved-on";
    },

    async writeSheet(sheet, readAfter) {
      const { territory, surveyDate } = sheet;
      const day = await dayOf(territory, surveyDate);
      if (day === undefined) throw new Error(`survey day ${surveyDate} of ${territory} was never opened`);
      const rows = alignSheet(sheet, wholeSet(day, parseExpected));
      const notOlder = {
        expression: "attribute_not_exists(#readAfter) OR #readAfter <= :readAfter",
        values: { readAfter: readAfter.getTime() },
      };
      // Extra parts are emptied, because their sites have no row any more.
      const parts = Math.max(day.unexpected.length, Math.ceil(rows.unexpected.length / partSitesMax));
      for (let part = 1; part <= parts; part++) {
        const partRows = rows.unexpected.slice((part - 1) * partSitesMax, part * partSitesMax);
        const item = {
          territory,
          surveyDatePart: unexpectedKey(surveyDate, part),
          readAfter: readAfter.getTime(),
          ...unexpectedColumns(sheet, partRows),
        };
        if ((await database.put("surveyDays", item, notOlder)).kind === "refused") return "newer-there";
      }
      for (const [index, partRows] of rows.asked.entries()) {
        const columns = sheetColumns(sheet, partRows);
        const outcome = await database.update(
          "surveyDays",
          { territory, surveyDatePart: partKey(surveyDate, index + 1) },
          {
            expression: setColumns(columns),
            values: { ...columns, readAfter: readAfter.getTime() },
          },
          { ...notOlder, expression: `attribute_exists(#territory) AND (${notOlder.expression})` },
        );
        if (outcome.kind === "written") continue;
        if (outcome.current !== undefined) return "newer-there";
        throw new Error(`part ${index + 1} of ${surveyDate} ${territory} is gone`);
      }
      return "written";
    },

    async recordClosingTry(territory, surveyDate, at) {
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        { expression: "SET #closingTriedAt = :at", values: { at: at.getTime() } },
        {
          expression:
            "attribute_exists(#territory) AND (attribute_not_exists(#closingTriedAt) OR #closingTriedAt <= :at)",
        },
      );
      return outcome.kind === "written" || outcome.current !== undefined ? "recorded" : "not-opened";
    },

    async markClosed(territory, surveyDate, { closedAt, totals, unrecorded }) {
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        {
          expression: "SET #status = :closed, #closedAt = :closedAt, #totals = :totals, #telling = :telling",
          values: {
            closed: "closed",
            closedAt: closedAt.getTime(),
            totals,
            telling: tellingItem(due(closedAt, unrecorded)),
          },
        },
        { expression: "#status = :open", values: { open: "open" } },
      );
      return outcome.kind === "written" ? "closed" : "moved-on";
    },

    async markReopened(territory, surveyDate, until) {
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        { expression: "SET #reopenedUntil = :until", values: { until: until.getTime() } },
        {
          expression:
            "attribute_exists(#territory) AND (attribute_not_exists(#reopenedUntil) OR #reopenedUntil < :until)",
        },
      );
      return outcome.kind === "written" || outcome.current !== undefined ? "marked" : "not-opened";
    },

    async clearReopened(territory, surveyDate, { until, totals, at, unrecorded }) {
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        {
          expression: "SET #totals = :totals, #telling = :telling REMOVE #reopenedUntil",
          values: { totals, telling: tellingItem(due(at, unrecorded)) },
        },
        { expression: "#reopenedUntil = :until", values: { until: until.getTime() } },
      );
      return outcome.kind === "written" ? "cleared" : "moved-on";
    },

    async setTelling(territory, surveyDate, evaluatedAt, telling) {
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        { expression: "SET #telling = :telling", values: { telling: tellingItem(telling) } },
        {
          expression: "#status = :closed AND #evaluated.#at = :evaluatedAt AND attribute_not_exists(#reopenedUntil)",
          values: { closed: "closed", evaluatedAt: evaluatedAt.getTime() },
        },
      );
      return outcome.kind === "written" ? "set" : "moved-on";
    },

    async recordComparison(territory, surveyDate, { evaluatedAt, ...found }) {
      const at = evaluatedAt.getTime();
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        { expression: "SET #compared = :compared", values: { compared: { evaluatedAt: at, ...found } } },
        { expression: "#evaluated.#at = :at", values: { at } },
      );
      return outcome.kind === "written" ? "recorded" : "moved-on";
    },

    async sheet(territory, surveyDate) {
      const day = await dayOf(territory, surveyDate);
      return day && sheetOfDay(day);
    },

    async sheetsBetween(territory, from, to, onDamaged) {
      const sheets: DaySheet[] = [];
      const notClosed: LocalDate[] = [];
      for await (const day of daysBetween(territory, from, to, {})) {
        const sheet = unlessDamaged(() => sheetOfDay(day), onDamaged);
        if (sheet === undefined) notClosed.push(day.surveyDate);
        else sheets.push(sheet);
      }
      return { sheets, notClosed };
    },

    async lastSheets(territory, { date, days, notBefore }, onDamaged) {
      const sheets: DaySheet[] = [];
      const notClosed: LocalDate[] = [];
      const reading = { descending: true, pageItemsMax: days * itemsOfDay };
      for await (const day of daysBetween(territory, notBefore, addDays(date, -1), reading)) {
        const sheet = unlessDamaged(() => sheetOfDay(day), onDamaged);
        if (sheet === undefined) notClosed.push(day.surveyDate);
        else sheets.push(sheet);
        if (sheets.length === days) break;
      }
      return { sheets: sheets.reverse(), notClosed: notClosed.reverse() };
    },
  };
}

/** How to read the items of days. */
type Reading = { consistent?: boolean; descending?: boolean; pageItemsMax?: number };

/** The state and the single part of nearly every day, and one extra item that shows where the day ends. */
const itemsOfDay = 3;

/** All items of one survey day of one territory, parts in order. */
type Day = { territory: Territory; surveyDate: LocalDate; state: Item; expected: Item[]; unexpected: Item[] };

/** The day of the items, read in any order; nothing without a state. */
function* dayOfItems(territory: Territory, surveyDate: LocalDate, items: readonly Item[]): Generator<Day> {
  const placed = items.map((item) => ({ item, ...placeOf(item) })).toSorted((one, other) => one.part - other.part);
  const ofKind = (kind: ReturnType<typeof placeOf>["kind"]) =>
    placed.flatMap((one) => (one.kind === kind ? [one.item] : []));
  const [state] = ofKind("state");
  if (state !== undefined)
    yield { territory, surveyDate, state, expected: ofKind("expected"), unexpected: ofKind("unexpected") };
}

type FrozenSet<Part> = {
  /** Undefined when the part cannot be read. */
  next: (item: Item) => Part | undefined;
  /** Must come after the last existing part. */
  end: () => void;
};

/** Checks the parts of a frozen set in the order of their keys, each alone and all together. */
function frozenSet<Part extends { sites: string; last: boolean }>(
  state: Item,
  parse: (item: Item) => Part,
  onDamaged: OnDamaged,
): FrozenSet<Part> {
  let part = 0;
  let after = "";
  let isWhole = false;
  return {
    next(item) {
      const expected = part + 1;
      part = placeOf(item).part;
      if (part !== expected) onDamaged(new DamagedItem("surveyDays", item, `part ${expected} is missing before it`));
      const parsed = unlessDamaged(() => parse(item), onDamaged);
      // The damaged part may have been the last one. Its damage is already reported.
      isWhole = parsed?.last ?? true;
      const codes = parsed && codesAtEnds(parsed);
      if (codes === undefined) return parsed;
      if (codes.first <= after) {
        onDamaged(new DamagedItem("surveyDays", item, "begins before the end of the part before it"));
        return undefined;
      }
      after = codes.last;
      return parsed;
    },
    end() {
      if (!isWhole)
        onDamaged(new DamagedItem("surveyDays", state, `the parts end with ${part}, which is not the last`));
    },
  };
}

/** @throws DamagedItem when a part is damaged or missing */
function wholeSet<Part extends { sites: string; last: boolean }>(
  { state, expected }: Pick<Day, "state" | "expected">,
  parse: (item: Item) => Part,
): Part[] {
  const set = frozenSet(state, parse, refuseDamaged);
  const parts = expected.flatMap((item) => set.next(item) ?? []);
  set.end();
  return parts;
}

/** Columns that the new sheet lacks must not remain from an earlier sheet. */
function setColumns(columns: ReturnType<typeof sheetColumns>): string {
  const sets = Object.keys(columns).map((name) => `#${name} = :${name}`);
  const unknown = optionalCounts.flatMap(({ attribute }) => (attribute in columns ? [] : [`#${attribute}`]));
  const removes = unknown.length === 0 ? "" : ` REMOVE ${unknown.join(", ")}`;
  return `SET ${sets.join(", ")}, #readAfter = :readAfter${removes}`;
}

/** 2,000 sites each: far more than any country has. */
const partsMax = 999;
const partDigits = 3;

const stateSuffix = "000";
const unexpectedMark = "u";
/** Sorts after every suffix. */
const lastSuffix = "~";

const absentCondition = { expression: "attribute_not_exists(#territory)" };
const presentCondition = { expression: "attribute_exists(#territory)" };

function sortKeyOf(surveyDate: LocalDate, suffix: string): string {
  return `${surveyDate}#${suffix}`;
}

function due(since: Date, unrecorded?: readonly string[]): Telling {
  return { status: "due", since, ...(unrecorded === undefined ? {} : { unrecorded }) };
}

function tellingItem({ since, ...telling }: Telling) {
  return { ...telling, since: since.getTime() };
}

function stateKey(territory: Territory, surveyDate: LocalDate) {
  return { territory, surveyDatePart: sortKeyOf(surveyDate, stateSuffix) };
}

function partKey(surveyDate: LocalDate, part: number): string {
  return sortKeyOf(surveyDate, String(part).padStart(partDigits, "0"));
}

function unexpectedKey(surveyDate: LocalDate, part: number): string {
  return sortKeyOf(surveyDate, `${unexpectedMark}${String(part).padStart(partDigits, "0")}`);
}

/** The kind of an item, from its sort key. */
function placeOf(item: Item): { surveyDate: LocalDate; kind: "state" | "expected" | "unexpected"; part: number } {
  const key = String(item.surveyDatePart);
  const [surveyDate = "", suffix = ""] = key.split("#");
  if (suffix === stateSuffix) return { surveyDate, kind: "state", part: 0 };
  const kind = suffix.startsWith(unexpectedMark) ? "unexpected" : "expected";
  return { surveyDate, kind, part: Number(suffix.slice(-partDigits)) };
}
