import type { Municipality, SiteCode } from "../codes.ts";

/** A distretto: the part of a territory with one local office. Only its name is known. */
export type District = string;

/** The district of a municipality, or of a single site. */
export type Area =
  | { municipality: Municipality; municipalityName?: string; district: District }
  | { siteCode: SiteCode; district: District };

/** The areas of one territory. */
export type AreaList = readonly Area[];

/** The keys of a territory's districts. */
export type Districts = ReadonlyMap<SiteCode | Municipality, District>;

/** A site's code has ten characters and a municipality's four, so they cannot be confused. */
export function districtsOf(areas: AreaList): Districts {
  return new Map(areas.map((area) => [areaCode(area), area.district]));
}

/** The code of the area. A list has it once. */
export function areaCode(area: Area): SiteCode | Municipality {
  return "siteCode" in area ? area.siteCode : area.municipality;
}

/** The district of a site. An entry for the site itself has priority over one for its municipality. */
export function districtOf(
  { siteCode, municipality }: { siteCode: SiteCode; municipality?: Municipality },
  districts: Districts,
): District | undefined {
  return districts.get(siteCode) ?? (municipality === undefined ? undefined : districts.get(municipality));
}
