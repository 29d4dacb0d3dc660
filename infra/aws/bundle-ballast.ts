import type { Plugin } from "esbuild";
import type { RouteName } from "../../shared/routes.ts";

/** A module of another author's package. A function of ours imports it but never calls it. */
type Ballast = {
  file: RegExp;
  /** The JavaScript that replaces it. */
  instead: string;
  /** The function that serves this route calls the module, so it keeps it. */
  keptFor?: RouteName;
};

/** The modules to leave out, by their purpose. */
export type BallastList = Readonly<Record<string, Ballast>>;

/** A build fails when an entry matches no module any more: see `bundleAll`. */
export const ballast: BallastList = {
  // The environment of Lambda has the credentials.
  "search for credentials in files, on the instance and at sign-in services": {
    file: /[\\/]@aws-sdk[\\/]credential-provider-node[\\/]dist-[a-z]+[\\/]index\.js$/,
    instead: "export const defaultProvider = () => async () => { throw new Error('no credentials were given'); };",
  },
  // The SDK reads these files before its first call.
  "settings of the SDK in files at home": {
    file: /[\\/]@smithy[\\/]core[\\/]dist-[a-z]+[\\/]submodules[\\/]config[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/,
    instead:
      "export const CONFIG_PREFIX_SEPARATOR = '.'; export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });",
  },
  // DynamoDB and SES have no such calls.
  "calls that stream in both directions": {
    file: /[\\/]@smithy[\\/]core[\\/]dist-[a-z]+[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    instead: "export {};",
  },
  // The endpoints of DynamoDB are known.
  "services that one asks for their endpoints": {
    file: /[\\/]@aws-sdk[\\/]endpoint-cache[\\/]dist-[a-z]+[\\/]index\.js$/,
    instead: "export class EndpointCache {}",
  },
  // We use the regional address.
  "DynamoDB's addresses in every partition, with FIPS, by account": {
    file: /[\\/]@aws-sdk[\\/]client-dynamodb[\\/]dist-[a-z]+[\\/]endpoint[\\/]endpointResolver\.js$/,
    instead:
      "export const defaultEndpointResolver = ({ Endpoint, Region }) => ({ url: new URL(Endpoint ?? 'https://dynamodb.' + Region + '.amazonaws.com') });",
  },
  // The check makes Node load all of its web streams.
  "answers as a browser gets them": {
    file: /[\\/]@smithy[\\/]core[\\/]dist-[a-z]+[\\/]submodules[\\/]serde[\\/]util-stream[\\/]stream-type-check\.js$/,
    instead: "export const isReadableStream = () => false; export const isBlob = () => false;",
  },
  // Our mails have no attachments.
  "media types of attachments": {
    file: /[\\/]nodemailer[\\/].*[\\/]mime-types\.js$/,
    instead:
      "export const detectMimeType = () => 'application/octet-stream'; export const detectExtension = () => 'bin';",
  },
  // Only the OpenAPI document describes schemas. All other code only parses with them.
  "descriptions of schemas, by kind of schema": {
    file: /[\\/]zod[\\/]v4[\\/]core[\\/]json-schema-processors\.js$/,
    instead: "module.exports = {};",
    keptFor: "get-openapi",
  },
  "descriptions of schemas": {
    file: /[\\/]zod[\\/]v4[\\/]core[\\/]to-json-schema\.js$/,
    instead:
      "const none = () => undefined; module.exports = { createToJSONSchemaMethod: none, createStandardJSONSchemaMethod: none };",
    keptFor: "get-openapi",
  },
};

/**
 * Leaves modules out of the bundle of a function.
 * @param served The routes that the function serves.
 * @param onMatch Called for each entry that the bundle would have contained.
 */
export function withoutBallast(
  list: BallastList,
  served: readonly RouteName[],
  onMatch: (entry: string) => void,
): Plugin {
  return {
    name: "without-ballast",
    setup({ onLoad }) {
      for (const [entry, { file, instead, keptFor }] of Object.entries(list)) {
        if (keptFor !== undefined && served.includes(keptFor)) continue;
        onLoad({ filter: file }, () => {
          onMatch(entry);
          return { contents: instead, loader: "js" };
        });
      }
    },
  };
}
