import * as z from "zod";
import type { Verdict } from "../domain/alert.ts";
import type { Territory } from "../domain/codes.ts";
import type { CoverageTotals } from "../domain/coverage.ts";
import type { DaySheet } from "../domain/day-sheet.ts";
import type { ExpectedSite } from "../domain/expected-set.ts";
import type { LocalDate } from "../domain/local-date.ts";
import type { Database, Item } from "./database.ts";
import { DamagedItem, itemParser } from "./parse-item.ts";
import { storedCount, storedInstant } from "./stored-fields.ts";
import {
  alignSheet,
  type ExpectedPart,
  expectedColumns,
  expectedPartItem,
  expectedSites,
  partSitesMax,
  type SheetPart,
  sheetColumns,
  sheetOfParts,
  unexpectedColumns,
  unexpectedPartItem,
} from "./survey-day-part.ts";

/** Which reports an evaluation has seen. */
type Evaluation = { verdict: Verdict; at: Date; reports: number; policyVersion: number };

/** One survey day of one territory. */
export type SurveyDayState = {
  territory: Territory;
  surveyDate: LocalDate;
  status: "open" | "closed";
  /** Sites of the expected set, and in how many parts it was frozen. */
  asked: number;
  parts: number;
  openedAt: Date;
  closedAt?: Date;
  /** Known once the day is closed. */
  totals?: CoverageTotals;
  /** Until then single sites may still correct the closed day; afterwards its sheet has to be built again. */
  reopenedUntil?: Date;
  evaluated?: Evaluation;
};

type FrozenPart = { kind: "written" | "exists"; sites: readonly ExpectedSite[]; last: boolean };

export type SurveyDayStore = {
  /**
   * Freezes one part (1, 2, …) of the expected set unless it is there already, and answers what stands there. Whoever
   * finds a part goes on behind its last site: so workers that race, or take over after a crash, agree on one set.
   */
  freezePart(
    territory: Territory,
    surveyDate: LocalDate,
    part: number,
    sites: readonly ExpectedSite[],
    last: boolean,
  ): Promise<FrozenPart>;
  /** Comes after the last part: from here on the day counts as open. */
  markOpen(
    territory: Territory,
    surveyDate: LocalDate,
    opening: { parts: number; asked: number; openedAt: Date },
  ): Promise<"opened" | "exists">;
  state(territory: Territory, surveyDate: LocalDate): Promise<SurveyDayState | undefined>;
  /** Those there are, oldest first. */
  states(territory: Territory, surveyDates: readonly LocalDate[]): Promise<SurveyDayState[]>;
  /** The expected set, ascending by site code, page by page; nothing where the day was never opened. */
  expectedPages(territory: Territory, surveyDate: LocalDate): AsyncIterable<readonly ExpectedSite[]>;
  /** Tells which reports have been evaluated. A final verdict is not followed by a provisional one. */
  recordEvaluation(
    territory: Territory,
    surveyDate: LocalDate,
    evaluation: Evaluation,
  ): Promise<"recorded" | "moved-on">;
  /**
   * Writes the day sheet beside the expected set, which stays as it was frozen. Readers see the sheet once the day is
   * marked closed; a rewrite is seen part by part.
   * @throws Error when a site of the expected set is missing from the sheet, a count does not fit, or the sheet is older
   *   than the one there
   */
  writeSheet(sheet: DaySheet): Promise<void>;
  markClosed(
    territory: Territory,
    surveyDate: LocalDate,
    closing: { closedAt: Date; totals: CoverageTotals },
  ): Promise<"closed" | "moved-on">;
  /** A reopening never shortens another one. */
  markReopened(territory: Territory, surveyDate: LocalDate, until: Date): Promise<"marked" | "not-opened">;
  /** After the sheet was built again; refused when the day has been reopened once more since `until` was read. */
  clearReopened(
    territory: Territory,
    surveyDate: LocalDate,
    rebuilt: { until: Date; totals: CoverageTotals },
  ): Promise<"cleared" | "moved-on">;
  /** Undefined until the day is closed. */
  sheet(territory: Territory, surveyDate: LocalDate): Promise<DaySheet | undefined>;
  /**
   * The sheets of closed days, oldest first. Reads everything from the first date to the last in one go: meant for the
   * survey days of a period.
   */
  sheets(territory: Territory, surveyDates: readonly LocalDate[]): Promise<DaySheet[]>;
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
    totals: totalsItem.exactOptional(),
    reopenedUntil: storedInstant.exactOptional(),
    evaluated: z
      .object({
        verdict: z.enum(["provisional", "final"]),
        at: storedInstant,
        reports: storedCount,
        policyVersion: storedCount,
      })
      .exactOptional(),
  })
  .transform(
    ({ surveyDatePart, ...state }): SurveyDayState => ({
      ...state,
      surveyDate: surveyDatePart.replace(/#.*$/, ""),
    }),
  );

/** The survey days by territory: their state, their frozen expected set and, once closed, their day sheet. */
export function surveyDayStore(database: Database): SurveyDayStore {
  const parseState = itemParser("surveyDays", stateItem);
  const parseExpected = itemParser("surveyDays", expectedPartItem);
  const parseUnexpected = itemParser("surveyDays", unexpectedPartItem);

  /** The items of the days from one date to the other, in the order of their keys: the state of a day comes first. */
  async function* itemsBetween(territory: Territory, from: LocalDate, to: LocalDate, consistent: boolean) {
    const pages = database.queryPages({
      table: "surveyDays",
      partition: territory,
      sort: { from: sortKeyOf(from, stateSuffix), to: sortKeyOf(to, lastSuffix) },
      consistent,
    });
    for await (const items of pages) yield* items;
  }

  /** Reads a stream of items that starts with a state day by day. */
  async function* daysBetween(territory: Territory, from: LocalDate, to: LocalDate, consistent: boolean) {
    let day: Day | undefined;
    for await (const item of itemsBetween(territory, from, to, consistent)) {
      const { surveyDate, kind, part } = placeOf(item);
      if (kind === "state") {
        if (day !== undefined) yield day;
        day = { state: parseState(item), expected: [], unexpected: [] };
      } else if (day === undefined || day.state.surveyDate !== surveyDate) {
        // Parts of a day that is being frozen at this moment.
      } else if (kind === "unexpected") {
        day.unexpected.push(parseUnexpected(item));
      } else if (part <= day.state.parts) {
        day.expected.push(parseExpected(item));
      }
    }
    if (day !== undefined) yield day;
  }

  return {
    async freezePart(territory, surveyDate, part, sites, last) {
      if (part < 1 || part > partsMax) throw new RangeError(`part ${part} of an expected set`);
      const item = { territory, surveyDatePart: partKey(surveyDate, part), ...expectedColumns(sites), last };
      const outcome = await database.put("surveyDays", item, absentCondition);
      if (outcome.kind === "written") return { kind: "written", sites, last };
      if (outcome.current === undefined) throw new Error(`part ${item.surveyDatePart} came and went`);
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

    async states(territory, surveyDates) {
      const keys = [...new Set(surveyDates)].map((surveyDate) => stateKey(territory, surveyDate));
      const states = (await database.getMany("surveyDays", keys)).map(parseState);
      return states.toSorted((one, other) => (one.surveyDate < other.surveyDate ? -1 : 1));
    },

    async *expectedPages(territory, surveyDate) {
      let parts = 0;
      for await (const item of itemsBetween(territory, surveyDate, surveyDate, false)) {
        const { kind, part } = placeOf(item);
        if (kind === "state") parts = parseState(item).parts;
        else if (kind === "expected" && part <= parts) yield expectedSites(parseExpected(item));
      }
    },

    async recordEvaluation(territory, surveyDate, { verdict, at, reports, policyVersion }) {
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        {
          expression: "SET #evaluated = :evaluated",
          values: { evaluated: { verdict, at: at.getTime(), reports, policyVersion } },
        },
        verdict === "final"
          ? presentCondition
          : {
              expression: "attribute_exists(#territory) AND NOT (#evaluated.#verdict = :final)",
              values: { final: "final" },
            },
      );
      return outcome.kind === "written" ? "recorded" : "moved-on";
    },

    async writeSheet(sheet) {
      const { territory, surveyDate } = sheet;
      const day = await dayOf(territory, surveyDate);
      if (day === undefined) throw new Error(`survey day ${surveyDate} of ${territory} was never opened`);
      const rows = alignSheet(sheet, day.expected);
      const unexpectedThere = day.unexpected.reduce((sites, { levels }) => sites + levels.length, 0);
      if (rows.unexpected.length < unexpectedThere) throw olderSheet(sheet);
      for (let part = 1; (part - 1) * partSitesMax < rows.unexpected.length; part++) {
        const partRows = rows.unexpected.slice((part - 1) * partSitesMax, part * partSitesMax);
        const item = {
          territory,
          surveyDatePart: unexpectedKey(surveyDate, part),
          ...unexpectedColumns(sheet, partRows),
        };
        const outcome = await database.put("surveyDays", item, {
          expression: "attribute_not_exists(#territory) OR size(#sites) <= :length",
          values: { length: item.sites.length },
        });
        if (outcome.kind === "refused") throw olderSheet(sheet);
      }
      for (const [index, partRows] of rows.asked.entries()) {
        const { pupils, absent, flags } = sheetColumns(sheet, partRows);
        const outcome = await database.update(
          "surveyDays",
          { territory, surveyDatePart: partKey(surveyDate, index + 1) },
          {
            expression: "SET #pupils = :pupils, #absent = :absent, #flags = :flags",
            values: { pupils, absent, flags },
          },
          presentCondition,
        );
        if (outcome.kind === "refused") throw new Error(`part ${index + 1} of ${surveyDate} ${territory} is gone`);
      }
    },

    async markClosed(territory, surveyDate, { closedAt, totals }) {
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        {
          expression: "SET #status = :closed, #closedAt = :closedAt, #totals = :totals",
          values: { closed: "closed", closedAt: closedAt.getTime(), totals },
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

    async clearReopened(territory, surveyDate, { until, totals }) {
      const outcome = await database.update(
        "surveyDays",
        stateKey(territory, surveyDate),
        { expression: "SET #totals = :totals REMOVE #reopenedUntil", values: { totals } },
        { expression: "#reopenedUntil = :until", values: { until: until.getTime() } },
      );
      return outcome.kind === "written" ? "cleared" : "moved-on";
    },

    async sheet(territory, surveyDate) {
      const day = await dayOf(territory, surveyDate);
      return day?.state.status === "closed" ? sheetOfDay(day) : undefined;
    },

    async sheets(territory, surveyDates) {
      const wanted = new Set(surveyDates);
      const [first, last] = [surveyDates.toSorted()[0], surveyDates.toSorted().at(-1)];
      if (first === undefined || last === undefined) return [];
      const sheets: DaySheet[] = [];
      for await (const day of daysBetween(territory, first, last, false)) {
        if (day.state.status === "closed" && wanted.has(day.state.surveyDate)) sheets.push(sheetOfDay(day));
      }
      return sheets;
    },
  };

  async function dayOf(territory: Territory, surveyDate: LocalDate): Promise<Day | undefined> {
    for await (const day of daysBetween(territory, surveyDate, surveyDate, true)) return day;
    return undefined;
  }
}

/** Everything stored about one survey day of one territory. */
type Day = { state: SurveyDayState; expected: ExpectedPart[]; unexpected: SheetPart[] };

function sheetOfDay({ state: { territory, surveyDate, parts }, expected, unexpected }: Day): DaySheet {
  const asked = expected.flatMap(({ sites, levels, pupils, absent, flags }) =>
    pupils === undefined || absent === undefined || flags === undefined
      ? []
      : [{ sites, levels, pupils, absent, flags }],
  );
  if (asked.length !== parts) {
    throw new DamagedItem(
      `the day sheet ${surveyDate} of ${territory} is closed and has ${asked.length} of ${parts} parts`,
    );
  }
  return sheetOfParts(territory, surveyDate, asked, unexpected);
}

/** Reports only ever join: a sheet with fewer of them was built before the one that stands there. */
function olderSheet({ surveyDate, territory }: DaySheet): Error {
  return new Error(`a newer sheet of ${surveyDate} ${territory} is there already`);
}

/** 2,000 sites each: far more than a country has. */
const partsMax = 999;
const partDigits = 3;

const stateSuffix = "000";
const unexpectedMark = "u";
/** Sorts behind every suffix. */
const lastSuffix = "~";

const absentCondition = { expression: "attribute_not_exists(#territory)" };
const presentCondition = { expression: "attribute_exists(#territory)" };

function sortKeyOf(surveyDate: LocalDate, suffix: string): string {
  return `${surveyDate}#${suffix}`;
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

/** What an item is, by its sort key. */
function placeOf(item: Item): { surveyDate: LocalDate; kind: "state" | "expected" | "unexpected"; part: number } {
  const key = String(item.surveyDatePart);
  const [surveyDate = "", suffix = ""] = key.split("#");
  if (suffix === stateSuffix) return { surveyDate, kind: "state", part: 0 };
  const kind = suffix.startsWith(unexpectedMark) ? "unexpected" : "expected";
  return { surveyDate, kind, part: Number(suffix.slice(-partDigits)) };
}
