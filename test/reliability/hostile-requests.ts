import fc from "fast-check";
import * as z from "zod";
import type { Route } from "../../shared/routes/route.ts";
import { type RouteName, routes } from "../../shared/routes.ts";
import { openApiOf } from "../../shared/runtime/openapi.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { allowedBy, type Known, nasty, type Spoil, spoil, spoilt } from "./json-values.ts";

/** The callers. The first ones are more frequent, because a refused caller reaches no deeper code. */
export const callers = [
  "school",
  "healthOffice",
  "supplier",
  "authority",
  "region",
  "link",
  "otherSchool",
  "deadLink",
  "forged",
  "nobody",
] as const;
export type Caller = (typeof callers)[number];

/** A request before the world has given values for the names in it. */
export type HostileRequest = {
  name: RouteName;
  caller: Caller;
  sent: (known: Known) => Sent;
  /** A second request for the same address, made at the same moment. */
  beside?: Omit<HostileRequest, "beside">;
};
export type Sent = {
  method: Route["method"];
  /** Path and query, encoded. */
  target: string;
  headers: Record<string, string>;
  body: Buffer;
};

const parameter = z.object({
  in: z.string(),
  name: z.string(),
  required: z.boolean().optional(),
  schema: z.unknown(),
});
const operation = z.object({
  parameters: z.array(parameter).optional(),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
});
const contractDocument = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

/** The contract as its readers get it. */
const served = contractDocument.parse(JSON.parse(JSON.stringify(openApiOf(routes, "https://sentinella.example"))));

const document = {
  schemaAt: (reference: string) => served.components.schemas[reference.slice(reference.lastIndexOf("/") + 1)],
};

/** By the role that is let in. */
const callersOfRole = {
  "school-office": ["school", "school", "school", "otherSchool"],
  supplier: ["supplier"],
  "health-office": ["healthOffice"],
  "school-authority": ["authority"],
  region: ["region"],
  link: ["link"],
} as const satisfies Record<string, readonly Caller[]>;

function callerOf({ roles }: Route): fc.Arbitrary<Caller> {
  const anybody = fc.constantFrom(...callers);
  if (roles === "public") return anybody;
  const [first, ...others] = roles.flatMap((role) => callersOfRole[role]);
  if (first === undefined) return anybody;
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(first, ...others) }, { weight: 1, arbitrary: anybody });
}

/** A value for one part of an address: mostly one that the contract allows. */
function addressValue(schema: unknown, name: string): fc.Arbitrary<(known: Known) => string> {
  const allowed = allowedBy({ type: "object", required: [name], properties: { [name]: schema } }, document);
  return fc.tuple(fc.nat(15), nasty, allowed).map(([dice, wrong, chosen]) => (known) => {
    const [value] = dice === 0 ? [wrong] : Object.values(Object(chosen(known)));
    return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  });
}

/** A segment that is empty, or no well-formed text, cannot be sent at all. */
function encode(segment: string): string {
  return encodeURIComponent(segment.slice(0, 2_000).toWellFormed());
}

type Part = (known: Known) => readonly (readonly [name: string, value: string])[];

function parametersOf(parameters: readonly z.output<typeof parameter>[], place: "path" | "query"): fc.Arbitrary<Part> {
  const ofPlace = parameters.filter((one) => one.in === place);
  const values = ofPlace.map(({ name, required, schema }) =>
    fc.tuple(fc.nat(9), addressValue(schema, name)).map(([dice, value]) => {
      const isThere = place === "path" || (required ? dice > 0 : dice > 5);
      return (known: Known) => (isThere ? [[name, value(known)] as const] : []);
    }),
  );
  const unasked =
    place === "query" ? fc.constantFrom([], [], [], [["x", "1"] as const], [["limit", "2"] as const]) : fc.constant([]);
  return fc.tuple(unasked, ...values).map(
    ([more, ...parts]): Part =>
      (known) => [...parts.flatMap((part) => part(known)), ...more],
  );
}

const versionTag = fc.oneof(
  fc.nat(4).map((version) => `"${version}"`),
  fc.constantFrom("*", '"0", "1", "2"', '"1","7"', 'W/"1"', '"', '""', '"99999999999"', "1", '"1" x', ", ,"),
);
const header = {
  "if-match": versionTag,
  accept: fc.constantFrom("application/json", "*/*", "text/csv", "application/problem+json;q=0.1", "text/xml", ";;"),
  "accept-language": fc.constantFrom("it", "en-GB, it;q=0.5", "de", "it;q=x", "*", "\u00e8"),
  "content-encoding": fc.constantFrom("gzip", "identity"),
  "x-forwarded-host": fc.constant("evil.example"),
  cookie: fc.constant("token=x"),
} as const;
const oftenNone = <Value>(value: fc.Arbitrary<Value>, oneIn: number) =>
  fc.tuple(fc.nat(oneIn - 1), value).map(([dice, given]) => (dice === 0 ? given : undefined));

const headersOf = (isConditional: boolean) =>
  fc
    .record({
      "if-match": oftenNone(versionTag, isConditional ? 2 : 20),
      accept: oftenNone(header.accept, 10),
      "accept-language": oftenNone(header["accept-language"], 4),
      "content-encoding": oftenNone(header["content-encoding"], 40),
      "x-forwarded-host": oftenNone(header["x-forwarded-host"], 40),
      cookie: oftenNone(header.cookie, 40),
    })
    .map((given) =>
      Object.fromEntries(
        Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    );

const mediaTypes = {
  "application/json": [
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON;charset=utf-16",
    "application/merge-patch+json",
    "text/plain",
    "",
  ],
  "text/csv": [
    "text/csv",
    "text/csv; charset=utf-8",
    "text/csv;header=present",
    "application/octet-stream",
    "text/csv; charset=utf-16le",
  ],
} as const;

type Body = (known: Known) => { type: string; bytes: Buffer };

function bodyOf(content: Readonly<Record<string, { schema: unknown }>>): fc.Arbitrary<Body> {
  const kinds = Object.entries(content).map(([media, { schema }]) =>
    media === "text/csv" ? csvBody : jsonBody(schema),
  );
  return fc.oneof(...kinds);
}

function jsonBody(schema: unknown): fc.Arbitrary<Body> {
  return fc
    .record({
      good: allowedBy(schema, document),
      dice: fc.nat(9),
      where: fc.nat(),
      how: fc.array(spoil, { minLength: 1, maxLength: 2 }),
      type: fc.oneof(
        { weight: 15, arbitrary: fc.constant(mediaTypes["application/json"][0]) },
        { weight: 1, arbitrary: fc.constantFrom(...mediaTypes["application/json"]) },
      ),
      encoding: encodings,
    })
    .map(
      ({ good, dice, where, how, type, encoding }): Body =>
        (known) => {
          const value = good(known);
          const sent =
            dice < 7 ? value : how.reduce<unknown>((before, one: Spoil) => spoilt(before, where, one), value);
          return { type, bytes: encoding(JSON.stringify(sent) ?? "") };
        },
    );
}

/** How text becomes bytes; the first is right. */
const encodings = fc.oneof(
  { weight: 30, arbitrary: fc.constant((text: string) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      (text: string) => Buffer.from(text.slice(1)),
      (text: string) => Buffer.from(`\uFEFF${text}`),
      (text: string) => Buffer.from(text, "utf16le"),
      (text: string) => Buffer.from(text, "latin1"),
      (text: string) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xc3, 0x28])]),
      (text: string) => Buffer.from(`${"[".repeat(5_000)}${text}`),
    ),
  },
);

const registryColumns = [
  "CODICESCUOLA",
  "DENOMINAZIONESCUOLA",
  "PROVINCIA",
  "DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA",
  "CODICEISTITUTORIFERIMENTO",
  "CODICECOMUNESCUOLA",
  "INDIRIZZOEMAILSCUOLA",
];
const sentinelColumns = ["site_code", "sentinel_from", "sentinel_until"];
/** What a column holds, by the name under which the world knows such values. */
const nameOfColumn: Readonly<Record<string, string>> = {
  CODICESCUOLA: "siteCode",
  PROVINCIA: "territory",
  CODICEISTITUTORIFERIMENTO: "instituteCode",
  site_code: "siteCode",
  sentinel_from: "from",
  sentinel_until: "to",
};
const cells = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("SCUOLA PRIMARIA", "LICEO", "Non Disponibile", "a@scuola.example", "F205") },
  { weight: 1, arbitrary: nasty.map((value) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""))) },
);

const csvBody: fc.Arbitrary<Body> = fc
  .record({
    columns: fc.oneof(
      fc.constantFrom(registryColumns, sentinelColumns),
      fc.shuffledSubarray([...registryColumns, ...sentinelColumns]),
    ),
    rows: fc.array(fc.array(fc.tuple(fc.nat(3), fc.nat(), cells), { maxLength: 9 }), { maxLength: 6 }),
    separator: fc.constantFrom(",", ",", ";", "\t"),
    ending: fc.constantFrom("\n", "\r\n", "\r"),
    quote: fc.constantFrom("", '"', '"', "'"),
    type: fc.oneof(
      { weight: 15, arbitrary: fc.constant(mediaTypes["text/csv"][0]) },
      { weight: 1, arbitrary: fc.constantFrom(...mediaTypes["text/csv"]) },
    ),
    encoding: encodings,
  })
  .map(
    ({ columns, rows, separator, ending, quote, type, encoding }): Body =>
      (known) => {
        const cellOf = (cell: (typeof rows)[number][number] | undefined, column: string) => {
          const [dice = 0, choice = 0, text = ""] = cell ?? [];
          const value = dice === 0 ? undefined : known(nameOfColumn[column] ?? "", choice);
          return `${quote}${typeof value === "string" ? value : text}${quote}`;
        };
        const lines = rows.map((row) => columns.map((column, index) => cellOf(row[index], column)).join(separator));
        return { type, bytes: encoding([columns.join(separator), ...lines].join(ending)) };
      },
  );

function operationOf({ path, method }: Route) {
  return operation.parse(served.paths[path]?.[method.toLowerCase()]);
}

function requestOf(name: RouteName, row: Route): fc.Arbitrary<HostileRequest> {
  const { parameters = [], requestBody } = operationOf(row);
  return fc
    .record({
      caller: callerOf(row),
      path: parametersOf(parameters, "path"),
      query: parametersOf(parameters, "query"),
      headers: headersOf(parameters.some((one) => one.in === "header")),
      body: requestBody === undefined ? fc.constant(undefined) : bodyOf(requestBody.content),
    })
    .map(({ caller, path, query, headers, body }) => ({
      name,
      caller,
      sent: (known: Known) => {
        const values = new Map(path(known));
        const filled = row.path.replace(/\{(\w+)\}/g, (_, one: string) => encode(values.get(one) ?? "") || "%20");
        const pairs = query(known).map(([one, value]) => `${one}=${encode(value)}`);
        const { type = "", bytes = Buffer.alloc(0) } = body?.(known) ?? {};
        return {
          method: row.method,
          target: pairs.length === 0 ? filled : `${filled}?${pairs.join("&")}`,
          headers: { ...headers, ...(type === "" ? {} : { "content-type": type }) },
          body: bytes,
        };
      },
    }));
}

const rowsOfPath = Map.groupBy(tableEntries(routes), ([, { path }]) => path);

/** Another caller may change the same object: so rows with the same path are tried next to it. */
function perhapsTwo(name: RouteName, row: (typeof routes)[RouteName]): fc.Arbitrary<HostileRequest> {
  const one = requestOf(name, row);
  if (row.method === "GET") return one;
  const others = (rowsOfPath.get(row.path) ?? []).filter(([, { method }]) => method !== "GET");
  const another = fc.oneof(...others.map(([otherName, other]) => requestOf(otherName, other)));
  return fc.tuple(one, oftenNone(another, 3)).map(([first, beside]) => (beside ? { ...first, beside } : first));
}

/** A row with many parameters can receive many wrong values. */
function weightOf(row: Route): number {
  const { parameters = [], requestBody } = operationOf(row);
  return 1 + 3 * parameters.length + (requestBody === undefined ? 0 : 12);
}

/** A request of any row, with every parameter that its contract names. */
export const hostileRequest: fc.Arbitrary<HostileRequest> = fc.oneof(
  ...tableEntries(routes).map(([name, row]) => ({ weight: weightOf(row), arbitrary: perhapsTwo(name, row) })),
);
