import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textLookUps } from "../lint/text-look-ups.ts";

const declared = [
  "type Territory = string;",
  'export const rites: Partial<Record<Territory, string>> = { MILANO: "ambrosian" };',
  "export const counts: { [name: string]: number } = {};",
  'export const words = { it: "sì", en: "yes" } as const;',
  "export const rates = new Map<Territory, number>();",
];

/** Each looks up in what `declared` declares, by what a caller has sent. */
const forbidden = [
  "(territory: Territory) => rites[territory]",
  '(territory: Territory | undefined) => rites[territory ?? ""]',
  "(name: string) => { counts[name] = 1; }",
  "(name: string) => name in words",
  "(name: string) => { const { [name]: found } = counts; return found; }",
  "(path: Readonly<Record<string, unknown>>, name: string) => path?.[name]",
  "(rows: readonly { name: string }[]) => rows.reduce<Record<string, number>>((sum, { name }) => { sum[name] = 1; return sum; }, {})",
  "<Name extends string>(name: Name) => rites[name]",
];

const allowed = [
  "() => rites.MILANO",
  '() => rites["MILANO"]',
  '(language: "it" | "en") => words[language]',
  '<Language extends "it" | "en">(language: Language) => words[language]',
  "(sites: readonly string[], index: number) => sites[index]",
  "(territory: Territory) => rates.get(territory)",
  '(reply: { problem: string } | { body: string }) => "problem" in reply',
  "(name: string) => ({ [name]: 1 })",
];

let house = "";

/** What is found of the expressions, planted in one file; each expression that is one comes back. */
function foundOf(file: string, expressions: readonly string[]): string[] {
  const path = join(house, file);
  mkdirSync(dirname(path), { recursive: true });
  const lines = expressions.map((expression, index) => `export const planted${index} = ${expression};`);
  writeFileSync(path, [...declared, ...lines].join("\n"));
  try {
    const found = textLookUps(join(house, "tsconfig.json"), house);
    return expressions.filter((_, index) => {
      const at = `${file}:${declared.length + index + 1}: `;
      return found.some((lookUp) => lookUp.startsWith(at));
    });
  } finally {
    rmSync(path);
  }
}

beforeAll(() => {
  house = realpathSync(mkdtempSync(join(tmpdir(), "look-ups-")));
  const compilerOptions = { target: "es2024", strict: true, noUncheckedIndexedAccess: true, types: [], noEmit: true };
  writeFileSync(join(house, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["."] }));
});

afterAll(() => rmSync(house, { recursive: true }));

describe("a look-up by a caller's text in a plain object", () => {
  test.each(["shared/domain", "shared/runtime", "functions/api", "infra/local", "scripts", "web/health-office"])(
    "is found on the floor %s, and nothing else is",
    (floor) => {
      expect(foundOf(`${floor}/planted.ts`, [...allowed, ...forbidden])).toEqual(forbidden);
    },
  );

  test("is allowed in the one file that asks first whether it is there", () => {
    expect(foundOf("shared/domain/own-value.ts", forbidden)).toEqual([]);
    expect(foundOf("shared/contracts/own-value.ts", forbidden)).toEqual(forbidden);
  });
});
