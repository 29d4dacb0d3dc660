import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { type EventFunctionName, eventFunctions } from "../../shared/event-functions.ts";
import type { HttpFunctionName, Route } from "../../shared/routes/route.ts";
import { routes } from "../../shared/routes.ts";
import { type JobName, schedules } from "../../shared/schedules.ts";
import { withoutBallast } from "./bundle-ballast.ts";

/** A Lambda function: one for each group of routes, one for each job and one for each kind of event of AWS. */
export type FunctionName = HttpFunctionName | JobName | EventFunctionName;

export type Bundle = {
  /** CommonJS that exports `handler`. */
  code: Uint8Array;
  /** The files it was made of, relative to the repository, with the bytes each has in it. */
  inputs: Metafile["outputs"][string]["inputs"];
};

const root = fileURLToPath(new URL("../..", import.meta.url));

export const httpFunctionNames: readonly HttpFunctionName[] = [
  ...new Set(Object.values(routes).map(({ servedBy }) => servedBy)),
];

/**
 * Bundles one function as it is deployed. Its entry is written here from the tables, so that a row added there is
 * served without an entry file to keep beside them.
 */
export async function bundleFunction(name: FunctionName): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entryOf(name), loader: "ts", resolveDir: root },
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    // Lambda loads CommonJS faster: an ES module that imports node:http makes Node load all of its fetch.
    format: "cjs",
    // The SDK's HTTP handler asks for node:http by import(), which would have the same price.
    supported: { "dynamic-import": false },
    // The SDK's ES modules can be shaken; by default esbuild takes their CommonJS builds.
    mainFields: ["module", "main"],
    plugins: [withoutBallast(isJob(name) || isEventFunction(name) ? undefined : rowsServedBy(name))],
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
  return { code: code.contents, inputs: output.inputs };
}

function entryOf(name: FunctionName): string {
  if (isJob(name)) return jobEntry(name);
  return isEventFunction(name) ? eventEntry(name) : httpEntry(name);
}

function isJob(name: FunctionName): name is JobName {
  return name in schedules;
}

function isEventFunction(name: FunctionName): name is EventFunctionName {
  return name in eventFunctions;
}

function rowsServedBy(servedBy: HttpFunctionName): Record<string, Route> {
  return Object.fromEntries(Object.entries<Route>(routes).filter(([, row]) => row.servedBy === servedBy));
}

function httpEntry(servedBy: HttpFunctionName): string {
  const names = Object.keys(rowsServedBy(servedBy));
  // Who serves the contract knows the whole of it.
  const rows = names.includes("get-openapi")
    ? `import { routes as rows } from "./shared/routes.ts";`
    : `import { ${servedBy}Routes as rows } from "./shared/routes/${servedBy}-routes.ts";`;
  return `
import "./shared/runtime/interpreted-parsers.ts";
${rows}
import { systemClock } from "./shared/runtime/clock.ts";
import { parseEnvironment } from "./shared/runtime/environment.ts";
import { httpFunction } from "./shared/runtime/http-chain.ts";
import { openHttpDeps } from "./shared/runtime/http-deps.ts";
import { onFirstCall } from "./shared/runtime/on-first-call.ts";
${names.map((name, index) => `import { handler as handler${index} } from "./functions/api/${name}.ts";`).join("\n")}

const handlers = [${names.map((_, index) => `handler${index}`).join(", ")}];
export const handler = onFirstCall(() =>
  httpFunction(handlers, openHttpDeps(parseEnvironment(process.env), { now: systemClock }), rows),
);
`;
}

function jobEntry(name: JobName): string {
  return `
import { job } from "./functions/jobs/${name}.ts";
import { systemClock } from "./shared/runtime/clock.ts";
import { openDeps } from "./shared/runtime/deps.ts";
import { parseEnvironment } from "./shared/runtime/environment.ts";
import { jobFunction } from "./shared/runtime/job-chain.ts";
import { onFirstCall } from "./shared/runtime/on-first-call.ts";

export const handler = onFirstCall(() =>
  jobFunction("${name}", job, openDeps(parseEnvironment(process.env), { now: systemClock })),
);
`;
}

function eventEntry(name: EventFunctionName): string {
  return `
import "./shared/runtime/interpreted-parsers.ts";
import { event } from "./functions/events/${name}.ts";
import { systemClock } from "./shared/runtime/clock.ts";
import { parseEventEnvironment } from "./shared/runtime/environment.ts";
import { eventFunction } from "./shared/runtime/event-chain.ts";
import { openEventDeps } from "./shared/runtime/event-deps.ts";
import { onFirstCall } from "./shared/runtime/on-first-call.ts";

export const handler = onFirstCall(() =>
  eventFunction("${name}", event, openEventDeps(parseEventEnvironment(process.env), { now: systemClock })),
);
`;
}
