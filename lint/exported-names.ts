import { globSync, readFileSync } from "node:fs";

/**
 * Names that stand for a place, and not for a thing: entry points are called by the file they stand in, the words of
 * each language have the same names, and what opens a table is called as the table is.
 */
const places = [/^functions\/(api|jobs|events)\//, /^shared\/words\/[a-z]{2}\//, /^shared\/runtime\/openers\.ts$/];

const exported = /^export (?:declare )?(?:async )?(?:type|interface|const|function|class) (\w+)/gm;

/**
 * Two things of one name are taken for each other by whoever reads, and by whoever lets an editor add the import.
 * @param sources the text of each file by its path from the root
 * @returns what to say of each name that two files export
 */
export function namesakes(sources: ReadonlyMap<string, string>): string[] {
  const named = [...sources]
    .filter(([file]) => !places.some((place) => place.test(file)))
    .flatMap(([file, source]) => [...namesIn(source)].map((name) => ({ name, file })));
  return [...Map.groupBy(named, ({ name }) => name)]
    .filter(([, { length }]) => length > 1)
    .map(([name, all]) => `${name} is exported by ${all.map(({ file }) => file).join(" and ")}`);
}

/** Each once: a function is exported by each of its overloads. */
function namesIn(source: string): ReadonlySet<string> {
  return new Set([...source.matchAll(exported)].map(([, name = ""]) => name));
}

if (import.meta.main) {
  const files = globSync("{shared,functions,infra,scripts,web}/**/*.{ts,tsx}", { exclude: ["**/node_modules/**"] });
  const found = namesakes(new Map(files.toSorted().map((file) => [file, readFileSync(file, "utf8")])));
  for (const one of found) process.stderr.write(`${one}\n`);
  if (found.length > 0) process.exitCode = 1;
}
