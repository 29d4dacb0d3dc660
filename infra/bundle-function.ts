import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import { type Route, type RouteName, routes } from "../shared/routes.ts";
import { type JobName, schedules } from "../shared/schedules.ts";
import { type EventFunctionName, eventFunctions } from "./event-functions.ts";

/** A Lambda function: one for each group of routes, one for each job and one for each kind of event of AWS. */
export type FunctionName = Route["servedBy"] | JobName | EventFunctionName;

export type Bundle = {
  /** CommonJS that exports `handler`. */
  code: Uint8Array;
  /** The files it was made of, relative to the repository, with the bytes each has in it. */
  inputs: Metafile["outputs"][string]["inputs"];
};

const root = fileURLToPath(new URL("..", import.meta.url));

export const httpFunctionNames: readonly Route["servedBy"][] = [
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
    // The SDK's ES modules can be shaken; by default esbuild takes their CommonJS builds.
    mainFields: ["module", "main"],
    plugins: [withoutBallast(name)],
    charset: "utf8",
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

function httpEntry(servedBy: Route["servedBy"]): string {
  const names = routeNames().filter((name) => routes[name].servedBy === servedBy);
  return `
import { systemClock } from "./shared/runtime/clock.ts";
import { parseEnvironment } from "./shared/runtime/environment.ts";
import { httpFunction } from "./shared/runtime/http-chain.ts";
import { openHttpDeps } from "./shared/runtime/http-deps.ts";
import { onFirstCall } from "./shared/runtime/on-first-call.ts";
${names.map((name, index) => `import { handler as handler${index} } from "./functions/api/${name}.ts";`).join("\n")}

const handlers = [${names.map((_, index) => `handler${index}`).join(", ")}];
export const handler = onFirstCall(() =>
  httpFunction(handlers, openHttpDeps(parseEnvironment(process.env), { now: systemClock })),
);
`;
}

function routeNames(): RouteName[];
function routeNames(): string[] {
  return Object.keys(routes);
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

/** Modules that would come along for what is never asked of them, by what stands in their place. */
const replacements: readonly { file: RegExp; contents: string; except?: FunctionName }[] = [
  {
    // The SDK's search for credentials in files, on the instance and at sign-in services: Lambda's environment has them.
    file: /[\\/]@aws-sdk[\\/]credential-provider-node[\\/]dist-[a-z]+[\\/]index\.js$/,
    contents: "export const defaultProvider = () => async () => { throw new Error('no credentials were given'); };",
  },
  {
    // Calls that stream in both directions; DynamoDB and SES have none.
    file: /[\\/]@smithy[\\/]core[\\/]dist-[a-z]+[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    contents: "export {};",
  },
  {
    // For services whose endpoints have to be asked for; DynamoDB's are known.
    file: /[\\/]@aws-sdk[\\/]endpoint-cache[\\/]dist-[a-z]+[\\/]index\.js$/,
    contents: "export class EndpointCache {}",
  },
  {
    // Only what generates the OpenAPI document describes schemas; everything else just parses with them.
    file: /[\\/]zod[\\/]v4[\\/]core[\\/]json-schema-processors\.js$/,
    contents: "module.exports = {};",
    except: routes["get-openapi"].servedBy,
  },
  {
    file: /[\\/]zod[\\/]v4[\\/]core[\\/]to-json-schema\.js$/,
    contents:
      "const none = () => undefined; module.exports = { createToJSONSchemaMethod: none, createStandardJSONSchemaMethod: none };",
    except: routes["get-openapi"].servedBy,
  },
  {
    // The SDK tells its version from the whole of its package.json.
    file: /[\\/]@aws-sdk[\\/]client-[a-z]+[\\/]package\.json$/,
    contents: "module.exports = { version: 'bundled' };",
  },
  {
    // SHA-256 in JavaScript, for where Node has none.
    file: /[\\/]sha256[\\/]Sha256Js\.js$/,
    contents: "export const Sha256Js = undefined;",
  },
  {
    // The MIME composer's table of every media type, to guess those of attachments: our mails have none.
    file: /[\\/]nodemailer[\\/].*[\\/]mime-types\.js$/,
    contents:
      "export const detectMimeType = () => 'application/octet-stream'; export const detectExtension = () => 'bin';",
  },
];

function withoutBallast(name: FunctionName): Plugin {
  return {
    name: "without-ballast",
    setup({ onLoad }) {
      for (const { file, contents, except } of replacements) {
        if (except !== name) onLoad({ filter: file }, () => ({ contents, loader: "js" }));
      }
    },
  };
}
