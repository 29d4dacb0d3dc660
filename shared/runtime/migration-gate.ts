import { type Migration, migrations } from "../migrations.ts";
import type { MigrationStore } from "../store/migration-store.ts";
import type { TableId } from "../tables.ts";

/** What a row of the tables of routes or jobs may do, by table. */
type Rights = Readonly<Partial<Record<TableId, string>>>;

/** Who would wait: schools are those routes that others than offices may call. */
export type Waiting = "schools" | "offices" | "jobs";

/** Names the migrations that a row with these rights has to wait for. */
export type AwaitedMigrations = (rights: Rights, who: Waiting) => Promise<readonly string[]>;

/** Asks the store until a migration is through, and never again: it cannot be undone while the process lives. */
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

/** Who scans is the migration itself. */
function reads(right: string | undefined): boolean {
  return right !== undefined && right !== "scan-write";
}
