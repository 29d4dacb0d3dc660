import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Route } from "../../shared/routes/route.ts";
import { routes } from "../../shared/routes.ts";
import { openApiOf } from "../../shared/runtime/openapi.ts";

/**
 * The rules of the Italian interoperability model (AgID, Linee guida sull'interoperabilità tecnica) that http-api.md
 * lists. The public linter passes some of them where nothing is there to be checked; here each one first finds
 * something.
 */
const document = openApiOf(routes, "https://sentinella.example");

const operationShape = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  "x-summary": z.string().min(1),
  parameters: z
    .array(z.looseObject({ in: z.string(), name: z.string(), required: z.boolean().optional(), schema: z.unknown() }))
    .optional(),
  requestBody: z.looseObject({ content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({
      description: z.string().min(1),
      headers: z.record(z.string(), z.unknown()).optional(),
      content: z.record(z.string(), z.looseObject({ schema: z.unknown() })).optional(),
    }),
  ),
});
const shape = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({
    version: z.string(),
    "x-summary": z.string().min(1),
    contact: z.looseObject({ name: z.string(), url: z.url() }),
  }),
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});
// As its readers get it: text.
const parsed = shape.parse(JSON.parse(JSON.stringify(document)));
const operations = Object.entries(parsed.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

type Schema = Record<string, unknown>;

/** Every object in the document that says a type, with where it stands. */
function schemasOf(value: unknown, at = ""): { at: string; schema: Schema }[] {
  if (typeof value !== "object" || value === null) return [];
  const own = isTyped(value) ? [{ at, schema: value }] : [];
  return [...own, ...Object.entries(value).flatMap(([name, inner]) => schemasOf(inner, `${at}/${name}`))];
}

function isTyped(value: object): value is Schema {
  return "type" in value && (typeof value.type === "string" || Array.isArray(value.type));
}

const schemas = schemasOf({ paths: parsed.paths, components: parsed.components });
const ofType = (type: string) => schemas.filter(({ schema }) => [schema.type].flat().includes(type));

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const outcome = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(outcome.errors).toBeUndefined();
    expect(outcome.valid).toBe(true);
    expect(parsed.openapi).toMatch(/^3\.1\./);
  });

  it("describes every row of the route table and nothing else", () => {
    const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    expect(described.toSorted()).toEqual(
      Object.values(routes)
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    );
    expect(operations.map(({ operation }) => operation.operationId).toSorted()).toEqual(Object.keys(routes).toSorted());
  });

  it("has a semantic version, a contact and summaries", () => {
    expect(parsed.info.version).toMatch(/^\d+\.\d+\.\d+$/);
    for (const { operation } of operations) expect(operation["x-summary"]).toBe(operation.summary);
  });

  it("writes paths in kebab case, with the version first", () => {
    for (const path of Object.keys(parsed.paths)) {
      const [, first, ...segments] = path.split("/");
      expect(first).toBe("v1");
      for (const segment of segments) expect(segment).toMatch(/^(\{[a-z][A-Za-z]*\}|[a-z][a-z0-9-]*(\.(json|ics))?)$/);
    }
  });

  it("gives every number a format", () => {
    const numbers = [...ofType("integer"), ...ofType("number")];
    expect(numbers.length).toBeGreaterThan(20);
    const formats = { integer: ["int32", "int64"], number: ["float", "double"] };
    for (const { at, schema } of numbers) {
      expect(formats[schema.type === "integer" ? "integer" : "number"], at).toContain(schema.format);
    }
  });

  it("knows no null: no boolean, array, enumeration or anything else is nullable", () => {
    expect(ofType("boolean").length).toBeGreaterThan(2);
    expect(ofType("array").length).toBeGreaterThan(10);
    expect(ofType("null")).toEqual([]);
    expect(JSON.stringify(parsed)).not.toContain('"nullable"');
    expect(JSON.stringify(parsed)).not.toContain('"type":null');
  });

  it("answers lists as items", () => {
    const lists = operations.filter(({ operation }) => operation.operationId.startsWith("list-"));
    expect(lists.length).toBeGreaterThan(5);
    for (const { operation } of lists) {
      const schema = JSON.stringify(operation.responses["200"]?.content?.["application/json"]?.schema);
      expect(schema, operation.operationId).toContain('"items":{"type":"array"');
    }
    for (const { operation } of operations) {
      for (const { content } of Object.values(operation.responses)) {
        for (const { schema } of Object.values(content ?? {})) expect(schema).not.toMatchObject({ type: "array" });
      }
    }
  });

  it("pages by cursor and limit", () => {
    const paged = operations.filter(({ operation }) => operation.parameters?.some(({ name }) => name === "cursor"));
    expect(paged.length).toBeGreaterThan(4);
    for (const { operation } of paged) {
      expect(operation.parameters?.map(({ name }) => name)).toContain("limit");
    }
  });

  it("answers every error, and only errors, as problem+json", () => {
    let errors = 0;
    for (const { operation } of operations) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        errors += 1;
        expect(Object.keys(content ?? {}), `${operation.operationId} ${status}`).toEqual(["application/problem+json"]);
      }
    }
    expect(errors).toBeGreaterThan(operations.length * 4);
  });

  it("promises no-store on every good answer, and Retry-After on 429 and 503", () => {
    for (const { operation } of operations) {
      for (const [status, { headers = {} }] of Object.entries(operation.responses)) {
        if (Number(status) < 300) expect(Object.keys(headers)).toContain("cache-control");
        if (status === "429" || status === "503") expect(Object.keys(headers)).toContain("retry-after");
      }
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["406", "429", "500", "503"]));
    }
  });

  it("promises 401 and 403 wherever one has to sign in, and only there", () => {
    for (const [name, { roles }] of Object.entries<Route>(routes)) {
      const operation = operations.find((one) => one.operation.operationId === name)?.operation;
      const statuses = Object.keys(operation?.responses ?? {});
      expect(statuses.includes("401")).toBe(roles !== "public");
      expect(statuses.includes("403")).toBe(roles !== "public");
      expect(operation?.security).toHaveLength(roles === "public" ? 0 : 1);
    }
  });

  it("asks for If-Match exactly where it cannot do without", () => {
    const asked = operations.filter(({ operation }) =>
      operation.parameters?.some(({ name, required }) => name === "If-Match" && required),
    );
    expect(asked.map(({ operation }) => operation.operationId)).toEqual(["put-alert-policy"]);
    for (const { operation } of asked) expect(Object.keys(operation.responses)).toContain("428");
  });

  it("lets no secret into a URL", () => {
    for (const { operation } of operations) {
      for (const { name, in: where } of operation.parameters ?? []) {
        if (where !== "header") expect(name).not.toMatch(/token|secret|password|key$/i);
      }
    }
  });

  it("gives instants and dates their formats", () => {
    const formats = new Set(schemas.map(({ schema }) => schema.format));
    expect(formats).toContain("date-time");
    expect(formats).toContain("date");
    for (const { at, schema } of schemas) {
      const name = at.split("/").at(-1) ?? "";
      if (/^(opensAt|dueAt|lateUntil|enteredAt|raisedAt|at|until|closedSince|sentAt|claimedAt|startedAt)$/.test(name)) {
        expect(schema.format, at).toBe("date-time");
      }
    }
  });
});
