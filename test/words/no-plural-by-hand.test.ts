import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** A text chosen by whether there is one of something: other languages have more forms than two. */
const chosenByOne = /[!=]==? 1\s*\?\s*["'`]/;

test.each(["count === 1 ? 'site' : 'sites'", "n === 1\n  ? `one` : `many`", 'rows !== 1 ? "rows" : "row"'])(
  "%j is found",
  (source) => {
    expect(source).toMatch(chosenByOne);
  },
);

test("every count is spelled by the rules of its language", () => {
  const files = globSync("{shared,functions,infra,web,scripts}/**/*.{ts,tsx}", {
    cwd: root,
    // Tools of the scripts are installed beside them.
    exclude: ["**/node_modules/**"],
  });
  expect(files.length).toBeGreaterThan(300);
  expect(files.filter((file) => chosenByOne.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
});
