import { expect, test } from "vitest";
import { namesakes } from "../lint/exported-names.ts";

test("two files that export one name are told with it, and so is each kind of export", () => {
  const sources = new Map([
    ["shared/domain/a.ts", "export type Day = string;\nexport const opened = 1;\nconst kept = 1;\n"],
    ["web/b.tsx", "export function Day() {}\nexport async function opened() {}\nconst kept = 2;\n"],
    ["scripts/c.ts", "export class Alone {}\n"],
  ]);
  expect(namesakes(sources)).toEqual([
    "Day is exported by shared/domain/a.ts and web/b.tsx",
    "opened is exported by shared/domain/a.ts and web/b.tsx",
  ]);
});

test("entry points, words of each language and openers are called as what they stand for", () => {
  const sources = new Map([
    ["functions/api/a.ts", "export const handler = 1;\n"],
    ["functions/api/b.ts", "export const handler = 2;\n"],
    ["shared/words/it/mails.ts", "export const mails = 1;\n"],
    ["shared/words/de/mails.ts", "export const mails = 2;\n"],
    ["shared/runtime/openers.ts", "export function migrations() {}\n"],
    ["shared/migrations.ts", "export const migrations = {};\n"],
  ]);
  expect(namesakes(sources)).toEqual([]);
});
