import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { InstituteCode, SiteCode } from "../domain/codes.ts";
import { defaultLanguage, type Language, languages } from "../domain/language.ts";
import type { Authorship } from "../domain/principal.ts";
import {
  type Contact,
  type ContactState,
  contactStates,
  exceedsInstitute,
  type Institute,
  isSameAddress,
  movedPlaces,
  type SitePlace,
  territoriesOf,
} from "../domain/registry/institute.ts";
import type { Site } from "../domain/registry/site.ts";
import type { Database } from "./database.ts";
import { itemParser, type OnDamaged, readable } from "./parse-item.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { storedCode } from "./stored-fields.ts";

export type ContactDetails = Pick<Contact, "email" | "name">;

/** The registry's data about an institute, and the places of its sites, including sites that will be written next. */
type InstituteEntry = {
  instituteCode: InstituteCode;
  name: string;
  contacts: readonly ContactDetails[];
  places: readonly SitePlace[];
};

/** The place of a site, with its institute. */
type PlacedSite = Pick<Site, "siteCode" | "instituteCode" | "territory">;

export type InstituteStore = {
  get(instituteCode: InstituteCode, options?: { consistent?: boolean }): Promise<Institute | undefined>;
  /** The existing ones, in no order. */
  getMany(instituteCodes: readonly InstituteCode[], onDamaged: OnDamaged): Promise<Institute[]>;
  /**
   * The registry's contacts count only until the school has set its own. An entry without contacts does not remove any.
   * Places are added to the known ones. Nothing is written when they are more than an institute may have.
   */
  putRegistryEntry(
    entry: InstituteEntry,
    written: Authorship,
  ): Promise<"created" | "updated" | "unchanged" | "institute-too-large">;
  /** Adds the place. It registers the institute with that name if it does not exist. */
  enterPlace(
    institute: Pick<InstituteEntry, "instituteCode" | "name">,
    place: SitePlace,
    written: Authorship,
  ): Promise<"entered" | "institute-too-large">;
  /** The places of the institutes' sites. A damaged institute has none. */
  places(
    instituteCodes: readonly InstituteCode[],
    onDamaged: OnDamaged,
  ): Promise<ReadonlyMap<InstituteCode, readonly SitePlace[]>>;
  /**
   * Leaves of the places those where sites of the institute lie now. Writes in any case, so that another who has read
   * the sites before they moved reads them again.
   * @param moved sites that may have come or gone
   * @param read the sites as they are now; those that nobody has written yet keep their places
   */
  settlePlaces(
    instituteCode: InstituteCode,
    moved: readonly SiteCode[],
    read: (siteCodes: readonly SiteCode[]) => Promise<readonly PlacedSite[]>,
  ): Promise<void>;
  /** A known address keeps its state; a new one counts as valid. Without a language, the language stays. */
  setContacts(
    instituteCode: InstituteCode,
    contacts: readonly ContactDetails[],
    written: Authorship,
    language?: Language,
  ): Promise<{ kind: "saved"; institute: Institute } | { kind: "no-such-institute" }>;
  /** Sets the state of every contact with that address. */
  setContactState(
    instituteCode: InstituteCode,
    email: string,
    state: ContactState,
  ): Promise<"saved" | "no-such-contact">;
};

export const contactItem = z.object({
  email: z.string().min(1),
  name: z.string().exactOptional(),
  state: z.enum(contactStates),
});

const instituteItem = z.object({
  instituteCode: storedCode,
  name: z.string(),
  /** Absent when nobody has chosen a language, as in items of earlier releases. */
  language: z.enum(languages).exactOptional(),
  contacts: z.array(contactItem),
  contactsFrom: z.enum(["registry", "school"]),
  entryBy: z.string().exactOptional(),
  entryAt: z.number().exactOptional(),
  contactsBy: z.string().exactOptional(),
  contactsAt: z.number().exactOptional(),
  /** Absent when none of its sites has a place yet, as in items of earlier releases. */
  places: z.array(z.string().transform(placeOf)).exactOptional(),
  version: z.int().min(1),
});

type VersionedInstitute = z.infer<typeof instituteItem>;

/** The data to write: the institute, and the author of each part. */
type WrittenInstitute = Omit<VersionedInstitute, "version" | "contacts" | "places"> &
  Pick<Institute, "contacts"> & { places?: readonly SitePlace[] };

/** Computes the new item; undefined: nothing is written. */
type Next = (
  before: VersionedInstitute | undefined,
) => WrittenInstitute | undefined | Promise<WrittenInstitute | undefined>;

/** The institutes, the contacts of each, and whether their addresses work. */
export function instituteStore(database: Database): InstituteStore {
  const parse = itemParser("institutes", instituteItem);

  async function getVersioned(instituteCode: InstituteCode, options?: { consistent?: boolean }) {
    const item = await database.get("institutes", { instituteCode }, options);
    return item === undefined ? undefined : parse(item);
  }

  /**
   * Reads, computes the new item and writes it. It repeats this when another writer came in between.
   * @param always whether an unchanged item is written, too
   */
  async function change(
    instituteCode: InstituteCode,
    next: Next,
    { always = false } = {},
  ): Promise<{ kind: "created" | "updated" | "unchanged"; institute: Institute } | { kind: "nothing" }> {
    return retryOnConflict(`institute ${instituteCode}`, async () => {
      const before = await getVersioned(instituteCode, { consistent: true });
      const after = await next(before);
      if (after === undefined) return { kind: "nothing" };
      if (before !== undefined && !always && isDeepStrictEqual(comparable(before), comparable(after))) {
        return { kind: "unchanged", institute: plainInstitute(after) };
      }
      const item = { ...after, ...(after.places === undefined ? {} : { places: placeTexts(after.places) }) };
      const outcome =
        before === undefined
          ? await database.put(
              "institutes",
              { ...item, version: 1 },
              { expression: "attribute_not_exists(#instituteCode)" },
            )
          : await database.put(
              "institutes",
              { ...item, version: before.version + 1 },
              { expression: "#version = :expectedVersion", values: { expectedVersion: before.version } },
            );
      if (outcome.kind === "refused") return "conflict";
      return { kind: before === undefined ? "created" : "updated", institute: plainInstitute(after) };
    });
  }

  return {
    async get(instituteCode, options) {
      const institute = await getVersioned(instituteCode, options);
      return institute === undefined ? undefined : plainInstitute(institute);
    },

    async getMany(instituteCodes, onDamaged) {
      const keys = [...new Set(instituteCodes)].map((instituteCode) => ({ instituteCode }));
      return readable(await database.getMany("institutes", keys), parse, onDamaged).map(plainInstitute);
    },

    async putRegistryEntry({ places, ...entry }, written) {
      const outcome = await change(entry.instituteCode, (before) => {
        const entered = withPlaces(before?.places ?? [], places);
        return entered && { ...registryEntryOver(before, entry, written), ...entered };
      });
      return outcome.kind === "nothing" ? "institute-too-large" : outcome.kind;
    },

    async enterPlace(institute, place, written) {
      const outcome = await change(institute.instituteCode, (before) => {
        const entered = withPlaces(before?.places ?? [], [place]);
        return (
          entered && { ...(before ?? registryEntryOver(before, { ...institute, contacts: [] }, written)), ...entered }
        );
      });
      return outcome.kind === "nothing" ? "institute-too-large" : "entered";
    },

    async places(instituteCodes, onDamaged) {
      const keys = [...new Set(instituteCodes)].map((instituteCode) => ({ instituteCode }));
      const items = readable(await database.getMany("institutes", keys), parse, onDamaged);
      return new Map(items.map(({ instituteCode, places = [] }) => [instituteCode, places]));
    },

    async settlePlaces(instituteCode, moved, read) {
      const next: Next = async (before) => {
        if (before === undefined) return undefined;
        const { places = [] } = before;
        const sites = await read([...moved, ...places.map(({ siteCode }) => siteCode)]);
        const known = new Set(sites.map(({ siteCode }) => siteCode));
        const awaited = places.filter(({ siteCode }) => !known.has(siteCode));
        const own = sites.filter((site) => site.instituteCode === instituteCode);
        return { ...before, places: [...awaited, ...own] };
      };
      await change(instituteCode, next, { always: true });
    },

    async setContacts(instituteCode, contacts, { by, at }, language) {
      const outcome = await change(
        instituteCode,
        (before) =>
          before && {
            ...before,
            ...(language === undefined ? {} : { language }),
            contacts: withStates(contacts, before.contacts),
            contactsFrom: "school" as const,
            contactsBy: by,
            contactsAt: at.getTime(),
          },
      );
      return outcome.kind === "nothing"
        ? { kind: "no-such-institute" }
        : { kind: "saved", institute: outcome.institute };
    },

    async setContactState(instituteCode, email, state) {
      const outcome = await change(instituteCode, (before) => {
        if (before === undefined || !before.contacts.some((contact) => isSameAddress(contact.email, email))) return;
        const contacts = before.contacts.map((contact) =>
          isSameAddress(contact.email, email) ? { ...contact, state } : contact,
        );
        return { ...before, contacts };
      });
      return outcome.kind === "nothing" ? "no-such-contact" : "saved";
    },
  };
}

/** The registry's values over the earlier ones, except values that it lacks or that the school has set itself. */
function registryEntryOver(
  before: VersionedInstitute | undefined,
  { instituteCode, name, contacts }: Omit<InstituteEntry, "places">,
  { by, at }: Authorship,
): WrittenInstitute {
  const author = { entryBy: by, entryAt: at.getTime() };
  if (before !== undefined && (before.contactsFrom === "school" || contacts.length === 0))
    return { ...before, name, ...author };
  return {
    ...(before?.language === undefined ? {} : { language: before.language }),
    instituteCode,
    name,
    contacts: withStates(contacts, before?.contacts ?? []),
    contactsFrom: "registry",
    contactsBy: by,
    contactsAt: at.getTime(),
    ...author,
  };
}

/** Undefined when they would be more than an institute may have. */
function withPlaces(before: readonly SitePlace[], entered: readonly SitePlace[]): { places?: SitePlace[] } | undefined {
  const known = new Set(placeTexts(before));
  const added = entered.filter((place) => !known.has(placeText(place)));
  if (added.length > 0 && exceedsInstitute(movedPlaces(before, added))) return undefined;
  const places = [...before, ...added];
  return places.length === 0 ? {} : { places };
}

function comparable({ places = [], ...institute }: WrittenInstitute) {
  return { ...plainInstitute(institute), places: placeTexts(places) };
}

function plainInstitute(institute: WrittenInstitute): Institute {
  const { instituteCode, name, language = defaultLanguage, contacts, contactsFrom, places = [] } = institute;
  return { instituteCode, name, language, contacts, contactsFrom, territories: territoriesOf(places) };
}

/** The sign between a site's code, which never contains it, and its territory. */
const placeSign = "#";

/** The stored form of a place: a write can add to a list of texts without reading it. */
export function placeText({ siteCode, territory }: SitePlace): string {
  return siteCode + placeSign + territory;
}

/** Each once, in ascending order. */
function placeTexts(places: readonly SitePlace[]): string[] {
  return [...new Set(places.map(placeText))].toSorted();
}

function placeOf(text: string): SitePlace {
  const at = text.indexOf(placeSign);
  return { siteCode: text.slice(0, at), territory: text.slice(at + 1) };
}

/** The contacts, with the states of the addresses that were there before. */
export function withStates(contacts: readonly ContactDetails[], before: readonly Contact[]): Contact[] {
  return contacts.map((contact) => ({
    ...contact,
    state: before.find(({ email }) => isSameAddress(email, contact.email))?.state ?? "valid",
  }));
}
