import * as z from "zod";
import type { Territory } from "../domain/codes.ts";
import type { Authorship } from "../domain/principal.ts";
import type { HealthOffice, OfficeCode } from "../domain/region/health-office.ts";
import type { Database, Item } from "./database.ts";
import { itemParser, type OnDamaged, readable, unlessDamaged } from "./parse-item.ts";
import { storedDate } from "./stored-fields.ts";

/** The entry of an office. */
export type EnteredOffice = {
  office: HealthOffice;
  /** The territories of the entry, to recognise the same entry. The territories themselves store their owner. */
  territories: readonly Territory[];
};

export type StoredOffice = EnteredOffice & {
  /** Counts writes. */
  version: number;
};

export type HealthOfficeStore = {
  /** The stored offices among these codes, in ascending order of codes. */
  getMany(officeCodes: readonly OfficeCode[], onDamaged: OnDamaged): Promise<StoredOffice[]>;
  /** Version 0: the office is not stored. Without `entered`: the stored entry cannot be read. */
  get(officeCode: OfficeCode, onDamaged: OnDamaged): Promise<{ version: number; entered?: EnteredOffice }>;
  /** Refused when the stored version is not the expected one. */
  replace(expectedVersion: number, entered: EnteredOffice, written: Authorship): Promise<"saved" | "conflict">;
};

/** One partition holds everything that a submission reads in addition to its site. */
const partition = "common";

/** The prefix of the offices' versions in that partition. */
export const officePrefix = "office#";

const officeFields = z.object({
  name: z.string(),
  startsOn: storedDate.exactOptional(),
  help: z.object({
    phone: z.string().exactOptional(),
    email: z.string().exactOptional(),
    emailSubject: z.string().exactOptional(),
    url: z.string().exactOptional(),
  }),
  circular: z.object({ authority: z.string(), number: z.string(), date: storedDate, url: z.string() }).exactOptional(),
  contactPerson: z.string().exactOptional(),
  controller: z.object({ name: z.string(), dpoEmail: z.string().exactOptional() }),
  asksIllness: z.boolean(),
});

const codeItem = z
  .object({ version: z.string().startsWith(officePrefix) })
  .transform(({ version }): OfficeCode => version.slice(officePrefix.length));
const versionItem = z.object({ writes: z.int().min(1) });

/** The attribute `name` is the partition's key, so the office's own fields are one level down. */
const officeItem = z
  .object({
    version: z.string().startsWith(officePrefix),
    writes: z.int().min(1),
    office: officeFields,
    territories: z.array(z.string()),
  })
  .transform(
    ({ version, writes, office, territories }): StoredOffice => ({
      version: writes,
      office: { officeCode: version.slice(officePrefix.length), ...office },
      territories,
    }),
  );

/** The offices among the items of the partition: all codes, and the offices that can be read. */
export function officesIn(
  items: readonly Item[],
  onDamaged: OnDamaged,
): { officeCodes: OfficeCode[]; offices: HealthOffice[] } {
  const own = items.filter(({ version }) => String(version).startsWith(officePrefix));
  return {
    officeCodes: own.map(itemParser("settings", codeItem)),
    offices: readable(own, itemParser("settings", officeItem), onDamaged).map(({ office }) => office),
  };
}

/** The health offices that the region has entered. They are among the settings. */
export function healthOfficeStore(database: Database): HealthOfficeStore {
  const parseVersion = itemParser("settings", versionItem);
  const parse = itemParser("settings", officeItem);
  const keyOf = (officeCode: OfficeCode) => ({ name: partition, version: officePrefix + officeCode });

  return {
    async getMany(officeCodes, onDamaged) {
      const items = await database.getMany("settings", officeCodes.map(keyOf), { consistent: true });
      return readable(items, parse, onDamaged).toSorted((one, other) =>
        one.office.officeCode < other.office.officeCode ? -1 : 1,
      );
    },

    async get(officeCode, onDamaged) {
      const item = await database.get("settings", keyOf(officeCode), { consistent: true });
      if (item === undefined) return { version: 0 };
      const { writes: version } = parseVersion(item);
      const stored = unlessDamaged(() => parse(item), onDamaged);
      if (stored === undefined) return { version };
      const { office, territories } = stored;
      return { version, entered: { office, territories } };
    },

    async replace(expectedVersion, { office: { officeCode, ...office }, territories }, { by, at }) {
      const writes = expectedVersion + 1;
      const outcome = await database.put(
        "settings",
        { ...keyOf(officeCode), office, territories, writes, by, at: at.getTime() },
        expectedVersion === 0
          ? { expression: "attribute_not_exists(#name)" }
          : { expression: "#writes = :expectedWrites", values: { expectedWrites: expectedVersion } },
      );
      return outcome.kind === "written" ? "saved" : "conflict";
    },
  };
}
