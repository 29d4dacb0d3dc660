import type { Municipality, SiteCode } from "../codes.ts";

/** A distretto: the part of a territory that one office on the spot looks after. Its name is all that is known. */
export type District = string;

/** Of which district a municipality is, or one site alone. */
export type Area =
  | { municipality: Municipality; municipalityName?: string; district: District }
  | { siteCode: SiteCode; district: District };

/** The areas of one territory. */
export type AreaList = readonly Area[];

/** The names that the districts of a territory are looked up by. */
export type Districts = ReadonlyMap<SiteCode | Municipality, District>;

/** A site's code and a municipality's never look alike: one has ten characters, the other four. */
export function districtsOf(areas: AreaList): Districts {
  return new Map(areas.map((area) => [areaCode(area), area.district]));
}

/** What the area is about: a code that stands in a list once. */
export function areaCode(area: Area): SiteCode | Municipality {
  return "siteCode" in area ? area.siteCode : area.municipality;
}

/** The district of a site: what is said of the site itself goes before what is said of its municipality. */
export function districtOf(
  { siteCode, municipality }: { siteCode: SiteCode; municipality?: Municipality },
  districts: Districts,
): District | undefined {
  return districts.get(siteCode) ?? (municipality === undefined ? undefined : districts.get(municipality));
}
