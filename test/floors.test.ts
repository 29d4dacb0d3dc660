import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, matchesGlob } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { overrides } from "../lint/floors.ts";

const root = join(import.meta.dirname, "..");

/** A file planted on a floor, and the one import that it makes. */
type Planted = { file: string; specifier: string };

const forbidden: readonly Planted[] = [
  { file: "shared/domain/planted.ts", specifier: "../store/site-store.ts" },
  { file: "shared/domain/planted.ts", specifier: "../detection/evaluate-day.ts" },
  { file: "shared/domain/planted.ts", specifier: "zod" },
  { file: "shared/domain/planted.ts", specifier: "node:fs" },
  { file: "shared/domain/calendar/planted.ts", specifier: "../survey/day-sheet.ts" },
  { file: "shared/domain/survey/planted.ts", specifier: "../../store/site-store.ts" },
  { file: "shared/detection/planted.ts", specifier: "../contracts/fields.ts" },
  { file: "shared/words/it/planted.ts", specifier: "../../contracts/problem.ts" },
  { file: "shared/words/planted.ts", specifier: "../mail/mailer.ts" },
  { file: "shared/domain/planted.ts", specifier: "../words/plural.ts" },
  { file: "shared/detection/planted.ts", specifier: "../words/plural.ts" },
  { file: "shared/store/planted.ts", specifier: "../words/plural.ts" },
  { file: "shared/contracts/planted.ts", specifier: "../store/site-store.ts" },
  { file: "shared/tables.ts", specifier: "./routes.ts" },
  { file: "shared/schedules.ts", specifier: "./runtime/clock.ts" },
  { file: "shared/page-paths.ts", specifier: "./routes.ts" },
  { file: "shared/routes.ts", specifier: "./store/site-store.ts" },
  { file: "shared/routes/planted.ts", specifier: "../store/site-store.ts" },
  { file: "shared/store/planted.ts", specifier: "../routes/absences-routes.ts" },
  { file: "shared/store/planted.ts", specifier: "../mail/mailer.ts" },
  { file: "shared/store/planted.ts", specifier: "@aws-sdk/client-ses" },
  { file: "shared/mail/planted.ts", specifier: "@aws-sdk/client-dynamodb" },
  { file: "shared/mail/planted.ts", specifier: "../runtime/deps.ts" },
  { file: "shared/runtime/planted.ts", specifier: "../../functions/flows/survey-days/day-rows.ts" },
  { file: "functions/flows/planted.ts", specifier: "@aws-sdk/client-dynamodb" },
  { file: "functions/api/planted.ts", specifier: "../../infra/local/engine.ts" },
  { file: "infra/local/planted.ts", specifier: "../../test/floors.test.ts" },
  { file: "web/planted.ts", specifier: "../shared/store/site-store.ts" },
];

const allowed: readonly Planted[] = [
  { file: "shared/domain/planted.ts", specifier: "./codes.ts" },
  { file: "shared/domain/survey/planted.ts", specifier: "../calendar/closure.ts" },
  { file: "shared/detection/planted.ts", specifier: "../domain/codes.ts" },
  { file: "shared/words/it/planted.ts", specifier: "../../domain/codes.ts" },
  { file: "shared/contracts/planted.ts", specifier: "../domain/codes.ts" },
  { file: "shared/contracts/planted.ts", specifier: "../words/plural.ts" },
  { file: "web/planted.ts", specifier: "../shared/page-paths.ts" },
  { file: "shared/store/planted.ts", specifier: "@aws-sdk/util-dynamodb" },
  { file: "shared/runtime/planted.ts", specifier: "../store/site-store.ts" },
  { file: "functions/api/planted.ts", specifier: "../flows/survey-days/day-rows.ts" },
  { file: "infra/local/planted.ts", specifier: "../../shared/runtime/deps.ts" },
];

let house = "";

/** Whether the linter objects to the import, in an otherwise empty house with our rules. */
function isRefused({ file, specifier }: Planted): boolean {
  const path = join(house, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import { planted } from "${specifier}";\n\nexport const used = planted;\n`);
  try {
    execFileSync(process.execPath, [resolveBiome(), "lint", "--vcs-enabled=false", file], {
      cwd: house,
      stdio: "pipe",
    });
    return false;
  } catch (fault) {
    const said = fault instanceof Error && "stderr" in fault ? `${fault.stderr}` : "";
    if (!said.includes("noRestrictedImports")) throw fault;
    return true;
  } finally {
    rmSync(path);
  }
}

function resolveBiome(): string {
  return join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
}

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), "floors-"));
  cpSync(join(root, "biome.json"), join(house, "biome.json"));
  cpSync(join(root, "lint"), join(house, "lint"), { recursive: true });
  writeFileSync(join(house, "lint", "floors.json"), JSON.stringify({ overrides }));
});

afterAll(() => rmSync(house, { recursive: true }));

describe("imports point down", () => {
  test.each(forbidden)("$file may not import $specifier", (planted) => {
    expect(isRefused(planted)).toBe(true);
  });

  test.each(allowed)("$file may import $specifier", (planted) => {
    expect(isRefused(planted)).toBe(false);
  });
});

test("each file of the house lies on one floor", () => {
  const files = globSync("{shared,functions,infra,web}/**/*.{ts,tsx}", { cwd: root });
  const floorsOf = (file: string) =>
    overrides.filter(({ includes }) => includes.some((pattern) => matchesGlob(file, pattern)));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => floorsOf(file).length !== 1)).toEqual([]);
});
