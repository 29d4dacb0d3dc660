import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { type Closure, closureKinds } from "../domain/closure.ts";
import type { InstituteCode, Territory } from "../domain/codes.ts";
import type { Contact, ContactState } from "../domain/institute.ts";
import type { LocalDate } from "../domain/local-date.ts";
import type { Database, Item } from "./database.ts";
import { type ContactDetails, contactItem, isSameAddress, withStates } from "./institute-store.ts";
import { itemParser } from "./parse-item.ts";
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
  closures(): Promise<Closure[]>;
  putClosure(closure: Closure): Promise<"created" | "updated" | "unchanged">;
  removeClosure(closureId: string): Promise<"removed" | "no-such-closure">;

  healthOfficeContacts(): Promise<HealthOfficeContacts>;
  /** An address that stays keeps its state; one that is new counts as valid. */
  setHealthOfficeContacts(contacts: HealthOfficeContactDetails): Promise<HealthOfficeContacts>;
  /** The same, unless another version than the expected one stands there. */
  replaceHealthOfficeContacts(
    expectedVersion: number,
    contacts: HealthOfficeContactDetails,
  ): Promise<{ kind: "saved" | "conflict"; contacts: HealthOfficeContacts }>;
  setHealthOfficeContactState(email: string, state: ContactState): Promise<"saved" | "no-such-contact">;

  /** In ascending order. */
  territories(): Promise<Territory[]>;
  /** The territories with the date from which they are listed; those of earlier releases have none. */
  listedTerritories(): Promise<ListedTerritory[]>;
  /** @param since kept of the first time only */
  addTerritory(territory: Territory, since: LocalDate): Promise<"created" | "exists">;

  /** The institutes for which a machine client sends; none for a client that nobody has registered. */
  supplierInstitutes(clientId: string): Promise<InstituteCode[]>;
};

/** How often a write is worked out anew because somebody else wrote in between. */
const attemptsMax = 10;

/** The names under which the settings lie, each with its own kind of version. */
const names = {
  closures: "closures",
  contacts: "health-office-contacts",
  territories: "territories",
  suppliers: "supplier",
} as const;

/** There is one item of the contacts. */
const onlyVersion = "current";

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

const contactsItem = z
  .object({
    writes: z.int().min(1),
    alertDigests: z.array(contactItem),
    operationsNotices: z.array(contactItem),
  })
  .transform(({ writes, ...contacts }): HealthOfficeContacts => ({ version: writes, ...contacts }));

const territoryItem = z.object({ version: z.string().min(1), since: storedDate.exactOptional() }).transform(
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
  const parseTerritory = itemParser("settings", territoryItem);
  const parseSupplier = itemParser("settings", supplierItem);

  async function listed<T>(name: string, parse: (item: Item) => T): Promise<T[]> {
    const found: T[] = [];
    for await (const items of database.queryPages({ table: "settings", partition: name, consistent: true })) {
      found.push(...items.map(parse));
    }
    return found;
  }

  async function healthOfficeContacts(): Promise<HealthOfficeContacts> {
    const item = await database.get("settings", { name: names.contacts, version: onlyVersion }, { consistent: true });
    return item === undefined ? { version: 0, alertDigests: [], operationsNotices: [] } : parseContacts(item);
  }

  /** Undefined: another version than the expected one stands there. */
  async function putContacts(
    expectedVersion: number,
    { alertDigests, operationsNotices }: Omit<HealthOfficeContacts, "version">,
  ): Promise<HealthOfficeContacts | undefined> {
    const after = { version: expectedVersion + 1, alertDigests, operationsNotices };
    const outcome = await database.put(
      "settings",
      { name: names.contacts, version: onlyVersion, writes: after.version, alertDigests, operationsNotices },
      expectedVersion === 0
        ? absentCondition
        : { expression: "#writes = :expectedWrites", values: { expectedWrites: expectedVersion } },
    );
    return outcome.kind === "written" ? after : undefined;
  }

  /** Reads, works out what should stand there and writes it, anew whenever somebody else wrote in between. */
  async function changeContacts(
    next: (before: HealthOfficeContacts) => Omit<HealthOfficeContacts, "version">,
  ): Promise<HealthOfficeContacts> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const before = await healthOfficeContacts();
      const after = await putContacts(before.version, next(before));
      if (after !== undefined) return after;
    }
    throw new Error(`the health office's contacts changed ${attemptsMax} times while they were written`);
  }

  return {
    closures: () => listed(names.closures, parseClosure),

    async putClosure(closure) {
      const { closureId, ...fields } = closure;
      const item = { name: names.closures, version: closureId, ...fields };
      const created = await database.put("settings", item, absentCondition);
      if (created.kind === "written") return "created";
      if (created.current !== undefined && isDeepStrictEqual(parseClosure(created.current), closure))
        return "unchanged";
      const updated = await database.put("settings", item, presentCondition);
      if (updated.kind === "written") return "updated";
      throw new Error(`closure ${closureId} was removed while it was written`);
    },

    async removeClosure(closureId) {
      const key = { name: names.closures, version: closureId };
      const outcome = await database.remove("settings", key, presentCondition);
      return outcome.kind === "written" ? "removed" : "no-such-closure";
    },

    healthOfficeContacts,

    setHealthOfficeContacts(contacts) {
      return changeContacts((before) => knownContacts(contacts, before));
    },

    async replaceHealthOfficeContacts(expectedVersion, contacts) {
      const before = await healthOfficeContacts();
      const after =
        before.version === expectedVersion
          ? await putContacts(expectedVersion, knownContacts(contacts, before))
          : undefined;
      return after === undefined
        ? { kind: "conflict", contacts: await healthOfficeContacts() }
        : { kind: "saved", contacts: after };
    },

    async setHealthOfficeContactState(email, state) {
      const isMeant = (contact: Contact) => isSameAddress(contact.email, email);
      const { alertDigests, operationsNotices } = await healthOfficeContacts();
      if (![...alertDigests, ...operationsNotices].some(isMeant)) return "no-such-contact";
      const withState = (contact: Contact) => (isMeant(contact) ? { ...contact, state } : contact);
      await changeContacts((before) => ({
        alertDigests: before.alertDigests.map(withState),
        operationsNotices: before.operationsNotices.map(withState),
      }));
      return "saved";
    },

    async territories() {
      return (await listed(names.territories, parseTerritory)).map(({ territory }) => territory);
    },

    listedTerritories: () => listed(names.territories, parseTerritory),

    async addTerritory(territory, since) {
      const item = { name: names.territories, version: territory, since };
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
  before: HealthOfficeContacts,
): Omit<HealthOfficeContacts, "version"> {
  const known = [...before.alertDigests, ...before.operationsNotices];
  return { alertDigests: withStates(alertDigests, known), operationsNotices: withStates(operationsNotices, known) };
}

const absentCondition = { expression: "attribute_not_exists(#name)" };
const presentCondition = { expression: "attribute_exists(#name)" };
