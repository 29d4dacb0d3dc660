import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { type RouteName, routes } from "../../shared/routes.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { own, primary, settleTown, type Town, thursday, unasked } from "../functions/small-town.ts";
import { type CallOptions, trialOfEachTest } from "../functions/trial.ts";
import { counts, seed } from "../rig/counts.ts";

const trial = trialOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

const nasty = fc.constantFrom(
  "",
  "\0",
  "../..",
  "__proto__",
  "constructor",
  "=cmd|' /C calc'!A0",
  "a\r\nBcc: x@example.org",
  "\u202Eevil",
  "\ud800",
  "NaN",
  "1e309",
  "-0",
  "9".repeat(40),
  "😀".repeat(300),
  "2023-02-30",
  "9999-12-31",
  "0000-00-00",
);
const text = fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 40 }), fc.constantFrom(primary, own, thursday));
const json = fc.oneof(fc.jsonValue({ maxDepth: 3 }), text, fc.double(), fc.maxSafeInteger());

/** Bodies that come close to what the rows take, each member now and then spoilt. */
const spoilt = <T>(good: T) => fc.oneof({ weight: 3, arbitrary: fc.constant<unknown>(good) }, json);
const member = fc.record(
  {
    absent: spoilt(3),
    illness: spoilt(1),
    confirm: spoilt(true),
    closed: spoilt(true),
    reason: spoilt("Neve"),
    pupils: spoilt(200),
    classes: spoilt(10),
    until: spoilt("2023-02-20T09:00:00+01:00"),
    name: spoilt("Prima"),
    instituteCode: spoilt(own),
    siteCode: spoilt(primary),
    sentinelFrom: spoilt(thursday),
    sentinelUntil: spoilt("2023-06-01"),
    territory: spoilt("MILANO"),
    level: spoilt("primary"),
    municipality: spoilt("F205"),
    kind: spoilt("strike"),
    scope: spoilt({ kind: "region" }),
    from: spoilt(thursday),
    to: spoilt(thursday),
    note: spoilt("Nota"),
    version: spoilt(1),
    contacts: spoilt([{ email: "a@scuola.example" }]),
    alertDigests: spoilt([]),
    operationsNotices: spoilt([]),
    policy: spoilt({}),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  { weight: 4, arbitrary: member },
  { weight: 2, arbitrary: fc.record({ items: fc.array(fc.oneof(member, json), { maxLength: 4 }) }) },
  { weight: 1, arbitrary: json },
);

/** Good bodies, of which one member or another is spoilt. */
const goodBodies: Partial<Record<RouteName, Record<string, unknown>>> = {
  "put-absence-report": { absent: 3, confirm: true },
  "put-institute-absence-reports": { items: [{ siteCode: primary, absent: 3 }] },
  "put-enrolment": { pupils: 200, classes: 10, confirm: true },
  "put-site": { name: "Prima", instituteCode: own, territory: "MILANO", level: "primary", sentinelFrom: thursday },
  "put-closure": { kind: "strike", scope: { kind: "region" }, from: thursday, to: thursday, reason: "Sciopero" },
  "put-institute-contacts": { contacts: [{ email: "a@scuola.example" }] },
  "put-health-office-contacts": { alertDigests: [], operationsNotices: [] },
  "post-reopening": { until: "2023-02-20T09:00:00+01:00", reason: "Dato mancante" },
  "put-sentinel-sites": { items: [{ siteCode: primary, sentinelFrom: thursday }] },
  "post-alert-transition": { to: "acknowledged", note: "" },
};

function bodyOf(name: RouteName): fc.Arbitrary<unknown> {
  const good = goodBodies[name];
  if (good === undefined) return body;
  const seldomSpoilt = (value: unknown) => fc.oneof({ weight: 12, arbitrary: fc.constant(value) }, json);
  const members = Object.entries(good).map(([key, value]): [string, fc.Arbitrary<unknown>] => [
    key,
    seldomSpoilt(value),
  ]);
  return fc.oneof({ weight: 3, arbitrary: fc.record(Object.fromEntries(members)) }, { weight: 1, arbitrary: body });
}

/** What exists, is open, and is not. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  siteCode: [primary, unasked],
  instituteCode: [own],
  date: [thursday, "2023-02-21", "2023-02-09"],
  validFrom: [thursday],
};
const parameter = (name: string) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...(parameters[name] ?? ["x"])) }, { weight: 1, arbitrary: text });

const request = fc.constantFrom(...tableEntries(routes)).chain(([name, row]) => {
  const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return fc.record({
    method: fc.constant(row.method),
    path: fc
      .tuple(...names.map(parameter))
      .map((values) =>
        names.reduce(
          (path, name, index) => path.replace(`{${name}}`, () => encode(values[index] ?? "")),
          row.path as string,
        ),
      ),
    query: fc.dictionary(
      fc.constantFrom(
        "cursor",
        "limit",
        "date",
        "status",
        "state",
        "level",
        "siteCode",
        "from",
        "to",
        "school-year",
        "dry-run",
        "kind",
      ),
      fc.oneof(text, fc.constantFrom(thursday, "1", "2026-27", "primary", primary)),
      { maxKeys: 3 },
    ),
    headers: fc.dictionary(
      fc.constantFrom("if-match", "accept-language", "x-anything"),
      fc.oneof(fc.constantFrom('"0"', '"1"', "*", 'W/"1"', "en", "it;q=x"), fc.string({ maxLength: 20 })),
      { maxKeys: 2 },
    ),
    body: bodyOf(name),
    shape: fc.constantFrom("json", "json", "json", "csv", "raw"),
    caller: fc.constantFrom("school", "healthOffice", "link", "nobody"),
  });
});

/** A segment that is empty, or no well-formed text, cannot be sent at all. */
function encode(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()) || "%20";
}

const noBody = new Set(["GET", "DELETE"]);

describe("hostile requests over all rows", () => {
  it(`${counts.requests} of them get no 5xx and no answer off its contract (seed ${seed})`, async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query, headers, body: sent, shape, caller }) => {
        const token = { school: town.school, healthOffice: town.healthOffice, link: town.link, nobody: undefined }[
          caller
        ];
        const pairs = Object.entries(query).map(
          ([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`,
        );
        const target = pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
        const options: CallOptions = { headers, ...(token === undefined ? {} : { token }) };
        if (!noBody.has(method) && shape === "json") Object.assign(options, { json: sent });
        if (!noBody.has(method) && shape === "csv") Object.assign(options, { csv: csvOf(sent) });
        if (!noBody.has(method) && shape === "raw") {
          const contentType = { "content-type": "application/json" };
          Object.assign(options, {
            raw: JSON.stringify(sent)?.slice(1) ?? "",
            headers: { ...headers, ...contentType },
          });
        }
        // What is wrong with the answer fails in here.
        const { status } = await trial.now.call(method, target, options);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }),
      { numRuns: counts.requests },
    );
    // They get as far as being done, and are refused in many ways.
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 415, 422]));
  });
});

function csvOf(value: unknown): string {
  const cells = Object.entries(Object(value));
  return `${cells.map(([name]) => name).join(",")}\n${cells.map(([, cell]) => JSON.stringify(cell)).join(",")}\n`;
}
