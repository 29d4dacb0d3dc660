import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from "zod-openapi";
import type { Contract, ReplyContract } from "../contracts/contract.ts";
import { type ProblemName, problem, problemMediaType, problemStatuses } from "../contracts/problem.ts";
import type { Route } from "../routes/route.ts";
import { problemWords } from "../words/in-every-language.ts";

const apiVersion = "1.0.0";
const int32Max = 2_147_483_647;

/** The problems that any route of this kind can answer. */
function problemsOf({ roles, perOffice, contract }: Route): ProblemName[] {
  const names: ProblemName[] = ["not-acceptable", "too-many-requests", "internal-error", "unavailable"];
  // The caller is identified before the role is checked, so every row can answer that a link has expired.
  if (roles !== "public") names.push("unauthenticated", "link-expired", "forbidden");
  if (contract.path !== undefined) names.push("not-found");
  if (contract.path !== undefined || contract.query !== undefined || contract.body !== undefined)
    names.push("invalid-request");
  if (contract.body !== undefined) names.push("malformed-json", "unsupported-media-type", "too-large");
  if (contract.ifMatch === "required") names.push("condition-required");
  // An object of another office gives "not found", even if it is in the query.
  const { shape }: { shape?: object } = contract.query ?? {};
  if (perOffice || (shape !== undefined && ("office" in shape || "territory" in shape))) names.push("not-found");
  if (contract.ifMatch !== undefined) names.push("weak-etag");
  return [...names, ...(contract.problems ?? [])];
}

function problemResponses(route: Route): Record<string, ZodOpenApiResponseObject> {
  const byStatus = Map.groupBy(new Set(problemsOf(route)), (name) => problemStatuses[name]);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      String(status),
      {
        description: names.map((name) => `${name}: ${problemWords.en.titles[name]}`).join("; "),
        content: { [problemMediaType]: { schema: problem } },
        headers: headersOfProblem(status),
      },
    ]),
  );
}

/** By name, in lower case as in the answers. Headers for the security of browsers are not part of the contract. */
const headers = {
  "cache-control": { description: "no-store", required: true, schema: { type: "string" } },
  "content-language": { description: "The language of what people read", required: true, schema: { type: "string" } },
  etag: { description: "The version, quoted", required: true, schema: { type: "string" } },
  link: { description: "The next page, rel=next, where one follows", schema: { type: "string" } },
  "retry-after": { description: "Seconds", required: true, schema: { type: "integer", format: "int32" } },
  "www-authenticate": { description: "Bearer", required: true, schema: { type: "string" } },
} as const;

function headersNamed(...names: readonly (keyof typeof headers)[]) {
  const all = ["cache-control", "content-language", ...names];
  return Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${name}` as const }]));
}

function headersOfProblem(status: number) {
  if (status === 401) return headersNamed("www-authenticate");
  return status === 429 || status === 503 ? headersNamed("retry-after") : headersNamed();
}

function response({
  description,
  body,
  mediaType = "application/json",
  etag,
  linksOn,
}: ReplyContract): ZodOpenApiResponseObject {
  return {
    description,
    headers: headersNamed(...(etag ? ["etag" as const] : []), ...(linksOn ? ["link" as const] : [])),
    ...(body === undefined ? {} : { content: { [mediaType]: { schema: body } } }),
  };
}

const ifMatchParameter = (required: boolean) => ({
  in: "header" as const,
  name: "If-Match",
  required,
  description: "The ETag of the value that is to be replaced, a list of them, or * for any",
  schema: { type: "string" as const, maxLength: 1_000, example: '"1"' },
});

function operation(name: string, route: Route): ZodOpenApiOperationObject {
  const contract: Contract = route.contract;
  const { path, query, body, ifMatch } = contract;
  return {
    operationId: name,
    summary: contract.summary,
    "x-summary": contract.summary,
    ...(contract.description === undefined ? {} : { description: contract.description }),
    tags: [route.servedBy],
    security: route.roles === "public" ? [] : [{ oidc: [...route.roles] }],
    requestParams: { ...(path === undefined ? {} : { path }), ...(query === undefined ? {} : { query }) },
    ...(ifMatch === undefined ? {} : { parameters: [ifMatchParameter(ifMatch === "required")] }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(Object.entries(body).map(([media, schema]) => [media, { schema }])),
          },
        }),
    responses: {
      ...problemResponses(route),
      ...Object.fromEntries(Object.entries(contract.replies).map(([status, reply]) => [status, response(reply)])),
    },
  };
}

/** Every number has a width, as the interoperability guidelines require. Zod's integers have none. */
function addNumberFormat({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void {
  if (jsonSchema.type === "integer" && jsonSchema.format === undefined) {
    const { maximum } = jsonSchema;
    jsonSchema.format = typeof maximum === "number" && maximum <= int32Max ? "int32" : "int64";
  }
  if (jsonSchema.type === "number" && jsonSchema.format === undefined) jsonSchema.format = "double";
}

/** The OpenAPI document of the given rows, generated from their contracts. */
export function openApiOf(rows: Readonly<Record<string, Route>>, server: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, route] of Object.entries(rows)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "Sentinella",
        version: apiVersion,
        description: "Absence surveillance for schools: enrolment, survey days, absence reports, alerts.",
        "x-summary": "Absence surveillance for schools",
        contact: { name: "Sentinella", url: server },
        license: { name: "EUPL-1.2", identifier: "EUPL-1.2" },
      },
      servers: [{ url: server }],
      paths,
      components: {
        headers,
        securitySchemes: {
          oidc: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "JWT",
            description: "OIDC access token or reminder link token",
          },
        },
      },
    },
    { override: addNumberFormat },
  );
}
