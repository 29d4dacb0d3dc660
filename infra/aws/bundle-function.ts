import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { type EventFunctionName, eventFunctions } from "../../shared/event-functions.ts";
import type { HttpFunctionName, Route } from "../../shared/routes/route.ts";
import { type RouteName, routes } from "../../shared/routes.ts";
import { type JobName, type Schedule, schedules } from "../../shared/schedules.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { type BallastList, ballast, withoutBallast } from "./bundle-ballast.ts";

/** A Lambda function: one for each group of routes, for each job, and for each kind of AWS event. */
export type FunctionName = HttpFunctionName | JobName | EventFunctionName;

export type Bundle = {
  /** CommonJS that exports `handler`. */
  code: Uint8Array;
  /** The source files, relative to the repository, with their bytes in the bundle. */
  inputs: Metafile["outputs"][string]["inputs"];
  /** The entries of the list of ballast that the bundle would have contained. */
  leftOut: ReadonlySet<string>;
};

const root = fileURLToPath(new URL("../..", import.meta.url));

export const httpFunctionNames: readonly HttpFunctionName[] = [
  ...new Set(Object.values(routes).map(({ servedBy }) => servedBy)),
];

/**
 * Bundles one function in the form that is deployed. Its entry is generated from the tables, so that a new row needs no
 * entry file.
 */
export async function bundleFunction(name: FunctionName, list: BallastList = ballast): Promise<Bundle> {
  const leftOut = new Set<string>();
  const { outputFiles, metafile } = await build({
    stdin: { contents: entryOf(name), loader: "ts", resolveDir: root },
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    // Lambda loads CommonJS faster: when an ES module imports node:http, Node loads all of its fetch.
    format: "cjs",
    // The SDK's HTTP handler loads node:http by import(), which would cost the same.
    supported: { "dynamic-import": false },
    // esbuild can remove unused parts of the SDK's ES modules; by default it would take their CommonJS builds.
    mainFields: ["module", "main"],
    plugins: [withoutBallast(list, routesServedBy(name), (entry) => leftOut.add(entry))],
    legalComments: "none",
    metafile: true,
    write: false,
    absWorkingDir: root,
    outfile: "index.js",
    logLevel: "error",
  });
  const [code] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  if (code === undefined || output === undefined) throw new Error(`${name} made no bundle`);
  return { code: code.contents, inputs: output.inputs, leftOut };
}

/** The entry of a function. It opens only what its rows name. */
export function entryOf(name: FunctionName): string {
  if (isJob(name)) return jobEntry(name);
  return isEventFunction(name) ? eventEntry(name) : httpEntry(name);
}

function isJob(name: FunctionName): name is JobName {
  return name in schedules;
}

function isEventFunction(name: FunctionName): name is EventFunctionName {
  return name in eventFunctions;
}

function routesServedBy(name: FunctionName): RouteName[] {
  return tableEntries<RouteName, Route>(routes).flatMap(([route, { servedBy }]) => (servedBy === name ? [route] : []));
}

/** The import of the openers and a call of each. The compiler checks that they suffice: see the tests. */
function openingOf(names: readonly string[]): { line: string; open: string } {
  if (names.length === 0) return { line: "", open: "() => ({})" };
  const calls = names.map((name) => `...open.${name}(opening)`);
  return {
    line: `import * as open from "./shared/runtime/openers.ts";`,
    open: `(opening) => ({ ${calls.join(", ")} })`,
  };
}

function httpEntry(servedBy: HttpFunctionName): string {
  const names = routesServedBy(servedBy);
  const served: Route[] = names.map((name) => routes[name]);
  // The OpenAPI document describes the whole table.
  const rows = names.includes("get-openapi")
    ? `import { routes as rows } from "./shared/routes.ts";`
    : `import { ${servedBy}Routes as rows } from "./shared/routes/${servedBy}-routes.ts";`;
  const named = new Set(served.flatMap(({ tables }) => Object.keys(tables)));
  const hasCallers = served.some(({ roles }) => roles !== "public");
  const { line, open } = openingOf([...named, ...(hasCallers ? ["callers"] : [])]);
  return `
import "./shared/runtime/interpreted-parsers.ts";
${rows}
import { systemClock } from "./shared/runtime/clock.ts";
import { parseEnvironment } from "./shared/runtime/environment.ts";
import { httpFunction } from "./shared/runtime/http-chain.ts";
import { onFirstCall } from "./shared/runtime/on-first-call.ts";
import { openDeps } from "./shared/runtime/open-deps.ts";
${line}
${names.map((name, index) => `import { handler as handler${index} } from "./functions/api/${name}.ts";`).join("\n")}

const handlers = [${names.map((_, index) => `handler${index}`).join(", ")}];
export const handler = onFirstCall(() => {
  const deps = openDeps(
    parseEnvironment(process.env),
    { now: systemClock },
    ${open},
  );
  return httpFunction(handlers, deps, rows);
});
`;
}

const openerOf = { mail: "mail", "link-keys": "links" } as const satisfies Record<Schedule["uses"][number], string>;

function jobEntry(name: JobName): string {
  const { tables, uses }: Schedule = schedules[name];
  const { line, open } = openingOf([
    ...Object.keys(tables),
    ...uses.map((used) => openerOf[used]),
    ...(Object.values(tables).includes("scan-write") ? ["migrations"] : []),
  ]);
  return `
import { job } from "./functions/jobs/${name}.ts";
import { systemClock } from "./shared/runtime/clock.ts";
import { parseEnvironment } from "./shared/runtime/environment.ts";
import { jobFunction } from "./shared/runtime/job-chain.ts";
import { onFirstCall } from "./shared/runtime/on-first-call.ts";
import { openDeps } from "./shared/runtime/open-deps.ts";
${line}

export const handler = onFirstCall(() => {
  const deps = openDeps(
    parseEnvironment(process.env),
    { now: systemClock },
    ${open},
  );
  return jobFunction("${name}", job, deps);
});
`;
}

function eventEntry(name: EventFunctionName): string {
  const { line, open } = openingOf(Object.keys(eventFunctions[name].tables));
  return `
import "./shared/runtime/interpreted-parsers.ts";
import { event } from "./functions/events/${name}.ts";
import { systemClock } from "./shared/runtime/clock.ts";
import { parseEventEnvironment } from "./shared/runtime/environment.ts";
import { eventFunction } from "./shared/runtime/event-chain.ts";
import { onFirstCall } from "./shared/runtime/on-first-call.ts";
import { openEventDeps } from "./shared/runtime/open-event-deps.ts";
${line}

export const handler = onFirstCall(() => {
  const deps = openEventDeps(
    parseEventEnvironment(process.env),
    { now: systemClock },
    ${open},
  );
  return eventFunction("${name}", event, deps);
});
`;
}
