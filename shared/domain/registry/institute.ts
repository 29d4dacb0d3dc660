import type { InstituteCode, SiteCode, Territory } from "../codes.ts";
import type { Language } from "../language.ts";

/** What the mail provider reported about an address. An address that bounced or complained gets no more mails. */
export const contactStates = ["valid", "bounced", "complained"] as const;
export type ContactState = (typeof contactStates)[number];

/** A recipient of mails. The address is personal data and stays out of logs. */
export type Contact = { email: string; name?: string; state: ContactState };

/** An istituto. Its office signs in and enters the absences of its sites. */
export type Institute = {
  instituteCode: InstituteCode;
  name: string;
  /** The language of mails to its contacts. */
  language: Language;
  contacts: readonly Contact[];
  /** The source of the contacts. An import does not change contacts that the school has set itself. */
  contactsFrom: "registry" | "school";
  /** The places of its sites, in ascending order. */
  territories: readonly Territory[];
};

/** Maximum of territories with sites of one institute. */
export const territoriesOfInstituteMax = 5;
/** No institute has more sites. */
export const sitesOfInstituteMax = 100;

/** The place of an institute's site. A site has two places during a move. */
export type SitePlace = { siteCode: SiteCode; territory: Territory };

/** The places after the sites have moved to the new ones. */
export function movedPlaces(places: readonly SitePlace[], moved: readonly SitePlace[]): SitePlace[] {
  const moving = new Set(moved.map(({ siteCode }) => siteCode));
  return [...places.filter(({ siteCode }) => !moving.has(siteCode)), ...moved];
}

/** Whether these are more places than an institute may have. */
export function exceedsInstitute(places: readonly SitePlace[]): boolean {
  return (
    new Set(places.map(({ siteCode }) => siteCode)).size > sitesOfInstituteMax ||
    territoriesOf(places).length > territoriesOfInstituteMax
  );
}

/** In ascending order. */
export function territoriesOf(places: readonly SitePlace[]): Territory[] {
  return [...new Set(places.map(({ territory }) => territory))].toSorted();
}

/** Providers may change upper and lower case in the addresses that they report. */
export function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
