import * as z from "zod";
import { type ContactChange, type ContactsOwner, unique } from "../domain/registry/contact-change.ts";
import { type Contact, contactStates } from "../domain/registry/institute.ts";
import type { Database, Item } from "./database.ts";
import { itemParser, type OnDamaged, readable } from "./parse-item.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { storedInstant } from "./stored-fields.ts";

/** A change that is not mailed yet. */
export type UntoldChange = ContactChange & { /** Number of changes in this note. */ changes: number };

export type ContactChangeStore = {
  /**
   * Notes that contacts are about to change. It comes before the change, so that no change is without a note. Changes
   * that wait at the same time are one note, with the addresses from before each of them.
   */
  note(owner: ContactsOwner, before: readonly Contact[], now: Date): Promise<void>;
  /** The waiting changes, at most `max`, in the order of their owners. */
  untold(max: number, onDamaged: OnDamaged): Promise<UntoldChange[]>;
  /** Refused when another change was noted since this one was read. */
  settle(change: UntoldChange): Promise<"settled" | "changed-meanwhile">;
};

/** The first addresses stay. Otherwise somebody could push out the victim's address with many quick changes. */
const addressesMax = 60;

/** They are among the settings, where the query of a job that finds none costs least. */
const partition = "contact-changes";

const changeItem = z
  .object({
    version: z.string().min(1),
    before: z.array(z.object({ email: z.string().min(1), state: z.enum(contactStates) })),
    changedAt: storedInstant,
    changes: z.int().min(1),
  })
  .transform(({ version, ...change }): UntoldChange => ({ owner: version, ...change }));

/** The changes of contacts that have not been mailed yet. */
export function contactChangeStore(database: Database): ContactChangeStore {
  const parse = itemParser("settings", changeItem);
  const keyOf = (owner: ContactsOwner) => ({ name: partition, version: owner });

  return {
    async note(owner, before, now) {
      const addresses = before.map(({ email, state }) => ({ email, state }));
      let waiting: UntoldChange | undefined;
      await retryOnConflict(`the note on the contacts of ${owner}`, async () => {
        const outcome = await database.put(
          "settings",
          {
            ...keyOf(owner),
            before: unique([...(waiting?.before ?? []), ...addresses]).slice(0, addressesMax),
            changedAt: now.getTime(),
            changes: (waiting?.changes ?? 0) + 1,
          },
          waiting === undefined
            ? { expression: "attribute_not_exists(#name)" }
            : { expression: "#changes = :changes", values: { changes: waiting.changes } },
        );
        if (outcome.kind === "written") return "noted";
        waiting = outcome.current && parse(outcome.current);
        return "conflict";
      });
    },

    async untold(max, onDamaged) {
      const items: Item[] = [];
      const pages = database.queryPages({ table: "settings", partition, consistent: true, pageItemsMax: max });
      for await (const page of pages) {
        items.push(...page);
        if (items.length >= max) break;
      }
      return readable(items.slice(0, max), parse, onDamaged);
    },

    async settle({ owner, changes }) {
      const outcome = await database.remove("settings", keyOf(owner), {
        expression: "#changes = :changes",
        values: { changes },
      });
      return outcome.kind === "written" || outcome.current === undefined ? "settled" : "changed-meanwhile";
    },
  };
}
