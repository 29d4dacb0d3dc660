/** Every place that code imports from, by the distinctive part of its path. */
const places = [
  "domain/**",
  "detection/**",
  "words/**",
  "contracts/**",
  "tables.ts",
  "schedules.ts",
  "migrations.ts",
  "event-functions.ts",
  "routes.ts",
  "routes/**",
  "page-paths.ts",
  "store/**",
  "mail/**",
  "runtime/**",
  "functions/**",
  "infra/**",
  "web/**",
  "scripts/**",
  "bench/**",
  "test/**",
] as const;

type Place = (typeof places)[number];

/** The rooms of the domain. Each room may use those before it. The files next to the rooms are open to all of them. */
const rooms = ["calendar", "region", "registry", "survey", "alerts", "ledger"] as const;

/** What the files of one floor may import, apart from their neighbours. The linter refuses all other imports. */
type Floor = {
  files: readonly string[];
  /** The linter's message for a refused import. */
  rule: string;
  /** In the patterns of the linter. The outermost floors may use every package. */
  packages: readonly string[] | "any";
  places: readonly Place[];
  roomsAbove?: readonly (typeof rooms)[number][];
};

const rules = ["domain/**", "detection/**"] as const;
const facts = ["tables.ts", "schedules.ts", "migrations.ts", "event-functions.ts", "page-paths.ts"] as const;
const ports = ["store/**", "mail/**"] as const;

const domain = {
  rule: "Floor 0, shared/domain, is pure.",
  packages: ["node:util", "@date-fns/utc", "date-fns", "date-fns/constants"],
  places: [],
};

/** The floors from the ground up. A file must be on one floor only: of two, the linter would apply only the last. */
const floors: readonly Floor[] = [
  { files: ["shared/domain/*.ts"], ...domain },
  ...rooms.map((room, index) => ({
    files: [`shared/domain/${room}/**`],
    ...domain,
    roomsAbove: rooms.slice(index + 1),
  })),
  {
    files: ["shared/detection/**"],
    rule: "Floor 0, shared/detection, is pure.",
    packages: ["simple-statistics"],
    places: ["domain/**"],
  },
  {
    files: ["shared/words/**"],
    rule: "Floor 1, shared/words, is what people read, and knows the domain.",
    packages: ["zod/v4/core", "zod/v4/locales/*"],
    places: ["domain/**"],
  },
  {
    files: ["shared/contracts/**"],
    rule: "Floor 2, shared/contracts, knows the domain and its words.",
    packages: ["zod", "csv-stringify/sync", "ical-generator"],
    places: [...rules, "words/**"],
  },
  {
    files: ["shared/{tables,schedules,migrations,event-functions,table-entries,page-paths}.ts"],
    rule: "A table of facts names other tables at most.",
    packages: [],
    places: ["domain/**", "tables.ts", "schedules.ts"],
  },
  {
    files: ["shared/routes.ts", "shared/routes/**"],
    rule: "The route table knows contracts, roles and tables.",
    packages: ["zod"],
    places: ["domain/**", "contracts/**", "tables.ts", "routes/**"],
  },
  {
    files: ["shared/store/**"],
    rule: "Floor 3, shared/store, is the only place that says DynamoDB.",
    packages: [
      "zod",
      "@aws-sdk/client-dynamodb",
      "@aws-sdk/lib-dynamodb",
      "@aws-sdk/util-dynamodb",
      "p-map",
      "node:timers/promises",
      "node:util",
      "node:zlib",
    ],
    places: [...rules, "contracts/**", "tables.ts", "migrations.ts"],
  },
  {
    files: ["shared/mail/**"],
    rule: "Floor 3, shared/mail, is the only place that says SES.",
    packages: ["zod", "@aws-sdk/client-ses", "mustache", "nodemailer/lib/mail-composer"],
    places: [...rules, "words/**", "contracts/**"],
  },
  {
    files: ["shared/runtime/**"],
    rule: "Floor 4, shared/runtime, hands the world to the functions.",
    packages: [
      "zod",
      "zod-openapi",
      "@middy/core",
      "aws-lambda",
      "aws-jwt-verify",
      "aws-jwt-verify/**",
      "jose",
      "@smithy/core/**",
      "@smithy/node-http-handler",
      "@smithy/signature-v4",
      "negotiator",
      "node:timers/promises",
    ],
    places: [...rules, "words/**", "contracts/**", ...facts, "routes.ts", "routes/**", ...ports],
  },
  {
    files: ["functions/**"],
    rule: "Floor 5, functions, reaches the world through the deps alone.",
    packages: ["zod", "p-map", "date-fns/constants", "node:crypto", "node:util", "@middy/core", "aws-lambda"],
    places: [...rules, "words/**", "contracts/**", ...facts, "routes.ts", "routes/**", ...ports, "runtime/**"],
  },
  {
    files: ["web/**"],
    rule: "Floor 6, web, talks to the service through the contracts.",
    packages: "any",
    places: [...rules, "words/**", "contracts/**", "routes.ts", "routes/**", "page-paths.ts", "mail/**"],
  },
  {
    files: ["infra/**"],
    rule: "Floor 6, infra, runs what the floors below have made.",
    packages: "any",
    places: [
      ...rules,
      "words/**",
      "contracts/**",
      ...facts,
      "routes.ts",
      "routes/**",
      ...ports,
      "runtime/**",
      "functions/**",
    ],
  },
];

const everyPackage = ["*", "@*/**", "node:*", "*/**", "!./**", "!../**"];

/** The floors in the linter's form: one override each. */
export const overrides = floors.map(({ files, rule, packages, places: known, roomsAbove = [] }) => ({
  includes: files,
  linter: {
    rules: {
      style: {
        noRestrictedImports: {
          level: "error",
          options: {
            patterns: [
              ...(packages === "any"
                ? []
                : [
                    {
                      group: [...everyPackage, ...packages.map((name) => `!${name}`)],
                      message: `${rule} This package is not for this floor.`,
                    },
                  ]),
              {
                group: [
                  ...places.filter((place) => !known.includes(place)).map((place) => `**/${place}`),
                  ...roomsAbove.map((room) => `**/${room}/**`),
                ],
                message: `${rule} Imports point down.`,
              },
            ],
          },
        },
      },
    },
  },
}));
