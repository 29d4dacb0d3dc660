import { type MigrationName, migrations } from "../../shared/migrations.ts";
import type { Job } from "../../shared/runtime/job-chain.ts";
import type { ItemMigration } from "../../shared/store/item-migration.ts";
import { alertHeads } from "../../shared/store/migrations/alert-heads.ts";
import { alertTerritories } from "../../shared/store/migrations/alert-territories.ts";
import { institutePlaces } from "../../shared/store/migrations/institute-places.ts";
import { officeSettings } from "../../shared/store/migrations/office-settings.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { divideLedger } from "../flows/migrations/divide-ledger.ts";
import { runMigrations } from "../flows/migrations/run-migrations.ts";

const rules: Readonly<Record<MigrationName, ItemMigration>> = {
  "alert-heads": alertHeads,
  "alert-territories": alertTerritories,
  "office-settings": officeSettings,
  "institute-places": institutePlaces,
};

const steps = tableEntries(migrations).map(([name, { reads }]) => ({ name, reads, rule: rules[name] }));

/** Converts the stored data of an earlier release into the shape of this one. */
export const job: Job<"migrate"> = async (deps, time) => {
  const outcome = await runMigrations(steps, time, deps);
  // Last, because the date lies among the settings: the first migration of a new system finds them empty.
  await divideLedger(deps);
  return outcome;
};
