import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventFunctions } from "../../shared/event-functions.ts";
import { routes } from "../../shared/routes.ts";
import { schedules } from "../../shared/schedules.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { bundleFunction, type FunctionName } from "./bundle-function.ts";

/** Every function there is, from the tables. */
export const functionNames: readonly FunctionName[] = [
  ...new Set(tableEntries(routes).map(([, { servedBy }]) => servedBy)),
  ...tableEntries(schedules).map(([name]) => name),
  ...tableEntries(eventFunctions).map(([name]) => name),
];

/** Writes each function's bundle as `index.js` into a folder of its name. */
export async function writeBundles(folder: string): Promise<void> {
  for (const name of functionNames) {
    const { code } = await bundleFunction(name);
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "index.js"), code);
  }
}
