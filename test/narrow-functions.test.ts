import { describe, expect, test } from "vitest";
import { wideFunctions } from "../lint/narrow-functions.ts";

const linesOf = (count: number) => "export const one = 1;\n".repeat(count);
const members = ["sites", "reports", "closures", "settings", "alerts", "log", "now"];
const picking = (count: number) =>
  `type Own = Pick<\n  Deps,\n${members
    .slice(0, count)
    .map((name) => `  | "${name}"`)
    .join("\n")}\n>;`;

describe("a handler", () => {
  test.each(["functions/api/get-planted.ts", "functions/jobs/planted.ts"])("%s has at most 30 lines", (file) => {
    expect(wideFunctions(file, linesOf(30))).toEqual([]);
    expect(wideFunctions(file, linesOf(31))).toEqual([`${file}: 31 lines; a handler has at most 30`]);
  });

  test("may be shorter than a flow", () => {
    expect(wideFunctions("functions/flows/mail/planted.ts", linesOf(31))).toEqual([]);
  });
});

describe("a function", () => {
  const file = "functions/flows/mail/planted.ts";

  test("picks at most six of the deps, however they are written", () => {
    expect(wideFunctions(file, picking(6))).toEqual([]);
    expect(wideFunctions(file, picking(7))).toEqual([`${file}: 7 members of Deps; a function picks at most 6`]);
    const oneLine = picking(7).replaceAll("\n", " ").replace("Deps", "HttpDeps");
    expect(wideFunctions(file, oneLine)).toEqual([`${file}: 7 members of HttpDeps; a function picks at most 6`]);
  });

  test.each(["deps: Deps", "deps: HttpDeps", "deps: Deps & Isolated"])("does not take %s", (parameter) => {
    expect(wideFunctions(file, `async function send(${parameter}) {}`)).toEqual([
      `${file}: takes the whole Deps; pick what is used`,
    ]);
  });

  test("may take deps of its own name", () => {
    expect(wideFunctions(file, 'async function send(deps: DigestDeps, log: Pick<Deps, "log">) {}')).toEqual([]);
  });
});
