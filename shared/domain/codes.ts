/** The ministry's identifiers (codici meccanografici) and the school levels. */

/** Code of a site (plesso), the place where pupils are: `MIEE8AN02L`. */
export type SiteCode = string;

/** Code of an institute, whose office signs in: `MIIC8AN00E`; a private school is its own institute. */
export type InstituteCode = string;

/** Cadastral code of a municipality: `F205` is Milano. */
export type Municipality = string;

/** A short name that the health office chooses. On import it is the province in the registry's spelling. */
export type Territory = string;

export const levels = ["pre-primary", "primary", "lower-secondary", "upper-secondary"] as const;
export type Level = (typeof levels)[number];

export const codePattern = /^[A-Z]{2}[A-Z0-9]{2}[A-Z0-9]{3}[0-9]{2}[A-Z0-9]$/;
export const municipalityPattern = /^[A-Z][0-9]{3}$/;

/** Characters 3 and 4 of institutes that have sites and no pupils of their own: comprehensive and higher institutes. */
const instituteTypes: ReadonlySet<string> = new Set(["IC", "IS"]);

/**
 * The first words of DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA in the Ministry's registers, state and non-state. Other
 * types have no pupils of a school day: comprehensive and higher institutes, boarding schools (CONVITTO, EDUCANDATO),
 * adult education (CENTRO TERRITORIALE).
 */
const levelBySchoolType: readonly (readonly [RegExp, Level])[] = [
  [/^SCUOLA (INFANZIA|MATERNA)\b/, "pre-primary"],
  [/^SCUOLA PRIMARIA\b/, "primary"],
  [/^SCUOLA (SEC\. )?PRIMO GRADO\b/, "lower-secondary"],
  [/^SCUOLA (SEC\. )?SECONDO GRADO\b/, "upper-secondary"],
  [/^(LICEO|SCUOLA MAGISTRALE|ISTITUTO (MAGISTRALE|D'ARTE)|IST(ITUTO)? (TEC|PROF))/, "upper-secondary"],
];

/** The code in the Ministry's form: upper case, without blanks around it. */
export function normaliseCode(text: string): string {
  return text.trim().toUpperCase();
}

/** Whether a normalised code can be a site's: pupils are at sites. */
export function isSiteCode(code: string): boolean {
  return codePattern.test(code) && !instituteTypes.has(code.slice(2, 4));
}

/** Whether a normalised code belongs to an institute whose pupils are at its sites. */
export function isInstituteCode(code: string): boolean {
  return codePattern.test(code) && !isSiteCode(code);
}

/** The school level of a register's school type; undefined when the type has no pupils of one level. */
export function levelOfSchoolType(text: string): Level | undefined {
  const type = text.trim().toUpperCase();
  return levelBySchoolType.find(([beginning]) => beginning.test(type))?.[1];
}
