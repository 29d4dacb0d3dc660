import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { InstituteCode, Level, Municipality, SiteCode, Territory } from "../domain/codes.ts";
import type { Authorship } from "../domain/principal.ts";
import type { District } from "../domain/registry/district.ts";
import type { Enrolment } from "../domain/registry/enrolment.ts";
import type { ListedSite, Reopening, Site } from "../domain/registry/site.ts";
import type { ExpectedSite } from "../domain/survey/expected-site.ts";
import type { Database, Expression } from "./database.ts";
import { itemParser, type OnDamaged, readable } from "./parse-item.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import {
  storedCode,
  storedCount,
  storedDate,
  storedInstant,
  storedJson,
  storedLevel,
  storedMunicipality,
} from "./stored-fields.ts";

/** The registry's data about a site, and the district that the areas of its territory give it. */
export type RegistryEntry = {
  siteCode: SiteCode;
  instituteCode: InstituteCode;
  name: string;
  municipality?: Municipality;
  territory: Territory;
  district?: District;
  level: Level;
};

/** The result of an entry, with the entry that it replaced. */
export type WrittenEntry = { kind: "created" } | { kind: "updated" | "unchanged"; before: RegistryEntry };

type SentinelDates = { sentinelFrom: LocalDate; sentinelUntil?: LocalDate };

export type SiteStore = {
  get(siteCode: SiteCode, options?: { consistent?: boolean }): Promise<Site | undefined>;
  /** The existing ones, in no order. */
  getMany(siteCodes: readonly SiteCode[], onDamaged: OnDamaged, options?: { consistent?: boolean }): Promise<Site[]>;
  /** In ascending order of their codes. */
  ofInstitute(instituteCode: InstituteCode, onDamaged: OnDamaged): Promise<Site[]>;
  /** Does not change sentinel dates, enrolments and reopenings. */
  putRegistryEntry(entry: RegistryEntry, written: Authorship): Promise<WrittenEntry>;
  /** The sites of the territory that are, were or will be sentinel sites, in ascending order of code, page by page. */
  sentinelPages(territory: Territory, onDamaged: OnDamaged): AsyncIterable<readonly (ExpectedSite & SentinelDates)[]>;
  /** All sites of the territory, ascending by code, page by page. */
  territoryPages(territory: Territory, onDamaged: OnDamaged): AsyncIterable<readonly ListedSite[]>;
  /** Without a district, the site has none. A site that has left the territory meanwhile is not changed. */
  setDistrict(
    site: Pick<Site, "siteCode" | "territory">,
    district: District | undefined,
    written: Authorship,
  ): Promise<"saved" | "elsewhere">;
  /** Without dates, the site has never been a sentinel site. */
  setSentinel(
    siteCode: SiteCode,
    dates: SentinelDates | undefined,
    written: Authorship,
  ): Promise<"saved" | "no-such-site">;
  /** `before` are the steps from which `after` was computed. */
  replaceEnrolments(
    siteCode: SiteCode,
    before: readonly Enrolment[],
    after: readonly Enrolment[],
  ): Promise<"saved" | "conflict">;
  /** `before` are the reopenings from which `after` was computed. */
  replaceReopenings(
    siteCode: SiteCode,
    before: readonly Reopening[],
    after: readonly Reopening[],
  ): Promise<"saved" | "conflict">;
};

const enrolmentsText = storedJson(
  z.array(z.object({ validFrom: storedDate, pupils: storedCount, classes: storedCount })),
);
const reopeningsText = storedJson(
  z.array(
    z.object({ surveyDate: storedDate, until: storedInstant, reason: z.string(), by: z.string(), at: storedInstant }),
  ),
);

const siteItem = z
  .object({
    siteCode: storedCode,
    instituteCode: storedCode,
    name: z.string(),
    municipality: storedMunicipality.exactOptional(),
    territory: z.string().min(1),
    district: z.string().min(1).exactOptional(),
    level: storedLevel,
    sentinelFrom: storedDate.exactOptional(),
    sentinelUntil: storedDate.exactOptional(),
    enrolments: enrolmentsText,
    reopenings: reopeningsText,
  })
  .transform((site): Site => site);

const sentinelItem = z
  .object({
    siteCode: storedCode,
    instituteCode: storedCode,
    municipality: storedMunicipality.exactOptional(),
    sentinelTerritory: z.string().min(1),
    level: storedLevel,
    sentinelFrom: storedDate,
    sentinelUntil: storedDate.exactOptional(),
  })
  .transform(({ sentinelTerritory, ...site }): ExpectedSite & SentinelDates => ({
    ...site,
    territory: sentinelTerritory,
  }));

const listedItem = z.object({
  siteCode: storedCode,
  name: z.string(),
  territory: z.string().min(1),
  municipality: storedMunicipality.exactOptional(),
  district: z.string().min(1).exactOptional(),
});

const siteKeyItem = z.object({ siteCode: storedCode });

/** The sites, with everything that a submission needs to know about them. */
export function siteStore(database: Database): SiteStore {
  const parse = itemParser("sites", siteItem);
  const parseSentinel = itemParser("sites", sentinelItem);
  const parseListed = itemParser("sites", listedItem);
  const parseKey = itemParser("sites", siteKeyItem);

  async function get(siteCode: SiteCode, options?: { consistent?: boolean }): Promise<Site | undefined> {
    const item = await database.get("sites", { siteCode }, options);
    return item === undefined ? undefined : parse(item);
  }

  async function getMany(
    siteCodes: readonly SiteCode[],
    onDamaged: OnDamaged,
    options?: { consistent?: boolean },
  ): Promise<Site[]> {
    const keys = [...new Set(siteCodes)].map((siteCode) => ({ siteCode }));
    return readable(await database.getMany("sites", keys, options), parse, onDamaged);
  }

  return {
    get,
    getMany,

    async ofInstitute(instituteCode, onDamaged) {
      const siteCodes: SiteCode[] = [];
      for await (const items of database.queryPages({
        table: "sites",
        index: "byInstitute",
        partition: instituteCode,
      })) {
        siteCodes.push(...readable(items, parseKey, onDamaged).map(({ siteCode }) => siteCode));
      }
      const sites = await getMany(siteCodes, onDamaged);
      // The index is updated with a delay, so a site may have moved away meanwhile.
      return sites
        .filter((site) => site.instituteCode === instituteCode)
        .toSorted((one, other) => (one.siteCode < other.siteCode ? -1 : 1));
    },

    async putRegistryEntry(entry, written) {
      return retryOnConflict<WrittenEntry>(`site ${entry.siteCode}`, async () => {
        const before = await get(entry.siteCode, { consistent: true });
        if (before === undefined) {
          const item = { ...entry, ...entryAuthor(written), enrolments: "[]", reopenings: "[]" };
          const outcome = await database.put("sites", item, { expression: "attribute_not_exists(#siteCode)" });
          return outcome.kind === "written" ? { kind: "created" } : "conflict";
        }
        if (isDeepStrictEqual(registryEntryOf(before), registryEntryOf(entry))) return { kind: "unchanged", before };
        const isSentinel = before.sentinelFrom !== undefined;
        const outcome = await database.update(
          "sites",
          { siteCode: entry.siteCode },
          registryChange(entry, isSentinel, written),
          // The index of sentinel sites copies the territory, so this must neither lose it nor add it.
          { expression: `${isSentinel ? "attribute_exists" : "attribute_not_exists"}(#sentinelTerritory)` },
        );
        return outcome.kind === "written" ? { kind: "updated", before } : "conflict";
      });
    },

    async *sentinelPages(territory, onDamaged) {
      const pages = database.queryPages({ table: "sites", index: "sentinelsByTerritory", partition: territory });
      for await (const items of pages) yield readable(items, parseSentinel, onDamaged);
    },

    async *territoryPages(territory, onDamaged) {
      const pages = database.queryPages({ table: "sites", index: "byTerritory", partition: territory });
      for await (const items of pages) yield readable(items, parseListed, onDamaged);
    },

    async setDistrict({ siteCode, territory }, district, { by, at }) {
      const author = { by, at: at.getTime() };
      const change =
        district === undefined
          ? { expression: "SET #districtBy = :by, #districtAt = :at REMOVE #district", values: author }
          : {
              expression: "SET #districtBy = :by, #districtAt = :at, #district = :district",
              values: { ...author, district },
            };
      const there = { expression: "#territory = :territory", values: { territory } };
      const outcome = await database.update("sites", { siteCode }, change, there);
      return outcome.kind === "written" ? "saved" : "elsewhere";
    },

    async setSentinel(siteCode, dates, written) {
      const outcome = await database.update("sites", { siteCode }, sentinelChange(dates, written), {
        expression: "attribute_exists(#siteCode)",
      });
      return outcome.kind === "written" ? "saved" : "no-such-site";
    },

    async replaceEnrolments(siteCode, before, after) {
      const outcome = await database.update(
        "sites",
        { siteCode },
        { expression: "SET #enrolments = :after", values: { after: enrolmentsJson(after) } },
        { expression: "#enrolments = :before", values: { before: enrolmentsJson(before) } },
      );
      return outcome.kind === "written" ? "saved" : "conflict";
    },

    async replaceReopenings(siteCode, before, after) {
      const outcome = await database.update(
        "sites",
        { siteCode },
        { expression: "SET #reopenings = :after", values: { after: reopeningsJson(after) } },
        { expression: "#reopenings = :before", values: { before: reopeningsJson(before) } },
      );
      return outcome.kind === "written" ? "saved" : "conflict";
    },
  };
}

function registryEntryOf({ siteCode, instituteCode, name, municipality, territory, district, level }: RegistryEntry) {
  return { siteCode, instituteCode, name, municipality, territory, district, level };
}

/** The author of the registry entry. The author of the sentinel dates is stored separately. */
function entryAuthor({ by, at }: Authorship) {
  return { entryBy: by, entryAt: at.getTime() };
}

function registryChange(
  { instituteCode, name, municipality, territory, district, level }: RegistryEntry,
  isSentinel: boolean,
  written: Authorship,
) {
  const always = { instituteCode, name, territory, level, ...entryAuthor(written) };
  const given = { ...always, ...(municipality ? { municipality } : {}), ...(district ? { district } : {}) };
  const sets = Object.keys(given).map((attribute) => `#${attribute} = :${attribute}`);
  if (isSentinel) sets.push("#sentinelTerritory = :territory");
  const gone = [...(municipality ? [] : ["municipality"]), ...(district ? [] : ["district"])];
  const remove = gone.length === 0 ? "" : ` REMOVE ${gone.map((attribute) => `#${attribute}`).join(", ")}`;
  return { expression: `SET ${sets.join(", ")}${remove}`, values: given };
}

function sentinelChange(dates: SentinelDates | undefined, { by, at }: Authorship): Expression {
  const author = "#sentinelBy = :by, #sentinelAt = :at";
  const values = { by, at: at.getTime() };
  if (dates === undefined)
    return { expression: `SET ${author} REMOVE #sentinelTerritory, #sentinelFrom, #sentinelUntil`, values };
  const { sentinelFrom, sentinelUntil } = dates;
  const set = `SET ${author}, #sentinelTerritory = #territory, #sentinelFrom = :sentinelFrom`;
  return sentinelUntil === undefined
    ? { expression: `${set} REMOVE #sentinelUntil`, values: { ...values, sentinelFrom } }
    : { expression: `${set}, #sentinelUntil = :sentinelUntil`, values: { ...values, sentinelFrom, sentinelUntil } };
}

/** The same list must always give the same text, in any order of the properties. */
function enrolmentsJson(steps: readonly Enrolment[]): string {
  return JSON.stringify(steps.map(({ validFrom, pupils, classes }) => ({ validFrom, pupils, classes })));
}

function reopeningsJson(reopenings: readonly Reopening[]): string {
  return JSON.stringify(
    reopenings.map(({ surveyDate, until, reason, by, at }) => ({
      surveyDate,
      until: until.getTime(),
      reason,
      by,
      at: at.getTime(),
    })),
  );
}
