import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { listOf } from "../../shared/contracts/fields.ts";
import type { Route } from "../../shared/routes/route.ts";
import { type RouteName, routes } from "../../shared/routes.ts";
import { own, primary, settleTown, type Town, thursday } from "../functions/small-town.ts";
import type { CallOptions } from "../rig/gateway-of.ts";
import { document } from "../rig/openapi-check.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";

/**
 * Everything that a caller sends has a limit, and the document states it. Each limit is tried exactly and one over. A
 * value at its limit gets an answer, or a refusal of its meaning. A value over it is refused.
 */
const trial = worldOfEachTest();
let town: Town;
let region: string;
beforeEach(async () => {
  town = await settleTown(trial.now);
  region = await trial.now.tokenOf("region");
});

const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  example: z.unknown().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
  minItems: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  maxProperties: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
});
type Schema = z.output<typeof schemaShape>;

const text: unknown = JSON.parse(JSON.stringify(document));

function schemaAt(given: unknown): Schema {
  const schema = schemaShape.parse(given);
  if (schema.$ref === undefined) return schema;
  let found = text;
  for (const name of schema.$ref.split("/").slice(1)) found = new Map(Object.entries(Object(found))).get(name);
  return schemaAt(found);
}

const alternatives = (schema: Schema) => schema.anyOf ?? schema.oneOf ?? [];
const propertiesOf = (schema: Schema) => Object.entries(schema.properties ?? {});

/** A value that the schema accepts, with all optional parts. */
function sampleOf(given: unknown): unknown {
  const schema = schemaAt(given);
  const [first] = alternatives(schema);
  if (first !== undefined) return sampleOf(first);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.example !== undefined) return schema.example;
  switch (schema.type) {
    case "object":
      return Object.fromEntries(propertiesOf(schema).map(([name, inner]) => [name, sampleOf(inner)]));
    case "array":
      return [sampleOf(schema.items)];
    case "string":
      return "testo";
    case "boolean":
      return true;
    case "integer":
    case "number":
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + Math.min(0.5, (schema.exclusiveMaximum ?? 1) / 2);
    default:
      return {};
  }
}

type Case = { at: string; over: boolean; value: unknown };

/** The sample with one part at its limit, and with that part one over, for each part that has one. */
function casesOf(given: unknown, at: string): Case[] {
  const schema = schemaAt(given);
  const both = (limit: unknown, over: unknown): Case[] => [
    { at, over: false, value: limit },
    { at, over: true, value: over },
  ];
  const inAlternatives = alternatives(schema).flatMap((inner, index) => casesOf(inner, `${at}<${index}>`));
  if (inAlternatives.length > 0) return inAlternatives;
  if (schema.enum !== undefined || schema.const !== undefined) return [];
  switch (schema.type) {
    case "string": {
      const { maxLength = 0 } = schema;
      return both("x".repeat(maxLength), "x".repeat(maxLength + 1));
    }
    case "integer":
    case "number": {
      const limit = schema.maximum ?? schema.exclusiveMaximum ?? 0;
      return both(limit, limit >= Number.MAX_SAFE_INTEGER ? 2 * limit : limit + 1);
    }
    case "array": {
      const { maxItems = 0 } = schema;
      const item = sampleOf(schema.items);
      const inner = casesOf(schema.items, `${at}[]`).map((one) => ({ ...one, value: [one.value] }));
      return [...both(Array(maxItems).fill(item), Array(maxItems + 1).fill(item)), ...inner];
    }
    case "object":
      return propertiesOf(schema).flatMap(([name, inner]) =>
        casesOf(inner, `${at}/${name}`).map((one) => ({
          ...one,
          value: { ...Object(sampleOf(schema)), [name]: one.value },
        })),
      );
    default:
      return [];
  }
}

const operation = z.looseObject({
  parameters: z.array(z.looseObject({ in: z.string(), name: z.string(), schema: z.unknown() })).default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.unknown() })) }).optional(),
});
const paths = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operation)) }).parse(text).paths;
const operations = Object.entries<Route>(routes).map(([name, row]) => {
  const found = new Map(Object.entries(paths[row.path] ?? {})).get(row.method.toLowerCase());
  if (found === undefined) throw new Error(`${name} is not in the document`);
  return { name, row, ...found };
});

/** Every schema of what callers send, with where it stands. */
function sentSchemas(): [string, unknown][] {
  return operations.flatMap(({ name, parameters, requestBody }) => [
    ...parameters.map((parameter): [string, unknown] => [
      `${name} ${parameter.in} ${parameter.name}`,
      parameter.schema,
    ]),
    ...Object.entries(requestBody?.content ?? {}).map(([media, { schema }]): [string, unknown] => [
      `${name} ${media}`,
      schema,
    ]),
  ]);
}

function unboundedIn(given: unknown, at: string): string[] {
  const schema = schemaAt(given);
  const inner = [
    ...alternatives(schema).flatMap((one) => unboundedIn(one, at)),
    ...propertiesOf(schema).flatMap(([name, one]) => unboundedIn(one, `${at}/${name}`)),
    ...(schema.type === "array" ? unboundedIn(schema.items, `${at}[]`) : []),
  ];
  if (schema.enum !== undefined || schema.const !== undefined) return inner;
  const isRecord = schema.type === "object" && typeof schema.additionalProperties === "object";
  const isUnbounded =
    (schema.type === "string" && schema.maxLength === undefined) ||
    (schema.type === "array" && schema.maxItems === undefined) ||
    (schema.type === "integer" && schema.maximum === undefined) ||
    (schema.type === "number" && schema.maximum === undefined && schema.exclusiveMaximum === undefined) ||
    (isRecord && schema.maxProperties === undefined) ||
    (schema.type === undefined && alternatives(schema).length === 0);
  return isUnbounded ? [at, ...inner] : inner;
}

const inPath = new Map([
  ["siteCode", primary],
  ["instituteCode", own],
  ["date", thursday],
  ["validFrom", "2023-02-01"],
  ["closureId", "neve"],
  ["alertId", `site.${primary}.absolute.1`],
  ["backtestId", "0".repeat(16)],
  ["schoolYear", "2022-23"],
  ["officeCode", "ats-lodi"],
]);

function tokenFor({ roles }: Route): string {
  if (roles === "public" || roles.includes("health-office")) return town.healthOffice;
  return roles.includes("school-office") ? town.school : region;
}

async function raiseAlert(): Promise<void> {
  await town.report(primary, thursday, { absent: 90, confirm: true });
  await trial.now.run("raise-alerts");
}

const isRoute = (name: string): name is RouteName => Object.hasOwn(routes, name);

describe("what callers send", () => {
  it("has a limit in the document, whatever it is", () => {
    expect(sentSchemas().length).toBeGreaterThan(60);
    expect(sentSchemas().flatMap(([at, schema]) => unboundedIn(schema, at))).toEqual([]);
  });

  const withBody = operations.filter(({ requestBody }) => requestBody !== undefined).map(({ name }) => name);
  it.each(withBody)("in the body of %s is answered at its limit and refused over it", async (name) => {
    const { row, requestBody } = operations.find((one) => one.name === name) ?? {};
    if (row === undefined || !isRoute(name)) throw new Error(`no row ${name}`);
    // Only the owner of the object in the path learns what is wrong with a body.
    if (row.path.includes("{alertId}")) await raiseAlert();
    const target = row.path.replace(/\{(\w+)\}/g, (_, parameter: string) => inPath.get(parameter) ?? "");
    for (const [media, { schema }] of Object.entries(requestBody?.content ?? {})) {
      for (const { at, over, value } of casesOf(schema, media)) {
        const body: CallOptions = media === "text/csv" ? { csv: String(value) } : { json: value };
        const headers = { "if-match": '"0"' };
        const options = { ...body, token: tokenFor(row), ...(row.contract.ifMatch === undefined ? {} : { headers }) };
        // Any 5xx, and any answer that breaks the document, fails in here.
        const { status } = await trial.now.call(row.method, target, options);
        if (over) expect([413, 422], `${name} ${at} over its limit`).toContain(status);
      }
    }
  });

  it("in paths and queries is answered at its limit and refused over it", async () => {
    for (const { name, row, parameters } of operations) {
      for (const { in: where, name: parameter, schema } of parameters) {
        for (const { over, value } of where === "header" ? [] : casesOf(schema, parameter)) {
          const named = new Map(where === "path" ? [...inPath, [parameter, String(value)]] : inPath);
          const path = row.path.replace(/\{(\w+)\}/g, (_, inner: string) => encodeURIComponent(named.get(inner) ?? ""));
          const query = where === "query" ? `?${parameter}=${encodeURIComponent(String(value))}` : "";
          const json = row.contract.body === undefined ? {} : { json: {} };
          const { status } = await trial.now.call(row.method, `${path}${query}`, { token: tokenFor(row), ...json });
          if (over) expect([404, 415, 422, 428], `${name} ${parameter} over its limit`).toContain(status);
        }
      }
    }
  });
});

describe("a list that is too long", () => {
  it("is refused before anybody looks at its items", () => {
    let looks = 0;
    const item = z.custom(() => {
      looks += 1;
      return true;
    });
    expect(listOf(item, 3).safeParse([1, 2, 3]).success).toBe(true);
    expect(looks).toBe(3);
    const tooLong = listOf(item, 3).safeParse(Array(200_000).fill({}));
    expect(tooLong.error?.issues).toMatchObject([{ code: "too_big", maximum: 3 }]);
    expect(looks).toBe(3);
    expect(listOf(item, 3, 1).safeParse([]).error?.issues).toMatchObject([{ code: "too_small" }]);
    expect(listOf(item, 3).safeParse("no list").success).toBe(false);
  });

  it("of two million bytes is refused in a few words", async () => {
    const items = `{"items":[${Array(600_000).fill("{}").join(",")}]}`;
    const headers = { "content-type": "application/json" };
    const target = `/v1/institutes/${own}/absence-reports/${thursday}`;
    const answer = await trial.now.call("PUT", target, { token: town.school, raw: items, headers });
    expect(answer.status).toBe(422);
    expect(answer.text.length).toBeLessThan(2_000);
  });

  it("of members that nobody knows is refused in a few words", async () => {
    const json = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`member${index}`, 1]));
    const answer = await town.report(primary, thursday, { absent: 1, ...json });
    expect(answer).toMatchObject({ status: 422, problem: "invalid-request" });
    expect(answer.text.length).toBeLessThan(2_000);
  });
});
