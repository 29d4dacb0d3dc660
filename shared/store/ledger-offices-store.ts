import * as z from "zod";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { Database } from "./database.ts";
import { itemParser } from "./parse-item.ts";
import { storedDate } from "./stored-fields.ts";

/** From which date on the mail ledger has a partition for each health office. */
export type LedgerOfficesStore = {
  /** The first such date; undefined: no date has been settled yet, so none has come. */
  since(): Promise<LocalDate | undefined>;
  /** Settles the date, once and for all. */
  begin(from: LocalDate): Promise<void>;
};

/** Where the date lies: among the settings, so that it comes back with them from a backup. */
export const ledgerOfficesKey = { name: "mail-ledger", version: "by-office" } as const;

const sinceItem = z.object({ from: storedDate }).transform(({ from }) => from);

export function ledgerOfficesStore(database: Database): LedgerOfficesStore {
  const parse = itemParser("settings", sinceItem);
  let known: LocalDate | undefined;
  let reading: Promise<LocalDate | undefined> | undefined;

  async function read(): Promise<LocalDate | undefined> {
    const item = await database.get("settings", ledgerOfficesKey, { consistent: true });
    return item === undefined ? undefined : parse(item);
  }

  return {
    async since() {
      // A date that is settled never changes.
      if (known !== undefined) return known;
      reading ??= read().finally(() => {
        reading = undefined;
      });
      known = await reading;
      return known;
    },

    async begin(from) {
      await database.put("settings", { ...ledgerOfficesKey, from }, { expression: "attribute_not_exists(#name)" });
    },
  };
}
