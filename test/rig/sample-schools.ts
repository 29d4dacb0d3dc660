import { type Level, levels } from "../../shared/domain/codes.ts";
import type { ExpectedSite } from "../../shared/domain/survey/expected-site.ts";

/** Invented schools, as many as wanted: no such province as ZZ exists. */

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

/** Sites 0 to `count`, ascending by code. */
export function sampleSites(count: number): ExpectedSite[] {
  return Array.from({ length: count }, (_, number) => ({
    siteCode: sampleSiteCode(number),
    instituteCode: sampleInstituteCode(Math.floor(number / sitesPerInstitute)),
    level: sampleLevel(number),
    municipality: "Z001",
    territory: sampleTerritory,
  }));
}

/** A code has seven places after its letters: five digits here, and the last one as a letter A to J. */
function digits(number: number): string {
  return String(number).padStart(6, "0");
}

function letterOf(number: number): string {
  return String.fromCharCode("A".charCodeAt(0) + (number % 10));
}
