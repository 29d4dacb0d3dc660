import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import * as z from "zod";
import { routeMatcher } from "../../infra/local/gateway-event.ts";
import type { Route } from "../../shared/routes/route.ts";
import { routes } from "../../shared/routes.ts";
import { openApiOf } from "../../shared/runtime/openapi.ts";
import type { HttpReply } from "../../shared/runtime/problem-reply.ts";
import { parsedBody, problemNameOf } from "./gateway-of.ts";

// Node imports a CommonJS module as it is, Vitest imports its default export.
const addFormats = "default" in addFormatsModule ? addFormatsModule.default : addFormatsModule;

const responses = z.record(
  z.string(),
  z.object({
    description: z.string(),
    content: z.record(z.string(), z.unknown()).optional(),
    headers: z.record(z.string(), z.object({ $ref: z.string() })),
  }),
);
const documentShape = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses }))),
  components: z.object({ headers: z.record(z.string(), z.object({ required: z.boolean().optional() })) }),
});

/** Headers of the transport or for browsers. They are not part of the contract. */
const unspoken = new Set(["content-type", "x-content-type-options", "strict-transport-security", "apigw-requestid"]);

const problemMedia = "application/problem+json";

/**
 * Checks live answers against an OpenAPI document: status, media type, body, headers, and the rules of the
 * interoperability guidelines for every answer.
 */
export function openApiCheck(document: unknown, rows: Readonly<Record<string, Route>>) {
  const { paths, components } = documentShape.parse(document);
  const isRequired = (header: string) => components.headers[header]?.required === true;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(Object(document), "api");
  const validators = new Map<string, ValidateFunction>();
  const match = routeMatcher(Object.values(rows));

  function validatorAt(segments: readonly string[]): ValidateFunction {
    const pointer = segments.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `api#/${encodeURI(pointer)}` });
    validators.set(pointer, known);
    return known;
  }

  /** The faults of the answer, in words; empty when it keeps the contract. */
  return function faultsOf(method: string, target: string, reply: HttpReply): string[] {
    const faults: string[] = [];
    const { statusCode, headers, body } = reply;
    if (headers["cache-control"] !== "no-store") faults.push("not no-store");
    const media = headers["content-type"]?.split(";")[0];
    const parsed = parsedBody(reply);
    if (hasNull(parsed)) faults.push("a null");
    if (statusCode >= 400 && media !== problemMedia) faults.push(`an error as ${media}`);
    if ([429, 503].includes(statusCode) && headers["retry-after"] === undefined) faults.push("no Retry-After");
    if (statusCode >= 500 && statusCode !== 503) faults.push(`status ${statusCode}: ${body}`);

    const routeKey = match(method, target.split("?", 1)[0] ?? "")?.routeKey;
    if (routeKey === undefined) return statusCode === 404 ? faults : [...faults, "no row, and not 404"];
    const path = routeKey.slice(method.length + 1);
    const promised = paths[path]?.[method.toLowerCase()]?.responses[String(statusCode)];
    if (promised === undefined) return [...faults, `${routeKey} promises no ${statusCode}`];
    const lacking = Object.keys(promised.headers).filter((name) => isRequired(name) && headers[name] === undefined);
    const unknown = Object.keys(headers).filter((name) => !(unspoken.has(name) || name in promised.headers));
    if (lacking.length > 0) faults.push(`${routeKey} ${statusCode} lacks ${lacking.join(", ")}`);
    if (unknown.length > 0) faults.push(`${routeKey} ${statusCode} does not speak of ${unknown.join(", ")}`);
    if (promised.content === undefined) return body === "" ? faults : [...faults, "a body where none is promised"];
    if (media === undefined || promised.content[media] === undefined) return [...faults, `media type ${media}`];
    if (headers.etag !== undefined && !/^"\d+"$/.test(headers.etag)) faults.push("no ETag");
    const name = media === problemMedia ? problemNameOf(parsed) : undefined;
    if (statusCode >= 400 && !promised.description.split("; ").some((text) => text.startsWith(`${name}: `))) {
      faults.push(`${routeKey} does not speak of ${name}`);
    }
    const schemaAt = ["paths", path, method.toLowerCase(), "responses", String(statusCode), "content", media, "schema"];
    const validate = validatorAt(schemaAt);
    if (!validate(parsed)) faults.push(ajv.errorsText(validate.errors));
    return faults;
  };
}

function hasNull(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === "object" && Object.values(value).some(hasNull);
}

/** The document that the service publishes. */
export const document = openApiOf(routes, "http://localhost:8080");
export const contractFaults = openApiCheck(document, routes);
