import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { rites } from "../domain/calendar/carnival.ts";
import { type Closure, type ClosureScope, closureKinds } from "../domain/calendar/closure.ts";
import { localDateAt } from "../domain/calendar/local-date.ts";
import type { InstituteCode, Territory } from "../domain/codes.ts";
import type { Authorship } from "../domain/principal.ts";
import type { TerritoryTransfer } from "../domain/region/give-territories.ts";
import { firstOfficeCode, type HealthOffice, type OfficeCode } from "../domain/region/health-office.ts";
import { officeOf, type TerritoryRecord } from "../domain/region/territory-record.ts";
import { type Contact, type ContactState, isSameAddress } from "../domain/registry/institute.ts";
import type { Database, Item, Key } from "./database.ts";
import { officesIn } from "./health-office-store.ts";
import { type ContactDetails, contactItem, withStates } from "./institute-store.ts";
import { DamagedItem, ignoreDamage, itemParser, type OnDamaged, readable, unlessDamaged } from "./parse-item.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { storedCode, storedDate, storedLevel, storedMunicipality } from "./stored-fields.ts";

type HealthOfficeContacts = {
  /** Counts writes; 0 before the first one. */
  version: number;
  alertDigests: readonly Contact[];
  operationsNotices: readonly Contact[];
};

type HealthOfficeContactDetails = {
  alertDigests: readonly ContactDetails[];
  operationsNotices: readonly ContactDetails[];
};

/** The settings for all offices. One query reads them; a submission reads nothing else in addition to its site. */
export type RegionSettings = {
  /** In ascending order of their names. */
  territories: readonly TerritoryRecord[];
  /** The closures of the whole region. */
  closures: readonly Closure[];
  /** The codes of every stored health office, readable or not, in ascending order. */
  officeCodes: readonly OfficeCode[];
  offices: readonly HealthOffice[];
};

/** Maximum of closures of a single office. */
export const officeClosuresMax = 2_000;

export type SettingsStore = {
  region(onDamaged: OnDamaged): Promise<RegionSettings>;

  /** Only the closures of the whole region. */
  regionClosures(onDamaged: OnDamaged): Promise<Closure[]>;
  /** The office's own closures, without those of the whole region. */
  officeClosures(officeCode: OfficeCode, onDamaged: OnDamaged): Promise<Closure[]>;
  /** Replaces a damaged closure. */
  putClosure(
    officeCode: OfficeCode,
    closure: Closure,
    written: Authorship,
  ): Promise<"created" | "updated" | "unchanged" | "too-many-closures">;
  removeClosure(officeCode: OfficeCode, closureId: string, written: Authorship): Promise<"removed" | "no-such-closure">;

  healthOfficeContacts(officeCode: OfficeCode, onDamaged: OnDamaged): Promise<HealthOfficeContacts>;
  /** A known address keeps its state; a new one counts as valid. */
  setHealthOfficeContacts(
    officeCode: OfficeCode,
    contacts: HealthOfficeContactDetails,
    written: Authorship,
  ): Promise<HealthOfficeContacts>;
  /** The same, but refused when the stored version is not one of the expected ones. */
  replaceHealthOfficeContacts(
    officeCode: OfficeCode,
    expectedVersions: readonly number[],
    contacts: HealthOfficeContactDetails,
    written: Authorship,
  ): Promise<{ kind: "saved" | "conflict"; contacts: HealthOfficeContacts }>;
  setHealthOfficeContactState(
    officeCode: OfficeCode,
    email: string,
    state: ContactState,
  ): Promise<"saved" | "no-such-contact">;

  /** In ascending order. */
  territories(): Promise<Territory[]>;
  /** The territories with their settings. A territory whose settings cannot be read has only its name. */
  listedTerritories(onDamaged: OnDamaged): Promise<TerritoryRecord[]>;
  /** The records of these territories, in ascending order of their names. */
  territoryRecords(territories: readonly Territory[], onDamaged: OnDamaged): Promise<TerritoryRecord[]>;
  /** Lists the territory from the date of the first write on, with its owner at that time. */
  addTerritory(territory: Territory, officeCode: OfficeCode, written: Authorship): Promise<"created" | "exists">;
  /**
   * Gives the territory from its owner to another office, and lists it if needed. Taken: another office owns it by now.
   */
  giveTerritory(
    transfer: TerritoryTransfer,
    written: Authorship,
  ): Promise<{ kind: "given" } | { kind: "taken"; officeCode: OfficeCode }>;

  /** The institutes of a machine client; empty for an unknown client. */
  supplierInstitutes(clientId: string): Promise<InstituteCode[]>;
};

/** The names of the settings. Each has its own kind of version. */
const names = { region: "common", removedClosures: "removed-closures", suppliers: "supplier" } as const;

/** The names of an office's settings. */
export const officeNames = {
  closures: (officeCode: OfficeCode) => `closures#${officeCode}`,
  contacts: (officeCode: OfficeCode) => `contacts#${officeCode}`,
} as const;

/** An office has a single item of contacts. */
const contactsVersion = "current";

/** The prefixes of the versions under the name of the region. */
const prefixes = { territory: "territory#", closure: "closure#" } as const;

/** The key of a territory. */
export function territoryKey(territory: Territory): Key {
  return { name: names.region, version: prefixes.territory + territory };
}

/** The key of a closure: under the region for the whole region, otherwise under its office. */
export function closureKey(officeCode: OfficeCode, closureId: string, scope: ClosureScope["kind"]): Key {
  return scope === "region"
    ? { name: names.region, version: prefixes.closure + closureId }
    : { name: officeNames.closures(officeCode), version: closureId };
}

/** The previous release wrote closures under this name. A removed closure must not come back from it. */
const earlierClosures = "closures";

/** The version without its prefix. */
function versionOf(prefix: string) {
  return z
    .string()
    .transform((version) => (version.startsWith(prefix) ? version.slice(prefix.length) : version))
    .pipe(z.string().min(1));
}

const closureItem = z
  .object({
    version: versionOf(prefixes.closure),
    kind: z.enum(closureKinds),
    scope: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("region") }),
      z.object({ kind: z.literal("territory"), territory: z.string().min(1) }),
      z.object({ kind: z.literal("municipality"), municipality: storedMunicipality }),
      z.object({ kind: z.literal("institute"), instituteCode: storedCode }),
      z.object({ kind: z.literal("site"), siteCode: storedCode }),
    ]),
    level: storedLevel.exactOptional(),
    from: storedDate,
    to: storedDate,
    reason: z.string(),
  })
  .transform(({ version, ...closure }): Closure => ({ closureId: version, ...closure }));

/** Each contact is parsed on its own: a damaged one must not keep the others from their mail. */
const contactsItem = z.object({
  writes: z.int().min(1),
  alertDigests: z.array(z.unknown()),
  operationsNotices: z.array(z.unknown()),
  by: z.string().exactOptional(),
  at: z.number().exactOptional(),
});

/** The lists as stored, and their author. */
type StoredContacts = Record<"alertDigests" | "operationsNotices", readonly unknown[]> & { by?: string; at?: number };

const territoryNameItem = z.object({ version: versionOf(prefixes.territory) });

const territoryItem = territoryNameItem
  .extend({
    since: storedDate.exactOptional(),
    officeCode: z.string().min(1).exactOptional(),
    rite: z.enum(rites).exactOptional(),
    aliases: z.array(z.string().min(1)).exactOptional(),
  })
  .transform(({ version, aliases = [], ...known }): TerritoryRecord => ({ territory: version, aliases, ...known }));

const supplierItem = z.object({ instituteCodes: z.array(storedCode) });

/**
 * The decisions of the health office except the alert policy: closures and contacts. Also territories and register
 * suppliers.
 */
export function settingsStore(database: Database): SettingsStore {
  const parseClosure = itemParser("settings", closureItem);
  const parseContacts = itemParser("settings", contactsItem);
  const parseTerritoryName = itemParser("settings", territoryNameItem);
  const parseTerritory = itemParser("settings", territoryItem);
  const parseSupplier = itemParser("settings", supplierItem);

  async function listed(name: string, prefix?: string): Promise<Item[]> {
    const found: Item[] = [];
    const sort = prefix === undefined ? {} : { sort: { prefix } };
    const query = { table: "settings", partition: name, consistent: true, ...sort } as const;
    for await (const items of database.queryPages(query)) found.push(...items);
    return found;
  }

  function territoryRecord(item: Item, onDamaged: OnDamaged): TerritoryRecord {
    return (
      unlessDamaged(() => parseTerritory(item), onDamaged) ?? {
        territory: parseTerritoryName(item).version,
        aliases: [],
      }
    );
  }

  /** Writes the contacts, and repeats it when another writer came in between. */
  async function changeContacts<After extends StoredContacts>(
    officeCode: OfficeCode,
    next: (before: StoredContacts) => After,
  ): Promise<After & { version: number }> {
    return retryOnConflict(`the contacts of the office ${officeCode}`, async () => {
      const { version, ...before } = await storedContacts(officeCode);
      const after = next(before);
      return (await putContacts(officeCode, version, after)) ? { ...after, version: version + 1 } : "conflict";
    });
  }

  async function storedContacts(officeCode: OfficeCode): Promise<StoredContacts & { version: number }> {
    const item = await database.get("settings", contactsKey(officeCode), { consistent: true });
    if (item === undefined) return { version: 0, alertDigests: [], operationsNotices: [] };
    const { writes, ...lists } = parseContacts(item);
    return { ...lists, version: writes };
  }

  /** Returns false when the stored version is not the expected one. */
  async function putContacts(
    officeCode: OfficeCode,
    expectedVersion: number,
    contacts: StoredContacts,
  ): Promise<boolean> {
    const outcome = await database.put(
      "settings",
      { ...contactsKey(officeCode), ...contacts, writes: expectedVersion + 1 },
      expectedVersion === 0
        ? absentCondition
        : { expression: "#writes = :expectedWrites", values: { expectedWrites: expectedVersion } },
    );
    return outcome.kind === "written";
  }

  async function healthOfficeContacts(officeCode: OfficeCode, onDamaged: OnDamaged): Promise<HealthOfficeContacts> {
    const { version, alertDigests, operationsNotices } = await storedContacts(officeCode);
    const readableOf = (contacts: readonly unknown[]) => readableContacts(officeCode, contacts, onDamaged);
    return {
      version,
      alertDigests: readableOf(alertDigests),
      operationsNotices: readableOf(operationsNotices),
    };
  }

  return {
    async region(onDamaged) {
      const items = await listed(names.region);
      const of = (prefix: string) => items.filter(({ version }) => String(version).startsWith(prefix));
      return {
        territories: of(prefixes.territory).map((item) => territoryRecord(item, onDamaged)),
        closures: readable(of(prefixes.closure), parseClosure, onDamaged),
        ...officesIn(items, onDamaged),
      };
    },

    regionClosures: async (onDamaged) =>
      readable(await listed(names.region, prefixes.closure), parseClosure, onDamaged),

    officeClosures: async (officeCode, onDamaged) =>
      readable(await listed(officeNames.closures(officeCode)), parseClosure, onDamaged),

    async putClosure(officeCode, closure, { by, at }) {
      const { closureId, ...fields } = closure;
      const isRegional = fields.scope.kind === "region";
      const here = closureKey(officeCode, closureId, fields.scope.kind);
      const elsewhere = closureKey(officeCode, closureId, isRegional ? "site" : "region");
      const item = { ...here, ...fields, by, at: at.getTime() };
      const isNew = (await database.get("settings", here, { consistent: true })) === undefined;
      if (isNew && !isRegional && (await database.count("settings", here.name ?? "")) >= officeClosuresMax)
        return "too-many-closures";
      const outcome = await retryOnConflict(`closure ${closureId}`, async () => {
        const created = await database.put("settings", item, absentCondition);
        if (created.kind === "written") return "created" as const;
        const { current } = created;
        const there = current && unlessDamaged(() => parseClosure(current), ignoreDamage);
        if (isDeepStrictEqual(there, closure)) return "unchanged";
        const updated = await database.put("settings", item, presentCondition);
        // When it is refused, the closure was removed in between and must be created again.
        return updated.kind === "written" ? "updated" : "conflict";
      });
      // A closure that moves between the region and an office remains one closure.
      const moved = await database.remove("settings", elsewhere, presentCondition);
      return outcome === "created" && moved.kind === "written" ? "updated" : outcome;
    },

    async removeClosure(officeCode, closureId, { by, at }) {
      const keys = [
        closureKey(officeCode, closureId, "site"),
        closureKey(officeCode, closureId, "region"),
        { name: earlierClosures, version: closureId },
      ];
      const there = await database.getMany("settings", keys, { consistent: true });
      const [first] = there.filter(({ name }) => name !== earlierClosures);
      if (first === undefined) return "no-such-closure";
      // The trace comes first. A trace of a closure that stays is harmless, but a closure must not vanish without a
      // trace.
      const trace = { name: names.removedClosures, version: `${closureId}#${at.toISOString()}`, officeCode };
      await database.put("settings", { ...first, ...trace, removedBy: by, removedAt: at.getTime() }, absentCondition);
      const outcomes = await Promise.all(keys.map((key) => database.remove("settings", key, presentCondition)));
      return outcomes.slice(0, 2).some(({ kind }) => kind === "written") ? "removed" : "no-such-closure";
    },

    healthOfficeContacts,

    async setHealthOfficeContacts(officeCode, contacts, { by, at }) {
      const author = { by, at: at.getTime() };
      const saved = await changeContacts(officeCode, (before) => ({
        ...knownContacts(officeCode, contacts, before),
        ...author,
      }));
      return { version: saved.version, alertDigests: saved.alertDigests, operationsNotices: saved.operationsNotices };
    },

    async replaceHealthOfficeContacts(officeCode, expectedVersions, contacts, { by, at }) {
      const { version, ...before } = await storedContacts(officeCode);
      const after = knownContacts(officeCode, contacts, before);
      return expectedVersions.includes(version) &&
        (await putContacts(officeCode, version, { ...after, by, at: at.getTime() }))
        ? { kind: "saved", contacts: { ...after, version: version + 1 } }
        : { kind: "conflict", contacts: await healthOfficeContacts(officeCode, ignoreDamage) };
    },

    async setHealthOfficeContactState(officeCode, email, state) {
      const isMeant = (contact: unknown) => isSameAddress(contactItem.safeParse(contact).data?.email ?? "", email);
      const { alertDigests, operationsNotices } = await storedContacts(officeCode);
      if (![...alertDigests, ...operationsNotices].some(isMeant)) return "no-such-contact";
      const withState = (contact: unknown) => (isMeant(contact) ? { ...contactItem.parse(contact), state } : contact);
      await changeContacts(officeCode, (before) => ({
        ...before,
        alertDigests: before.alertDigests.map(withState),
        operationsNotices: before.operationsNotices.map(withState),
      }));
      return "saved";
    },

    async territories() {
      return (await listed(names.region, prefixes.territory)).map((item) => parseTerritoryName(item).version);
    },

    async listedTerritories(onDamaged) {
      return (await listed(names.region, prefixes.territory)).map((item) => territoryRecord(item, onDamaged));
    },

    async territoryRecords(territories, onDamaged) {
      const items = await database.getMany("settings", territories.map(territoryKey), { consistent: true });
      return items
        .map((item) => territoryRecord(item, onDamaged))
        .toSorted((one, other) => (one.territory < other.territory ? -1 : 1));
    },

    async addTerritory(territory, officeCode, { by, at }) {
      const item = { ...territoryKey(territory), since: localDateAt(at), officeCode, by, at: at.getTime() };
      return (await database.put("settings", item, absentCondition)).kind === "written" ? "created" : "exists";
    },

    async giveTerritory({ territory, from, to }, { by, at }) {
      const key = territoryKey(territory);
      const owned = { officeCode: to, by, at: at.getTime() };
      const isFirsts = from === firstOfficeCode;
      if (isFirsts) {
        const listed = await database.put("settings", { ...key, since: localDateAt(at), ...owned }, absentCondition);
        if (listed.kind === "written") return { kind: "given" };
      }
      const outcome = await database.update(
        "settings",
        key,
        { expression: "SET #officeCode = :officeCode, #by = :by, #at = :at", values: owned },
        // A territory without an office belongs to the first.
        isFirsts
          ? {
              expression: "attribute_exists(#name) AND (attribute_not_exists(#officeCode) OR #officeCode = :from)",
              values: { from },
            }
          : { expression: "#officeCode = :from", values: { from } },
      );
      if (outcome.kind === "written") return { kind: "given" };
      const { current } = outcome;
      const owner = officeOf(current && unlessDamaged(() => parseTerritory(current), ignoreDamage));
      return owner === to ? { kind: "given" } : { kind: "taken", officeCode: owner };
    },

    async supplierInstitutes(clientId) {
      const item = await database.get("settings", { name: names.suppliers, version: clientId });
      return item === undefined ? [] : parseSupplier(item).instituteCodes;
    },
  };
}

function contactsKey(officeCode: OfficeCode): Key {
  return { name: officeNames.contacts(officeCode), version: contactsVersion };
}

function knownContacts(
  officeCode: OfficeCode,
  { alertDigests, operationsNotices }: HealthOfficeContactDetails,
  before: StoredContacts,
): Omit<HealthOfficeContacts, "version"> {
  const known = readableContacts(officeCode, [...before.alertDigests, ...before.operationsNotices], ignoreDamage);
  return { alertDigests: withStates(alertDigests, known), operationsNotices: withStates(operationsNotices, known) };
}

function readableContacts(officeCode: OfficeCode, stored: readonly unknown[], onDamaged: OnDamaged): Contact[] {
  return stored.flatMap((contact) => {
    const parsed = contactItem.safeParse(contact);
    if (parsed.success) return [parsed.data];
    onDamaged(new DamagedItem("settings", contactsKey(officeCode), "a contact that cannot be read"));
    return [];
  });
}

const absentCondition = { expression: "attribute_not_exists(#name)" };
const presentCondition = { expression: "attribute_exists(#name)" };
