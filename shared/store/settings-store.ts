import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { type Closure, closureKinds } from "../domain/calendar/closure.ts";
import { type LocalDate, localDateAt } from "../domain/calendar/local-date.ts";
import type { InstituteCode, Territory } from "../domain/codes.ts";
import type { Authorship } from "../domain/principal.ts";
import { type Contact, type ContactState, isSameAddress } from "../domain/registry/institute.ts";
import type { Database, Item } from "./database.ts";
import { type ContactDetails, contactItem, withStates } from "./institute-store.ts";
import { DamagedItem, ignoreDamage, itemParser, type OnDamaged, readable, unlessDamaged } from "./parse-item.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { storedCode, storedDate, storedLevel, storedMunicipality } from "./stored-fields.ts";

type HealthOfficeContacts = {
  /** Counts writes; 0 before the first. */
  version: number;
  alertDigests: readonly Contact[];
  operationsNotices: readonly Contact[];
};

type HealthOfficeContactDetails = {
  alertDigests: readonly ContactDetails[];
  operationsNotices: readonly ContactDetails[];
};

/** A territory that has, had or will have sentinel sites. */
export type ListedTerritory = { territory: Territory; since?: LocalDate };

export type SettingsStore = {
  closures(onDamaged: OnDamaged): Promise<Closure[]>;
  /** One that is damaged is written anew. */
  putClosure(closure: Closure, written: Authorship): Promise<"created" | "updated" | "unchanged">;
  removeClosure(closureId: string, written: Authorship): Promise<"removed" | "no-such-closure">;

  healthOfficeContacts(onDamaged: OnDamaged): Promise<HealthOfficeContacts>;
  /** An address that stays keeps its state; one that is new counts as valid. */
  setHealthOfficeContacts(contacts: HealthOfficeContactDetails, written: Authorship): Promise<HealthOfficeContacts>;
  /** The same, unless another version than the expected ones stands there. */
  replaceHealthOfficeContacts(
    expectedVersions: readonly number[],
    contacts: HealthOfficeContactDetails,
    written: Authorship,
  ): Promise<{ kind: "saved" | "conflict"; contacts: HealthOfficeContacts }>;
  setHealthOfficeContactState(email: string, state: ContactState): Promise<"saved" | "no-such-contact">;

  /** In ascending order. */
  territories(): Promise<Territory[]>;
  /**
   * The territories with the date from which they are listed; those of earlier releases have none. One of which the date
   * cannot be read is listed without it.
   */
  listedTerritories(onDamaged: OnDamaged): Promise<ListedTerritory[]>;
  /** Listed from the date on which that is first written. */
  addTerritory(territory: Territory, written: Authorship): Promise<"created" | "exists">;

  /** The institutes for which a machine client sends; none for a client that nobody has registered. */
  supplierInstitutes(clientId: string): Promise<InstituteCode[]>;
};

/** The names under which the settings lie, each with its own kind of version. */
const names = {
  closures: "closures",
  removedClosures: "removed-closures",
  contacts: "health-office-contacts",
  territories: "territories",
  suppliers: "supplier",
} as const;

/** There is one item of the contacts. */
const contactsKey = { name: names.contacts, version: "current" };

const closureItem = z
  .object({
    version: z.string().min(1),
    kind: z.enum(closureKinds),
    scope: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("region") }),
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

/** Each contact is read by itself: one that is damaged must not keep all the others from their mail. */
const contactsItem = z.object({
  writes: z.int().min(1),
  alertDigests: z.array(z.unknown()),
  operationsNotices: z.array(z.unknown()),
  by: z.string().exactOptional(),
  at: z.number().exactOptional(),
});

/** The lists as they are stored, and whose word they are. */
type StoredContacts = Record<"alertDigests" | "operationsNotices", readonly unknown[]> & { by?: string; at?: number };

const territoryNameItem = z.object({ version: z.string().min(1) });

const territoryItem = territoryNameItem.extend({ since: storedDate.exactOptional() }).transform(
  ({ version, since }): ListedTerritory => ({
    territory: version,
    ...(since === undefined ? {} : { since }),
  }),
);

const supplierItem = z.object({ instituteCodes: z.array(storedCode) });

/** What the health office decides beside the alert policy: closures and whom to mail; territories and register suppliers. */
export function settingsStore(database: Database): SettingsStore {
  const parseClosure = itemParser("settings", closureItem);
  const parseContacts = itemParser("settings", contactsItem);
  const parseTerritoryName = itemParser("settings", territoryNameItem);
  const parseTerritory = itemParser("settings", territoryItem);
  const parseSupplier = itemParser("settings", supplierItem);

  async function listed(name: string): Promise<Item[]> {
    const found: Item[] = [];
    for await (const items of database.queryPages({ table: "settings", partition: name, consistent: true })) {
      found.push(...items);
    }
    return found;
  }

  /** Writes the contacts anew whenever somebody else wrote in between. */
  async function changeContacts<After extends StoredContacts>(
    next: (before: StoredContacts) => After,
  ): Promise<After & { version: number }> {
    return retryOnConflict("the list of the health office's contacts", async () => {
      const { version, ...before } = await storedContacts();
      const after = next(before);
      return (await putContacts(version, after)) ? { ...after, version: version + 1 } : "conflict";
    });
  }

  async function storedContacts(): Promise<StoredContacts & { version: number }> {
    const item = await database.get("settings", contactsKey, { consistent: true });
    if (item === undefined) return { version: 0, alertDigests: [], operationsNotices: [] };
    const { writes, ...lists } = parseContacts(item);
    return { ...lists, version: writes };
  }

  /** False: another version than the expected one stands there. */
  async function putContacts(expectedVersion: number, contacts: StoredContacts): Promise<boolean> {
    const outcome = await database.put(
      "settings",
      { ...contactsKey, ...contacts, writes: expectedVersion + 1 },
      expectedVersion === 0
        ? absentCondition
        : { expression: "#writes = :expectedWrites", values: { expectedWrites: expectedVersion } },
    );
    return outcome.kind === "written";
  }

  async function healthOfficeContacts(onDamaged: OnDamaged): Promise<HealthOfficeContacts> {
    const { version, alertDigests, operationsNotices } = await storedContacts();
    return {
      version,
      alertDigests: readableContacts(alertDigests, onDamaged),
      operationsNotices: readableContacts(operationsNotices, onDamaged),
    };
  }

  return {
    closures: async (onDamaged) => readable(await listed(names.closures), parseClosure, onDamaged),

    async putClosure(closure, { by, at }) {
      const { closureId, ...fields } = closure;
      const item = { name: names.closures, version: closureId, ...fields, by, at: at.getTime() };
      return retryOnConflict(`closure ${closureId}`, async () => {
        const created = await database.put("settings", item, absentCondition);
        if (created.kind === "written") return "created";
        const { current } = created;
        const there = current && unlessDamaged(() => parseClosure(current), ignoreDamage);
        if (isDeepStrictEqual(there, closure)) return "unchanged";
        const updated = await database.put("settings", item, presentCondition);
        // Removed in between, it is a new one.
        return updated.kind === "written" ? "updated" : "conflict";
      });
    },

    async removeClosure(closureId, { by, at }) {
      const key = { name: names.closures, version: closureId };
      const there = await database.get("settings", key, { consistent: true });
      if (there === undefined) return "no-such-closure";
      // The trace first: one of a closure that stays is harmless, a closure that vanishes without a trace is not.
      const trace = { name: names.removedClosures, version: `${closureId}#${at.toISOString()}` };
      await database.put("settings", { ...there, ...trace, removedBy: by, removedAt: at.getTime() }, absentCondition);
      const outcome = await database.remove("settings", key, presentCondition);
      return outcome.kind === "written" ? "removed" : "no-such-closure";
    },

    healthOfficeContacts,

    async setHealthOfficeContacts(contacts, { by, at }) {
      const author = { by, at: at.getTime() };
      const saved = await changeContacts((before) => ({ ...knownContacts(contacts, before), ...author }));
      return { version: saved.version, alertDigests: saved.alertDigests, operationsNotices: saved.operationsNotices };
    },

    async replaceHealthOfficeContacts(expectedVersions, contacts, { by, at }) {
      const { version, ...before } = await storedContacts();
      const after = knownContacts(contacts, before);
      return expectedVersions.includes(version) && (await putContacts(version, { ...after, by, at: at.getTime() }))
        ? { kind: "saved", contacts: { ...after, version: version + 1 } }
        : { kind: "conflict", contacts: await healthOfficeContacts(ignoreDamage) };
    },

    async setHealthOfficeContactState(email, state) {
      const isMeant = (contact: unknown) => isSameAddress(contactItem.safeParse(contact).data?.email ?? "", email);
      const { alertDigests, operationsNotices } = await storedContacts();
      if (![...alertDigests, ...operationsNotices].some(isMeant)) return "no-such-contact";
      const withState = (contact: unknown) => (isMeant(contact) ? { ...contactItem.parse(contact), state } : contact);
      await changeContacts((before) => ({
        ...before,
        alertDigests: before.alertDigests.map(withState),
        operationsNotices: before.operationsNotices.map(withState),
      }));
      return "saved";
    },

    async territories() {
      return (await listed(names.territories)).map((item) => parseTerritoryName(item).version);
    },

    async listedTerritories(onDamaged) {
      const nameOnly = (item: Item): ListedTerritory => ({ territory: parseTerritoryName(item).version });
      const items = await listed(names.territories);
      return items.map((item) => unlessDamaged(() => parseTerritory(item), onDamaged) ?? nameOnly(item));
    },

    async addTerritory(territory, { by, at }) {
      const item = { name: names.territories, version: territory, since: localDateAt(at), by, at: at.getTime() };
      return (await database.put("settings", item, absentCondition)).kind === "written" ? "created" : "exists";
    },

    async supplierInstitutes(clientId) {
      const item = await database.get("settings", { name: names.suppliers, version: clientId });
      return item === undefined ? [] : parseSupplier(item).instituteCodes;
    },
  };
}

function knownContacts(
  { alertDigests, operationsNotices }: HealthOfficeContactDetails,
  before: StoredContacts,
): Omit<HealthOfficeContacts, "version"> {
  const known = readableContacts([...before.alertDigests, ...before.operationsNotices], ignoreDamage);
  return { alertDigests: withStates(alertDigests, known), operationsNotices: withStates(operationsNotices, known) };
}

function readableContacts(stored: readonly unknown[], onDamaged: OnDamaged): Contact[] {
  return stored.flatMap((contact) => {
    const parsed = contactItem.safeParse(contact);
    if (parsed.success) return [parsed.data];
    onDamaged(new DamagedItem("settings", contactsKey, "a contact that cannot be read"));
    return [];
  });
}

const absentCondition = { expression: "attribute_not_exists(#name)" };
const presentCondition = { expression: "attribute_exists(#name)" };
