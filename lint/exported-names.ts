import { globSync, readFileSync } from "node:fs";

/**
 * Files whose names stand for a place and not for a thing. Entry points have the name of their file, the words of each
 * language have the same names, and an opener has the name of its table.
 */
const places = [/^functions\/(api|jobs|events)\//, /^shared\/words\/[a-z]{2}\//, /^shared\/runtime\/openers\.ts$/];

const exported = /^export (?:declare )?(?:async )?(?:type|interface|const|function|class) (\w+)/gm;

/**
 * A reader confuses two things of one name, and an editor imports the wrong one.
 * @param sources the text of each file by its path from the root
 * @returns a message for each name that two files export
 */
export function namesakes(sources: ReadonlyMap<string, string>): string[] {
  const named = [...sources]
    .filter(([file]) => !places.some((place) => place.test(file)))
    .flatMap(([file, source]) => [...namesIn(source)].map((name) => ({ name, file })));
  return [...Map.groupBy(named, ({ name }) => name)]
    .filter(([, { length }]) => length > 1)
    .map(([name, all]) => `${name} is exported by ${all.map(({ file }) => file).join(" and ")}`);
}

/** Each name once, because a function exports each of its overloads. */
function namesIn(source: string): ReadonlySet<string> {
  return new Set([...source.matchAll(exported)].map(([, name = ""]) => name));
}

if (import.meta.main) {
  const files = globSync("{shared,functions,infra,scripts,web}/**/*.{ts,tsx}", { exclude: ["**/node_modules/**"] });
  const found = namesakes(new Map(files.toSorted().map((file) => [file, readFileSync(file, "utf8")])));
  for (const one of found) process.stderr.write(`${one}\n`);
  if (found.length > 0) process.exitCode = 1;
}
