import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { InstituteCode } from "../domain/codes.ts";
import { defaultLanguage, type Language, languages } from "../domain/language.ts";
import type { Authorship } from "../domain/principal.ts";
import {
  type Contact,
  type ContactState,
  contactStates,
  type Institute,
  isSameAddress,
} from "../domain/registry/institute.ts";
import type { Database } from "./database.ts";
import { itemParser, type OnDamaged, readable } from "./parse-item.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { storedCode } from "./stored-fields.ts";

export type ContactDetails = Pick<Contact, "email" | "name">;

/** The registry's data about an institute. */
type InstituteEntry = { instituteCode: InstituteCode; name: string; contacts: readonly ContactDetails[] };

export type InstituteStore = {
  get(instituteCode: InstituteCode, options?: { consistent?: boolean }): Promise<Institute | undefined>;
  /** The existing ones, in no order. */
  getMany(instituteCodes: readonly InstituteCode[], onDamaged: OnDamaged): Promise<Institute[]>;
  /**
   * The registry's contacts count only until the school has set its own. An entry without contacts does not remove any.
   */
  putRegistryEntry(entry: InstituteEntry, written: Authorship): Promise<"created" | "updated" | "unchanged">;
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
  version: z.int().min(1),
});

type VersionedInstitute = z.infer<typeof instituteItem>;

/** The data to write: the institute, and the author of each part. */
type WrittenInstitute = Omit<VersionedInstitute, "version" | "contacts"> & Pick<Institute, "contacts">;

/** The institutes, the contacts of each, and whether their addresses work. */
export function instituteStore(database: Database): InstituteStore {
  const parse = itemParser("institutes", instituteItem);

  async function getVersioned(instituteCode: InstituteCode, options?: { consistent?: boolean }) {
    const item = await database.get("institutes", { instituteCode }, options);
    return item === undefined ? undefined : parse(item);
  }

  /** Reads, computes the new item and writes it. It repeats this when another writer came in between. */
  async function change(
    instituteCode: InstituteCode,
    next: (before: VersionedInstitute | undefined) => WrittenInstitute | undefined,
  ): Promise<{ kind: "created" | "updated" | "unchanged"; institute: Institute } | { kind: "nothing" }> {
    return retryOnConflict(`institute ${instituteCode}`, async () => {
      const before = await getVersioned(instituteCode, { consistent: true });
      const after = next(before);
      if (after === undefined) return { kind: "nothing" };
      if (before !== undefined && isDeepStrictEqual(plainInstitute(before), plainInstitute(after))) {
        return { kind: "unchanged", institute: plainInstitute(after) };
      }
      const outcome =
        before === undefined
          ? await database.put(
              "institutes",
              { ...after, version: 1 },
              { expression: "attribute_not_exists(#instituteCode)" },
            )
          : await database.put(
              "institutes",
              { ...after, version: before.version + 1 },
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

    async putRegistryEntry({ instituteCode, name, contacts }, { by, at }) {
      const author = { entryBy: by, entryAt: at.getTime() };
      const outcome = await change(instituteCode, (before) =>
        before !== undefined && (before.contactsFrom === "school" || contacts.length === 0)
          ? { ...before, name, ...author }
          : {
              ...(before?.language === undefined ? {} : { language: before.language }),
              instituteCode,
              name,
              contacts: withStates(contacts, before?.contacts ?? []),
              contactsFrom: "registry",
              contactsBy: by,
              contactsAt: at.getTime(),
              ...author,
            },
      );
      return outcome.kind === "nothing" ? "unchanged" : outcome.kind;
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

function plainInstitute({ instituteCode, name, language, contacts, contactsFrom }: WrittenInstitute): Institute {
  return { instituteCode, name, language: language ?? defaultLanguage, contacts, contactsFrom };
}

/** The contacts, with the states of the addresses that were there before. */
export function withStates(contacts: readonly ContactDetails[], before: readonly Contact[]): Contact[] {
  return contacts.map((contact) => ({
    ...contact,
    state: before.find(({ email }) => isSameAddress(email, contact.email))?.state ?? "valid",
  }));
}
