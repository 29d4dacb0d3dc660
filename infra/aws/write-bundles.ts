import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventFunctions } from "../../shared/event-functions.ts";
import { routes } from "../../shared/routes.ts";
import { schedules } from "../../shared/schedules.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { type BallastList, ballast } from "./bundle-ballast.ts";
import { type Bundle, bundleFunction, type FunctionName } from "./bundle-function.ts";

/** All functions, from the tables. */
export const functionNames: readonly FunctionName[] = [
  ...new Set(tableEntries(routes).map(([, { servedBy }]) => servedBy)),
  ...tableEntries(schedules).map(([name]) => name),
  ...tableEntries(eventFunctions).map(([name]) => name),
];

/**
 * The bundles of these functions.
 * @throws Error naming the entries of the list that no bundle matched: the packages have changed, and the code that an
 * entry left out may be back under another name
 */
export async function bundleAll(
  names: readonly FunctionName[],
  list: BallastList,
): Promise<ReadonlyMap<FunctionName, Bundle>> {
  const bundles = new Map<FunctionName, Bundle>();
  for (const name of names) bundles.set(name, await bundleFunction(name, list));
  const leftOut = new Set([...bundles.values()].flatMap((bundle) => [...bundle.leftOut]));
  const unmatched = Object.keys(list).filter((entry) => !leftOut.has(entry));
  if (unmatched.length > 0) throw new Error(`infra/aws/bundle-ballast.ts: no bundle holds ${unmatched.join("; ")}`);
  return bundles;
}

/** Writes each function's bundle as `index.js` into a folder with its name. */
export async function writeBundles(folder: string): Promise<void> {
  for (const [name, { code }] of await bundleAll(functionNames, ballast)) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "index.js"), code);
  }
}
