import type { Plugin } from "esbuild";
import type { Route } from "../../shared/routes/route.ts";
import type { TableId } from "../../shared/tables.ts";

/** A module that a bundle would carry for what is never asked of it, and what stands in its place. */
type Replacement = { file: RegExp; contents: string };

/** True of every function. */
const always: readonly Replacement[] = [
  {
    // The SDK's search for credentials in files, on the instance and at sign-in services: Lambda's environment has them.
    file: /[\\/]@aws-sdk[\\/]credential-provider-node[\\/]dist-[a-z]+[\\/]index\.js$/,
    contents: "export const defaultProvider = () => async () => { throw new Error('no credentials were given'); };",
  },
  {
    // The files in which people keep settings of the SDK at home.
    file: /[\\/]@smithy[\\/]core[\\/]dist-[a-z]+[\\/]submodules[\\/]config[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/,
    contents:
      "export const CONFIG_PREFIX_SEPARATOR = '.'; export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });",
  },
  {
    // For the retry mode that holds calls back by measured rates; ours is the standard one.
    file: /[\\/]@smithy[\\/]core[\\/]dist-[a-z]+[\\/]submodules[\\/]retry[\\/]util-retry[\\/]DefaultRateLimiter\.js$/,
    contents: "export class DefaultRateLimiter {}",
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
    // The rules by which an address is found in every partition, with FIPS, by account: ours is the region's.
    file: /[\\/]@aws-sdk[\\/]client-dynamodb[\\/]dist-[a-z]+[\\/]endpoint[\\/]endpointResolver\.js$/,
    contents:
      "export const defaultEndpointResolver = ({ Endpoint, Region }) => ({ url: new URL(Endpoint ?? 'https://dynamodb.' + Region + '.amazonaws.com') });",
  },
  {
    // Answers as a browser gets them: to ask whether one is such a stream makes Node load all of its web streams.
    file: /[\\/]@smithy[\\/]core[\\/]dist-[a-z]+[\\/]submodules[\\/]serde[\\/]util-stream[\\/]stream-type-check\.js$/,
    contents: "export const isReadableStream = () => false; export const isBlob = () => false;",
  },
  {
    // SHA-256 in JavaScript, for where Node has none.
    file: /[\\/]sha256[\\/]Sha256Js\.js$/,
    contents: "export const Sha256Js = undefined;",
  },
  {
    // The SDK tells its version from the whole of its package.json.
    file: /[\\/]@aws-sdk[\\/]client-[a-z]+[\\/]package\.json$/,
    contents: "module.exports = { version: 'bundled' };",
  },
  {
    // The MIME composer's table of every media type, to guess those of attachments: our mails have none.
    file: /[\\/]nodemailer[\\/].*[\\/]mime-types\.js$/,
    contents:
      "export const detectMimeType = () => 'application/octet-stream'; export const detectExtension = () => 'bin';",
  },
];

/** Only what generates the OpenAPI document describes schemas; everything else just parses with them. */
const withoutContract: readonly Replacement[] = [
  { file: /[\\/]zod[\\/]v4[\\/]core[\\/]json-schema-processors\.js$/, contents: "module.exports = {};" },
  {
    file: /[\\/]zod[\\/]v4[\\/]core[\\/]to-json-schema\.js$/,
    contents:
      "const none = () => undefined; module.exports = { createToJSONSchemaMethod: none, createStandardJSONSchemaMethod: none };",
  },
];

/** A function whose rows are all public is shown no token. */
const withoutCallers: readonly Replacement[] = [
  {
    file: /[\\/]aws-jwt-verify[\\/]dist[\\/]esm[\\/]jwt-verifier\.js$/,
    contents: "export const JwtVerifier = { create: () => ({ cacheJwks: () => undefined }) };",
  },
  { file: /[\\/]jose[\\/]dist[\\/]webapi[\\/]index\.js$/, contents: "module.exports = {};" },
];

/**
 * The stores of each table. Those of institutes and settings stay: the latter is built upon the former. Alert policies
 * lie among the settings, but only who sees alerts asks for them.
 */
const storesOf: Partial<Record<TableId, readonly Replacement[]>> = {
  sites: [{ file: /[\\/]store[\\/]site-store\.ts$/, contents: "export const siteStore = () => undefined;" }],
  enrolments: [
    { file: /[\\/]store[\\/]enrolment-store\.ts$/, contents: "export const enrolmentStore = () => undefined;" },
  ],
  absenceReports: [
    { file: /[\\/]store[\\/]report-store\.ts$/, contents: "export const reportStore = () => undefined;" },
  ],
  surveyDays: [
    { file: /[\\/]store[\\/]survey-day-store\.ts$/, contents: "export const surveyDayStore = () => undefined;" },
  ],
  alerts: [
    { file: /[\\/]store[\\/]alert-store\.ts$/, contents: "export const alertStore = () => undefined;" },
    { file: /[\\/]store[\\/]alert-policy-store\.ts$/, contents: "export const alertPolicyStore = () => undefined;" },
  ],
  mailLedger: [
    { file: /[\\/]store[\\/]mail-ledger-store\.ts$/, contents: "export const mailLedgerStore = () => undefined;" },
  ],
};

/**
 * Leaves out of a bundle what its function never uses.
 *
 * @param rows What the function serves; absent for what is not called by HTTP. As with its permissions, it has the
 *   tables that its rows name and no others.
 */
export function withoutBallast(rows: Readonly<Record<string, Route>> | undefined): Plugin {
  const replacements = [...always, ...(rows === undefined ? withoutContract : unusedBy(rows))];
  return {
    name: "without-ballast",
    setup({ onLoad }) {
      for (const { file, contents } of replacements) onLoad({ filter: file }, () => ({ contents, loader: "js" }));
    },
  };
}

function unusedBy(rows: Readonly<Record<string, Route>>): Replacement[] {
  const used = new Set(Object.values(rows).flatMap(({ tables }) => Object.keys(tables)));
  return [
    ...("get-openapi" in rows ? [] : withoutContract),
    ...(Object.values(rows).every(({ roles }) => roles === "public") ? withoutCallers : []),
    ...Object.entries(storesOf).flatMap(([table, replacements]) => (used.has(table) ? [] : replacements)),
  ];
}
