import * as z from "zod";
import { instant, localDate, pupilsMax, siteCode } from "../../shared/contracts/fields.ts";
import { eachByName, givenByName, type OptionalCounts } from "../../shared/domain/survey/optional-counts.ts";
import { InputError } from "../report/input-error.ts";
import { type InputRow, readCsv } from "./read-csv.ts";

const count = z
  .string()
  .regex(/^\d{1,6}$/, "not a whole number")
  .transform(Number)
  .pipe(z.int().max(pupilsMax));
const missing = z.literal("").transform(() => undefined);
const optional = <T extends z.ZodType>(schema: T) => z.union([missing, schema]).optional();

const absenceRow = z.object({
  site_code: siteCode,
  survey_date: localDate,
  pupils: count,
  classes: optional(count),
  absent: optional(count),
  ...eachByName(() => optional(count)),
  entered_at: optional(instant.transform((text) => new Date(text))),
});

const enrolmentRow = z.object({ site_code: siteCode, pupils: count, classes: optional(count) });

/** The report of a school, and when it entered it. */
export type Entry = OptionalCounts & {
  line: number;
  siteCode: string;
  surveyDate: string;
  pupils: number;
  classes: number;
  absent: number;
  enteredAt: Date;
};

export type EnrolmentRow = { line: number; siteCode: string; pupils: number; classes: number };

export type Absences = {
  /** Every row, entered or not. */
  rows: number;
  /** Ascending. */
  surveyDates: readonly string[];
  /** In the order they were entered. */
  entries: readonly Entry[];
};

/** The Ministry's median class. */
const pupilsPerClass = 22;

/** For a file without numbers of classes. */
function assumedClasses(pupils: number): number {
  return Math.ceil(pupils / pupilsPerClass);
}

/** @throws InputError naming file and line. */
export async function readAbsences(file: string): Promise<Absences> {
  const rows = await readCsv(file, absenceRow);
  refuseRepeats(file, rows);
  const entries = rows.flatMap((row): Entry[] => {
    const { line, site_code, survey_date, pupils, classes, absent, entered_at } = row;
    if (entered_at === undefined) return [];
    if (absent === undefined) throw new InputError(`${file}, line ${line}: absent: empty in a row that was entered`);
    return [
      {
        line,
        siteCode: site_code,
        surveyDate: survey_date,
        pupils,
        classes: classes ?? assumedClasses(pupils),
        absent,
        ...givenByName(({ name }) => row[name]),
        enteredAt: entered_at,
      },
    ];
  });
  return {
    rows: rows.length,
    surveyDates: [...new Set(rows.map((row) => row.survey_date))].sort(),
    entries: entries.sort((a, b) => a.enteredAt.getTime() - b.enteredAt.getTime()),
  };
}

function refuseRepeats(file: string, rows: readonly InputRow<z.output<typeof absenceRow>>[]): void {
  const lineOf = new Map<string, number>();
  for (const { line, site_code, survey_date } of rows) {
    const key = `${site_code} on ${survey_date}`;
    const earlier = lineOf.get(key);
    if (earlier !== undefined) throw new InputError(`${file}, line ${line}: ${key} stands on line ${earlier} already`);
    lineOf.set(key, line);
  }
}

/** @throws InputError naming file and line. */
export async function readEnrolments(file: string): Promise<EnrolmentRow[]> {
  const rows = await readCsv(file, enrolmentRow);
  return rows.map(({ line, site_code, pupils, classes }) => ({
    line,
    siteCode: site_code,
    pupils,
    classes: classes ?? assumedClasses(pupils),
  }));
}
