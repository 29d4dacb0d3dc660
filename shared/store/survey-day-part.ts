import * as z from "zod";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { Level, SiteCode, Territory } from "../domain/codes.ts";
import { type DaySheet, noCount } from "../domain/survey/day-sheet.ts";
import type { ExpectedSite } from "../domain/survey/expected-site.ts";
import {
  type ByAttribute,
  eachByAttribute,
  givenByAttribute,
  givenByName,
  optionalCounts,
} from "../domain/survey/optional-counts.ts";

/**
 * How an item holds the sites of a survey day: as columns of fixed width. A site takes about 25 bytes; an item for each
 * site would take 100. The text columns are the expected set, the binary ones (little-endian, two bytes a site) its
 * sheet. New parts have a column for each optional count. A part without such a column comes from a release that did
 * not store the count. The count is then unknown for the whole sheet, which differs from not given.
 */

/** With all columns a part stays under 80 KB; DynamoDB allows 400 KB an item. Each optional count takes 4 KB. */
export const partSitesMax = 2_000;

const codeLength = 10;
const municipalityLength = 4;
const noMunicipality = " ".repeat(municipalityLength);

const letterOfLevel = {
  "pre-primary": "n",
  primary: "p",
  "lower-secondary": "l",
  "upper-secondary": "u",
} as const satisfies Record<Level, string>;

const levelOfLetter: ReadonlyMap<string, Level> = new Map([
  [letterOfLevel["pre-primary"], "pre-primary"],
  [letterOfLevel.primary, "primary"],
  [letterOfLevel["lower-secondary"], "lower-secondary"],
  [letterOfLevel["upper-secondary"], "upper-secondary"],
]);

const differentLength = "columns of different length";
const notAscending = "site codes that do not ascend";

/** The largest count in two bytes, below the mark for "no count". */
export const sheetCountMax = 0xfffe;
const storedNoCount = 0xffff;

// Engines treat empty text differently, so a part without sites has no text columns.
const codes = z
  .string()
  .regex(/^(?:[A-Z0-9]{10})+$/)
  .default("");
const levelLetters = z
  .string()
  .regex(/^[nplu]+$/)
  .default("");
const municipalities = z
  .string()
  .regex(/^(?:[A-Z][0-9]{3}| {4})+$/)
  .default("");
const column = z.instanceof(Uint8Array);

type Columns = ByAttribute<Uint8Array> & { pupils: Uint8Array; absent: Uint8Array; flags: Uint8Array };

/** Sites with the data of their day. */
export type SheetPart = { sites: string; levels: string } & Columns;

/** The frozen data. The sheet in the same item is parsed separately: if it is damaged, it can be rebuilt. */
export const expectedPartItem = z
  .object({
    territory: z.string().min(1),
    surveyDatePart: z.string(),
    sites: codes,
    institutes: codes,
    levels: levelLetters,
    municipalities,
    last: z.boolean(),
  })
  .refine(({ sites, institutes, levels, municipalities }) => {
    const size = levels.length;
    return (
      sites.length === size * codeLength &&
      institutes.length === size * codeLength &&
      municipalities.length === size * municipalityLength
    );
  }, differentLength)
  .refine(({ sites, levels }) => ascends(Array.from(levels, (_, index) => codeAt(sites, index))), notAscending);

export type ExpectedPart = z.infer<typeof expectedPartItem>;

const sheetPart = z.object({
  sites: codes,
  levels: levelLetters,
  pupils: column,
  absent: column,
  flags: column,
  ...eachByAttribute(() => column.exactOptional()),
});

function isEven({ sites, levels, pupils, absent, flags, ...counts }: SheetPart): boolean {
  const size = levels.length;
  const columns = [pupils, absent, flags, ...optionalCounts.flatMap(({ attribute }) => counts[attribute] ?? [])];
  return sites.length === size * codeLength && columns.every(({ byteLength }) => byteLength === 2 * size);
}

/** A part of the expected set with its sheet. */
export const expectedSheetPartItem = sheetPart.extend({ last: z.boolean() }).refine(isEven, differentLength);

/** Sites that reported without being asked. They have rows in the sheet, but are not in the expected set. */
export const unexpectedPartItem = sheetPart.refine(isEven, differentLength);

/** The text columns of an expected part; none without sites. */
export function expectedColumns(sites: readonly ExpectedSite[]) {
  if (sites.length > partSitesMax) throw new RangeError(`${sites.length} sites in one part`);
  if (sites.length === 0) return {};
  return {
    sites: sites.map(({ siteCode }) => fixedCode(siteCode)).join(""),
    institutes: sites.map(({ instituteCode }) => fixedCode(instituteCode)).join(""),
    levels: sites.map(({ level }) => letterOfLevel[level]).join(""),
    municipalities: sites.map(({ municipality = noMunicipality }) => municipality).join(""),
  };
}

export function expectedSites({ territory, sites, institutes, levels, municipalities }: ExpectedPart): ExpectedSite[] {
  return Array.from(levels, (letter, index) => {
    const municipality = municipalities.slice(index * municipalityLength, (index + 1) * municipalityLength);
    return {
      siteCode: codeAt(sites, index),
      instituteCode: codeAt(institutes, index),
      level: levelOf(letter),
      territory,
      ...(municipality === noMunicipality ? {} : { municipality }),
    };
  });
}

/** Which rows of the sheet belong to each part of the expected set, and which to none of them. */
export function alignSheet(
  sheet: DaySheet,
  parts: readonly Pick<ExpectedPart, "sites" | "levels">[],
): { asked: readonly (readonly number[])[]; unexpected: readonly number[] } {
  const unexpected: number[] = [];
  let row = 0;
  const asked = parts.map(({ sites, levels }) =>
    Array.from(levels, (_, index) => {
      const siteCode = codeAt(sites, index);
      // The loop ends at the latest after the sheet's last row.
      for (; row < sheet.siteCodes.length && (sheet.siteCodes[row] ?? "") < siteCode; row++) unexpected.push(row);
      if (sheet.siteCodes[row] !== siteCode) {
        throw new Error(
          `the sheet of ${sheet.surveyDate} ${sheet.territory} has no row for ${siteCode}, which was asked`,
        );
      }
      return row++;
    }),
  );
  for (; row < sheet.siteCodes.length; row++) unexpected.push(row);
  return { asked, unexpected };
}

/** The binary columns of the given rows. */
export function sheetColumns(sheet: DaySheet, rows: readonly number[]): Columns {
  return {
    pupils: column16(rows, (row) => storedCount(sheet, row, sheet.pupils[row] ?? 0)),
    absent: countColumn(sheet, sheet.absent, rows),
    flags: column16(rows, (row) => sheet.flags[row] ?? 0),
    ...givenByAttribute(({ name }) => sheet[name] && countColumn(sheet, sheet[name], rows)),
  };
}

function countColumn(sheet: DaySheet, counts: Int32Array, rows: readonly number[]): Uint8Array {
  return column16(rows, (row) => {
    const count = counts[row] ?? noCount;
    return count === noCount ? storedNoCount : storedCount(sheet, row, count);
  });
}

/**
 * The item of sites that were not asked: their codes and levels, and the columns. Without sites it has no text columns.
 */
export function unexpectedColumns(sheet: DaySheet, rows: readonly number[]): Partial<SheetPart> & Columns {
  if (rows.length === 0) return sheetColumns(sheet, rows);
  return {
    sites: rows.map((row) => fixedCode(sheet.siteCodes[row] ?? "")).join(""),
    levels: rows.map((row) => letterOfLevel[sheet.levels[row] ?? levelMissing(sheet, row)]).join(""),
    ...sheetColumns(sheet, rows),
  };
}

/** The sites in a part of unasked sites. */
export function unaskedSites({ sites, levels }: SheetPart): { siteCode: SiteCode; level: Level }[] {
  return Array.from(levels, (letter, index) => ({ siteCode: codeAt(sites, index), level: levelOf(letter) }));
}

/** Builds a sheet from its parts. The sites of `asked` ascend, and so do those of `unexpected`. */
export function sheetOfParts(
  territory: Territory,
  surveyDate: LocalDate,
  asked: readonly SheetPart[],
  unexpected: readonly SheetPart[],
): DaySheet {
  const parts = [...asked, ...unexpected];
  const size = parts.reduce((rows, { levels }) => rows + levels.length, 0);
  const siteCodes: SiteCode[] = [];
  const levels: Level[] = [];
  const pupils = new Int32Array(size);
  const absent = joinedCounts(
    parts.map((part) => part.absent),
    size,
  );
  const flags = new Uint16Array(size);
  for (const part of parts) {
    const columns = { pupils: view(part.pupils), flags: view(part.flags) };
    for (let index = 0; index < part.levels.length; index++) {
      const row = siteCodes.length;
      siteCodes.push(codeAt(part.sites, index));
      levels.push(levelOf(part.levels.charAt(index)));
      pupils[row] = columns.pupils.getUint16(2 * index, true);
      flags[row] = columns.flags.getUint16(2 * index, true);
    }
  }
  const optional = givenByName(({ attribute }) => {
    const columns = parts.flatMap((part) => part[attribute] ?? []);
    return columns.length === parts.length ? joinedCounts(columns, size) : undefined;
  });
  const sheet = { territory, surveyDate, siteCodes, levels, pupils, absent, flags, ...optional };
  return unexpected.length === 0 ? sheet : sortedSheet(sheet);
}

/** The first and the last code of a part; undefined without sites. */
export function codesAtEnds({ sites }: { sites: string }): { first: SiteCode; last: SiteCode } | undefined {
  return sites === "" ? undefined : { first: codeAt(sites, 0), last: sites.slice(-codeLength) };
}

/** The fault of a sheet, if it has one: detection refuses such a sheet. */
export function sheetTrouble({ siteCodes, pupils, absent }: DaySheet): string | undefined {
  if (!ascends(siteCodes)) return notAscending;
  return absent.every((count, row) => count <= (pupils[row] ?? 0)) ? undefined : "more absent than pupils";
}

function ascends(codes: readonly string[]): boolean {
  return codes.every((code, index) => index === 0 || (codes[index - 1] ?? "") < code);
}

function sortedSheet(sheet: DaySheet): DaySheet {
  const { siteCodes, levels, pupils, absent, flags, ...day } = sheet;
  const order = siteCodes
    .map((siteCode, row) => ({ siteCode, row }))
    .toSorted((one, other) => (one.siteCode < other.siteCode ? -1 : 1));
  return {
    ...day,
    siteCodes: order.map(({ siteCode }) => siteCode),
    levels: order.flatMap(({ row }) => levels[row] ?? []),
    pupils: Int32Array.from(order, ({ row }) => pupils[row] ?? 0),
    absent: Int32Array.from(order, ({ row }) => absent[row] ?? noCount),
    flags: Uint16Array.from(order, ({ row }) => flags[row] ?? 0),
    ...givenByName(({ name }) => sheet[name] && Int32Array.from(order, ({ row }) => sheet[name]?.[row] ?? noCount)),
  };
}

function codeAt(text: string, index: number): string {
  return text.slice(index * codeLength, (index + 1) * codeLength);
}

function fixedCode(code: string): string {
  if (code.length !== codeLength) throw new RangeError(`a code of ${codeLength} characters is wanted, not "${code}"`);
  return code;
}

function levelOf(letter: string): Level {
  const level = levelOfLetter.get(letter);
  if (level === undefined) throw new RangeError(`no school level has the letter "${letter}"`);
  return level;
}

function levelMissing({ siteCodes, surveyDate }: DaySheet, row: number): never {
  throw new RangeError(`the sheet of ${surveyDate} has no level for ${siteCodes[row]}`);
}

function storedCount({ siteCodes, surveyDate }: DaySheet, row: number, count: number): number {
  if (Number.isInteger(count) && count >= 0 && count <= sheetCountMax) return count;
  throw new RangeError(`count ${count} of ${siteCodes[row]} on ${surveyDate} does not fit a day sheet`);
}

function column16(rows: readonly number[], countOf: (row: number) => number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(2 * rows.length));
  for (const [index, row] of rows.entries()) bytes.setUint16(2 * index, countOf(row), true);
  return new Uint8Array(bytes.buffer);
}

function joinedCounts(columns: readonly Uint8Array[], size: number): Int32Array {
  const counts = new Int32Array(size);
  let row = 0;
  for (const column of columns.map(view)) {
    for (let at = 0; at < column.byteLength; at += 2) {
      const count = column.getUint16(at, true);
      counts[row++] = count === storedNoCount ? noCount : count;
    }
  }
  return counts;
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
