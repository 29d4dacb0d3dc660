import * as z from "zod";
import { isLocalDate } from "../domain/calendar/local-date.ts";
import { schoolYearOf } from "../domain/calendar/school-year.ts";
import { codePattern, isInstituteCode, levels, municipalityPattern } from "../domain/codes.ts";
import { askForOffice, askForTerritory } from "../domain/jurisdiction.ts";
import { languages } from "../domain/language.ts";
import { officeCodePattern } from "../domain/region/health-office.ts";
import { spellTerritory } from "../domain/region/spell-territory.ts";
import { eachByName } from "../domain/survey/optional-counts.ts";

/** Fields that several contracts share. */

/** More pupils than any site has. A day sheet can hold this number. */
export const pupilsMax = 20_000;
const classesMax = 1_000;
const textMax = 500;

/** With the blanks around it. */
const codeMax = 30;

const code = z.string().max(codeMax).trim().toUpperCase().regex(codePattern, "not a codice meccanografico");

const siteCodeWords = { description: "Codice meccanografico of a site (plesso)", example: "MIEE8AN02L" };
export const siteCode = code.meta(siteCodeWords);
/** A site code from a caller. Institute codes are refused, because pupils belong to sites. */
export const pupilSiteCode = code
  .refine((text) => !isInstituteCode(text), "the code of an institute: pupils hang on site codes")
  .meta(siteCodeWords);
export const instituteCode = code.meta({ description: "Codice meccanografico of an institute", example: "MIIC8AN00E" });

const dateLength = 10;
const schoolYearLength = 7;
const municipalityLength = 4;
/** With fractions of a second, down to the nanosecond. */
const instantMax = 35;

/** Outside this century, calendars and time zones give no useful answer. */
export const centuryPattern = /^20\d\d-/;

export const localDate = z
  .string()
  .refine(isLocalDate, { message: "not a date that exists, as YYYY-MM-DD", abort: true })
  .regex(centuryPattern, "not a date of the years 2000 to 2099")
  .max(dateLength)
  .meta({ format: "date", description: "A date in Italy", example: "2023-02-16" });

export const schoolYear = z
  .string()
  .max(schoolYearLength)
  .regex(/^20(?!99)\d{2}-\d{2}$/, "not a school year, as 2026-27")
  .refine((text) => text === schoolYearOf(`${text.slice(0, 4)}-09-01`), "not two consecutive years")
  .meta({ description: "A school year", example: "2026-27" });

/** RFC 3339 with an offset. */
export const instant = z.iso
  .datetime({ offset: true })
  .max(instantMax)
  .meta({ description: "RFC 3339 with offset", example: "2023-02-16T09:00:00+01:00" });

export const level = z.enum(levels).meta({ description: "School level" });

export const municipality = z
  .string()
  .max(municipalityLength)
  .regex(municipalityPattern, "not a cadastral code")
  .meta({ description: "Cadastral code of the municipality", example: "F205" });

const territoryMax = 60;

export const territory = z
  .string()
  .max(territoryMax, { abort: true })
  .overwrite(spellTerritory)
  .min(1)
  .max(territoryMax)
  .regex(/^[\p{L}\p{N} '.()/-]+$/u, "letters, digits, spaces and ' . ( ) / - only")
  .meta({
    description:
      "The province as the Ministry's registry names it, or a short name that the health office chooses. Case, blanks, and long and short names of a province do not matter.",
    example: "MILANO",
  });

/** A territory named by a caller. A jurisdiction must still decide whether the caller may use it. */
export const askedTerritory = territory.transform(askForTerritory);

const officeCodeMax = 60;

export const officeCode = z
  .string()
  .max(officeCodeMax)
  .regex(officeCodePattern, "lower-case letters, digits and hyphens, at most 60")
  .meta({ description: "Code of a health office", example: "ats-milano" });

/** A health office named by a caller. An office may name only itself. */
export const askedOffice = officeCode
  .transform(askForOffice)
  .meta({ description: "A health office; an office may name only itself", example: "ats-milano" });

export const pupils = z.int().min(0).max(pupilsMax).meta({ description: "Enrolled pupils" });
export const classes = z.int().min(0).max(classesMax).meta({ description: "Classes" });
export const absent = z.int().min(0).max(pupilsMax).meta({ description: "Absent pupils; zero is a value" });
/** Counts that may be given in addition to the absent pupils. */
export const optionalCountFields = eachByName(({ description }) => absent.exactOptional().meta({ description }));
export const version = z.int().min(0).meta({ description: "Counts writes; the number in the ETag" });
export const count = z.int().min(0);
export const rate = z.number().min(0).max(1).meta({ description: "A share, 0 to 1" });

/** One line of text that people read. It must not have control and bidirectional characters. */
export const line = z
  .string()
  .trim()
  .min(1)
  .max(textMax)
  .refine((text) => text.isWellFormed(), "not well-formed Unicode")
  .refine(
    (text) => !/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u.test(text),
    "control characters are not allowed",
  );

/** Also the name of an institute. */
export const siteName = line.max(200);

const webAddressMax = 500;

/** Pages link to it, so it may only have the schemes of the web. */
export const webAddress = z
  .url({ protocol: /^https?$/ })
  .max(webAddressMax)
  .meta({ description: "A web address" });

export const mailAddress = z.email().max(254).meta({ description: "A mail address" });

/** The language of the mails to a person. */
export const language = z.enum(languages).meta({ description: "A language, as its mails and pages begin in it" });

export const confirm = z
  .boolean()
  .exactOptional()
  .meta({ description: "True when the person has seen the warnings and stands by the value" });

/** A list from a caller. When it has too many items, nothing examines any of them. */
export function listOf<Item extends z.ZodType>(item: Item, max: number, min = 0) {
  return z.preprocess((value: readonly z.input<Item>[], context) => {
    if (Array.isArray(value) && value.length > max)
      context.addIssue({ code: "too_big", origin: "array", maximum: max, inclusive: true, input: value });
    return value;
  }, z.array(item).min(min).max(max));
}

export const pageLimitMax = 500;
export const cursor = z
  .string()
  .max(1_000)
  .exactOptional()
  .meta({ description: "Where the page before this one ended" });
export const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(pageLimitMax)
  .exactOptional()
  .meta({ description: "How many items at most", type: "integer" });

/** An answer with one page of a list. `cursor` is present when more items follow. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    cursor: z.string().exactOptional().meta({ description: "Ask with it for the next page" }),
  });
}
