import type { Deps } from "../../../shared/runtime/deps.ts";
import { hasTime, type JobOutcome, type JobTime } from "../../../shared/runtime/job-chain.ts";
import type { Item } from "../../../shared/store/database.ts";
import type { ItemMigration, MigratedItem } from "../../../shared/store/item-migration.ts";
import type { MigrationProgress } from "../../../shared/store/migration-store.ts";
import { retryOnConflict } from "../../../shared/store/retry-on-conflict.ts";
import type { TableId } from "../../../shared/tables.ts";

type MigrationDeps = Pick<Deps, "migrations" | "now" | "log">;

/** One row of the table of migrations with its rule. */
export type MigrationStep = { name: string; reads: TableId; rule: ItemMigration };

/** A call of the previous release may run for this long and write the old shape. */
export const earlierCallMillis = 15 * 60_000;
/** Once for the existing items, and once for those that such calls wrote meanwhile. */
const passesWanted = 2;
/** Maximum of one run, in addition to its time. The next run continues. */
const pagesMax = 100_000;

type Counts = { items: number; written: number; damaged: number };

/**
 * Migrates the tables of the steps, in order. It can run twice at once, and again after a crash at any call. Near its
 * time limit it ends, and the next run continues there.
 *
 * @returns counts; `left` are the incomplete migrations; `settlesAt` is when items written by calls of the previous
 * release will be migrated
 */
export async function runMigrations(
  steps: readonly MigrationStep[],
  time: JobTime,
  deps: MigrationDeps,
): Promise<JobOutcome> {
  const counts: Counts = { items: 0, written: 0, damaged: 0 };
  for (const step of steps) {
    const progress = await deps.migrations.begin(step.name, deps.now());
    if (!isPassDue(progress, deps.now())) continue;
    if ((await pass(step, progress, counts, time, deps)) === "no-time-left") break;
  }
  const states = await Promise.all(steps.map(({ name }) => deps.migrations.begin(name, deps.now())));
  const left = states.filter(({ passes }) => passes === 0).length;
  const unsettled = states.filter(({ passes }) => passes < passesWanted).map(settlesAt);
  const last = unsettled.toSorted((one, other) => one.getTime() - other.getTime()).at(-1);
  return { ...counts, left, ...(last === undefined ? {} : { settlesAt: last.toISOString() }) };
}

function isPassDue(progress: MigrationProgress, now: Date): boolean {
  return progress.passes === 0 || (progress.passes < passesWanted && now >= settlesAt(progress));
}

function settlesAt({ beganAt }: MigrationProgress): Date {
  return new Date(beganAt.getTime() + earlierCallMillis);
}

async function pass(
  step: MigrationStep,
  begun: MigrationProgress,
  counts: Counts,
  time: JobTime,
  deps: MigrationDeps,
): Promise<"ended" | "no-time-left"> {
  let progress = begun;
  for (let page = 0; page < pagesMax; page++) {
    const { items, last } = await deps.migrations.page(step.reads, progress);
    for (const item of items) await migrateItem(step, item, progress.beganAt, counts, deps);
    counts.items += items.length;
    if (last === undefined) {
      // In a new system no earlier release is running.
      const isEmpty = items.length === 0 && progress.startAfter === undefined;
      await deps.migrations.endPass(step.name, progress, isEmpty ? passesWanted : progress.passes + 1);
      return "ended";
    }
    await deps.migrations.reach(step.name, progress, last);
    progress = { ...progress, startAfter: last };
    if (!hasTime(time)) break;
  }
  return "no-time-left";
}

/** An unreadable item stays unchanged, is reported, and delays nothing else. */
async function migrateItem(
  { name, reads, rule }: MigrationStep,
  item: Item,
  beganAt: Date,
  counts: Counts,
  deps: MigrationDeps,
): Promise<void> {
  let current = item;
  await retryOnConflict(`an item of ${name}`, async () => {
    const becomes = workOut(() => rule(current, beganAt));
    if (becomes instanceof Error) {
      deps.log.error("item not migrated", becomes, { migration: name });
      counts.damaged += 1;
      return "left";
    }
    const { written, changed } = await deps.migrations.write(reads, current, becomes);
    counts.written += written;
    if (changed === undefined) return "migrated";
    current = changed;
    return "conflict";
  });
}

function workOut(becomes: () => MigratedItem): MigratedItem | Error {
  try {
    return becomes();
  } catch (fault) {
    return fault instanceof Error ? fault : new Error(String(fault));
  }
}
