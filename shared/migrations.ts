import type { TableId } from "./tables.ts";

/**
 * Every change of stored data, in the order in which releases brought them: the job `migrate` goes through a table once
 * for each row. Its rule for one item is `shared/store/migrations/<row name>.ts`.
 */
export type Migration = {
  /** The table that is gone through from one end to the other. */
  readonly reads: TableId;
  readonly does: string;
  /** Routes and jobs with a right to one of these tables wait until the migration is through. */
  readonly withholds: readonly TableId[];
  /** Schools and the public do not wait: what they read of these tables beside it is enough to enter. */
  readonly sparesSchools?: true;
};

export type MigrationTable = Readonly<Record<string, Migration>>;

export const migrations = {
  "alert-heads": {
    reads: "alerts",
    does: "takes the explanations out of the alerts and lays them beside, so that no alert outgrows an item",
    withholds: ["alerts"],
  },
  "alert-territories": {
    reads: "alerts",
    does: "gives each alert its territory and standing, by which the alerts of a territory are listed",
    withholds: ["alerts"],
  },
  "office-settings": {
    reads: "settings",
    does: "gives closures, contacts, policies and backtests to the first office, and territories to the region",
    withholds: ["settings"],
    sparesSchools: true,
  },
} as const satisfies MigrationTable;

export type MigrationName = keyof typeof migrations;
