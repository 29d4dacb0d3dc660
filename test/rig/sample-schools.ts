import { type Level, levels } from "../../shared/domain/codes.ts";
import type { ExpectedSite } from "../../shared/domain/survey/expected-site.ts";

/** Invented schools, any number of them: the province ZZ does not exist. */

export const sampleTerritory = "VALDORSA";
/** As in Milano and Lodi, where some 2,100 sites belong to some 500 institutes. */
export const sitesPerInstitute = 4;

/** Ascends with the number, up to 999,999. */
export function sampleSiteCode(number: number): string {
  return `ZZEE${digits(number).slice(0, 5)}${letterOf(number)}`;
}

/** Ascends with the number, up to 999,999. */
export function sampleInstituteCode(number: number): string {
  return `ZZIC${digits(number).slice(0, 5)}${letterOf(number)}`;
}

export function sampleLevel(number: number): Level {
  return levels[number % levels.length] ?? "primary";
}

/** Sites 0 to `count` - 1, ascending by code. */
export function sampleSites(count: number): ExpectedSite[] {
  return Array.from({ length: count }, (_, number) => ({
    siteCode: sampleSiteCode(number),
    instituteCode: sampleInstituteCode(Math.floor(number / sitesPerInstitute)),
    level: sampleLevel(number),
    municipality: "Z001",
    territory: sampleTerritory,
  }));
}

/** After its letters, the number of a code has five digits and a letter A to J. */
function digits(number: number): string {
  return String(number).padStart(6, "0");
}

function letterOf(number: number): string {
  return String.fromCharCode("A".charCodeAt(0) + (number % 10));
}
