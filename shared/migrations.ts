import type { TableId } from "./tables.ts";

/**
 * Every change of stored data, in the order of the releases. For each row, the job `migrate` reads the row's table
 * once. The rule for one item is in `shared/store/migrations/<row name>.ts`.
 */
export type Migration = {
  /** The table that the job reads from one end to the other. */
  readonly reads: TableId;
  /** The other tables whose items it changes. */
  readonly changes?: readonly TableId[];
  readonly does: string;
  /** Routes and jobs with a right to one of these tables wait until the migration is complete. */
  readonly withholds: readonly TableId[];
  /** Schools and the public do not wait: during the migration, the data they read from these tables is sufficient. */
  readonly sparesSchools?: true;
};

export type MigrationTable = Readonly<Record<string, Migration>>;

export const migrations = {
  "alert-heads": {
    reads: "alerts",
    does: "moves the explanations from the alerts into items of their own, so that no alert outgrows an item",
    withholds: ["alerts"],
  },
  "alert-territories": {
    reads: "alerts",
    does: "gives each alert its territory and its sort key, to list the alerts of a territory",
    withholds: ["alerts"],
  },
  "office-settings": {
    reads: "settings",
    does: "copies closures, contacts, policies and backtests to the first office, and territories to the region",
    withholds: ["settings"],
    sparesSchools: true,
  },
  "institute-places": {
    reads: "sites",
    changes: ["institutes"],
    does: "tells each institute where its sites lie",
    // In an earlier release there is only one office, and it has all institutes.
    withholds: [],
  },
} as const satisfies MigrationTable;

export type MigrationName = keyof typeof migrations;
