import { type Migration, migrations } from "../migrations.ts";
import type { MigrationStore } from "../store/migration-store.ts";
import type { TableId } from "../tables.ts";

/** The rights of a row of routes or jobs, by table. */
type Rights = Readonly<Partial<Record<TableId, string>>>;

/** The group that would wait. Routes of schools are those that others than offices may also call. */
export type Waiting = "schools" | "offices" | "jobs";

/** The names of the migrations for which a row with these rights must wait. */
export type AwaitedMigrations = (rights: Rights, who: Waiting) => Promise<readonly string[]>;

/**
 * Reads the store until a migration is complete, and then never again, because it cannot be undone while the process
 * runs.
 */
export function awaitedMigrations(
  store: Pick<MigrationStore, "through">,
  rows: Readonly<Record<string, Migration>> = migrations,
): AwaitedMigrations {
  const through = new Set<string>();
  return async (rights, who) => {
    const concerns = ({ withholds, sparesSchools }: Migration) =>
      !(sparesSchools === true && who === "schools") && withholds.some((table) => reads(rights[table]));
    const names = Object.entries(rows).flatMap(([name, row]) => (concerns(row) && !through.has(name) ? [name] : []));
    if (names.length === 0) return [];
    for (const name of await store.through(names)) through.add(name);
    return names.filter((name) => !through.has(name));
  };
}

/** A row that scans is the migration itself. A row that appends reads nothing. */
function reads(right: string | undefined): boolean {
  return right !== undefined && right !== "scan-write" && right !== "append";
}
