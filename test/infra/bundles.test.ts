import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ballast } from "../../infra/aws/bundle-ballast.ts";
import { type Bundle, entryOf, type FunctionName, httpFunctionNames } from "../../infra/aws/bundle-function.ts";
import { bundleAll, functionNames } from "../../infra/aws/write-bundles.ts";
import { eventFunctions } from "../../shared/event-functions.ts";
import { absencesRoutes } from "../../shared/routes/absences-routes.ts";
import { publicRoutes } from "../../shared/routes/public-routes.ts";
import { registrationRoutes } from "../../shared/routes/registration-routes.ts";
import { surveillanceRoutes } from "../../shared/routes/surveillance-routes.ts";
import { routes } from "../../shared/routes.ts";
import { schedules } from "../../shared/schedules.ts";
import type { TableId } from "../../shared/tables.ts";

const root = join(import.meta.dirname, "..", "..");

const parts = {
  public: publicRoutes,
  absences: absencesRoutes,
  registration: registrationRoutes,
  surveillance: surveillanceRoutes,
};
const rows: Readonly<Record<string, { tables: object }>> = { ...schedules, ...eventFunctions };

/** The tables that the rows of a function name. */
function tablesOf(name: string): Set<string> {
  const part = Object.entries(parts).find(([servedBy]) => servedBy === name)?.[1];
  const named = part === undefined ? [rows[name]] : Object.values(part);
  return new Set(named.flatMap((row) => Object.keys(row?.tables ?? {})));
}

const storeOf = {
  institutes: "institute-store",
  sites: "site-store",
  enrolments: "enrolment-store",
  absenceReports: "report-store",
  surveyDays: "survey-day-store",
  alerts: "alert-store",
  mailLedger: "mail-ledger-store",
  settings: "settings-store",
  audit: "audit-store",
} as const satisfies Record<TableId, string>;

describe("the bundles", () => {
  let bundles: ReadonlyMap<FunctionName, Bundle>;
  beforeAll(async () => {
    bundles = await bundleAll(functionNames, ballast);
  });

  function filesIn(name: FunctionName): string[] {
    const inputs = Object.entries(bundles.get(name)?.inputs ?? {});
    return inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  }

  test.each(functionNames)("%s holds the stores of the tables that its rows name, and no others", (name) => {
    const files = filesIn(name);
    // The addresses of the health office, in the settings, are written like those of institutes.
    const alsoHeld = tablesOf(name).has("settings") ? ["institute-store"] : [];
    const named = [...tablesOf(name)].map((table) => Object.entries(storeOf).find(([id]) => id === table)?.[1]);
    const held = Object.values(storeOf).filter((store) => files.includes(`shared/store/${store}.ts`));
    expect(new Set([...held, ...alsoHeld])).toEqual(new Set([...named, ...alsoHeld]));
  });

  test.each(httpFunctionNames)(
    "%s holds its own part of the route table alone, but for who serves the contract",
    (name) => {
      const held = filesIn(name).filter((file) => file.startsWith("shared/routes/") && file.endsWith("-routes.ts"));
      const all = httpFunctionNames.map((each) => `shared/routes/${each}-routes.ts`);
      expect(held.toSorted()).toEqual(
        "get-openapi" in parts[name] ? all.toSorted() : [`shared/routes/${name}-routes.ts`],
      );
    },
  );

  test("only functions with callers hold what tells genuine tokens from others", () => {
    const verifying = functionNames.filter((name) => filesIn(name).some((file) => file.includes("/aws-jwt-verify/")));
    expect(verifying.toSorted()).toEqual(["absences", "registration", "surveillance"]);
  });

  test("only jobs that mail hold what mails", () => {
    const mailing = functionNames.filter((name) => filesIn(name).some((file) => file.includes("/client-ses/")));
    expect(mailing).toEqual(Object.entries(schedules).flatMap(([name, { uses }]) => (uses.length > 0 ? [name] : [])));
  });
});

test("every row is in exactly one part of the route table", () => {
  expect(Object.keys(routes).toSorted()).toEqual(
    Object.values(parts)
      .flatMap((part) => Object.keys(part))
      .toSorted(),
  );
});

describe("the list of what is left out of other people's packages", () => {
  const planted = { file: /[\\/]gone-since-yesterday\.js$/, instead: "export {};" };

  test("fails the build when an entry matches nothing in any bundle", async () => {
    const list = { "a module that has gone": planted, "searching for credentials": credentials };
    await expect(bundleAll(["rotate-link-keys", "token-claims"], list)).rejects.toThrow(
      /no bundle holds a module that has gone$/,
    );
  });

  test("has entries of other people's packages alone", async () => {
    for (const { file } of Object.values(ballast)) expect(file.source).toMatch(/@aws-sdk|@smithy|nodemailer|zod/);
  });
  const [credentials = planted] = Object.values(ballast);
});

describe("the compiler", () => {
  const faults = new Map<string, string[]>();
  beforeAll(async () => {
    const sources: Record<string, string> = Object.fromEntries(functionNames.map((name) => [name, entryOf(name)]));
    for (const [name, opener] of poor)
      sources[`poor-${name}`] = entryOf(name).replace(`...open.${opener}(opening), `, "");
    sources["strange-handler"] = `
      import { handlerFor } from "./shared/runtime/handler-for.ts";
      export const handler = handlerFor("get-site")(async (_request, deps) => {
        await deps.reports.countOfDay("2023-02-15");
        return { problem: { reason: "not-found" } };
      });`;
    sources["strange-job"] = `
      import { isolatedJob } from "./functions/flows/faults/isolated-job.ts";
      export const job = isolatedJob("send-notices", async (deps) => ({ sites: typeof deps.sites }));`;
    for (const [name, said] of Object.entries(await compile(sources))) faults.set(name, said);
  }, 300_000);

  test.each(functionNames)("finds that the entry of %s opens all that its handlers may use", (name) => {
    expect(faults.get(name)).toEqual([]);
  });

  test.each(poor)("refuses an entry of %s that does not open the table %s", (name, _, missing) => {
    expect(faults.get(`poor-${name}`)?.join("\n")).toMatch(new RegExp(`'${missing}' is missing|: ${missing}\\b`));
  });

  test.each([
    ["a handler", "strange-handler", "Property 'reports' does not exist"],
    ["a job", "strange-job", "Property 'sites' does not exist"],
  ])("refuses %s that uses a table which its row does not name", (_, name, sentence) => {
    expect(faults.get(name)).toEqual([expect.stringContaining(sentence)]);
  });
});

/** A function, a table that its entry opens, and the store of it. */
const poor = [
  ["absences", "sites", "sites"],
  ["raise-alerts", "alerts", "alerts"],
  ["settle-mail", "institutes", "institutes"],
] as const;

/** The compiler's errors for files in the root of the repository, by file. */
async function compile(sources: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), "entries-"));
  try {
    const types = { typeRoots: [join(root, "node_modules", "@types")], incremental: false, noEmit: true };
    const config = { extends: join(root, "tsconfig.json"), compilerOptions: types, include: [folder] };
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    for (const [name, source] of Object.entries(sources))
      await writeFile(join(folder, `${name}.ts`), source.replaceAll('"./', `"${root}/`));
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    const { stdout } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], { encoding: "utf8" });
    // The lines that belong to an error come after it, indented.
    const found = stdout.split(/\n(?! )/);
    const ofFile = (name: string) => found.filter((fault) => basename(fault.split("(")[0] ?? "") === `${name}.ts`);
    return Object.fromEntries(Object.keys(sources).map((name) => [name, ofFile(name)]));
  } finally {
    await rm(folder, { recursive: true });
  }
}
