import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import type { Route } from "../../shared/routes/route.ts";
import { type RouteName, routes } from "../../shared/routes.ts";
import type { Item } from "../../shared/store/database.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import type { TableId } from "../../shared/tables.ts";
import { type CallOptions, gatewayOf } from "../rig/gateway-of.ts";
import { depsOver, interceptDatabase } from "../rig/intercepted-database.ts";
import { supplierOf } from "../rig/world.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { own, primary, secondary, settleTown, type Town, thursday, tuesday } from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
  trial.now.setNow("2023-02-16T11:22:33+01:00");
});

type RowThat<Method extends Route["method"]> = {
  [Name in RouteName]: (typeof routes)[Name]["method"] extends Method ? Name : never;
}[RouteName];

/** A write through the API, and where in the tables it says who did it and when. */
type Write = CallOptions & { method?: Route["method"]; target: string; as: keyof typeof subjects; traces: Trace[] };
type Trace = { table: TableId; partition: string; sort?: string; found: (item: Item) => unknown };

/** The attributes that name the author, and those that say when. */
const author = (by: string, at: string) => (item: Item) => ({ by: item[by], at: item[at] });
const plain = author("by", "at");
const json = z.string().transform((text): unknown => JSON.parse(text));
const signed = z.object({ by: z.string(), at: z.number() });
/** The last of a list that is kept as JSON. */
const lastOf = (attribute: string) => (item: Item) => json.pipe(z.array(signed)).parse(item[attribute]).at(-1);

const report = `/v1/sites/${primary}/absence-reports/${thursday}`;
const registered = { name: "Prima", instituteCode: own, territory: "LODI", level: "primary", sentinelFrom: thursday };
const closure = { kind: "strike", scope: { kind: "region" }, from: tuesday, to: tuesday, reason: "Sciopero" };
const registry = [
  "CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA,INDIRIZZOEMAILSCUOLA",
  "ZZ1E00100E,LA RONDINE,PAVIA,SCUOLA PRIMARIA NON STATALE,rondine@scuola.example",
].join("\n");
const settings = (partition: string, sort: string): Trace => ({ table: "settings", partition, sort, found: plain });
const ofReport = (siteCode: string): Trace => ({
  table: "absenceReports",
  partition: thursday,
  sort: siteCode,
  found: ({ now }) => signed.parse(now),
});

function writes(backtestId: string, alertId: string) {
  return {
    "put-institute-contacts": {
      target: `/v1/institutes/${own}/contacts`,
      as: "school",
      json: { contacts: [{ email: "nuovo@scuola.example" }] },
      traces: [{ table: "institutes", partition: own, found: author("contactsBy", "contactsAt") }],
    },
    "put-site": {
      target: `/v1/sites/${primary}`,
      as: "healthOffice",
      json: registered,
      traces: [
        { table: "sites", partition: primary, found: author("entryBy", "entryAt") },
        { table: "sites", partition: primary, found: author("sentinelBy", "sentinelAt") },
        settings("common", "territory#LODI"),
      ],
    },
    "put-enrolment": {
      target: `/v1/sites/${primary}/enrolments/${thursday}`,
      as: "school",
      json: { pupils: 201, classes: 10 },
      traces: [{ table: "enrolments", partition: primary, sort: thursday, found: plain }],
    },
    "put-absence-report": {
      target: report,
      as: "school",
      json: { absent: 3 },
      headers: { "if-match": '"1"' },
      traces: [ofReport(primary)],
    },
    "put-institute-absence-reports": {
      target: `/v1/institutes/${own}/absence-reports/${thursday}`,
      as: "school",
      json: { items: [{ siteCode: secondary, absent: 3 }] },
      traces: [ofReport(secondary)],
    },
    "post-reopening": {
      method: "POST",
      target: `/v1/sites/${primary}/absence-reports/${tuesday}/reopenings`,
      as: "healthOffice",
      json: { until: "2023-02-20T12:00:00+01:00", reason: "Dato mancante" },
      traces: [{ table: "sites", partition: primary, found: lastOf("reopenings") }],
    },
    "import-registry": {
      method: "POST",
      target: "/v1/registry-imports",
      as: "healthOffice",
      csv: registry,
      traces: [
        { table: "sites", partition: "ZZ1E00100E", found: author("entryBy", "entryAt") },
        { table: "institutes", partition: "ZZ1E00100E", found: author("entryBy", "entryAt") },
        { table: "institutes", partition: "ZZ1E00100E", found: author("contactsBy", "contactsAt") },
        settings("common", "territory#PAVIA"),
      ],
    },
    "put-sentinel-sites": {
      target: "/v1/sentinel-sites",
      as: "healthOffice",
      csv: `site_code,sentinel_from\n${primary},2023-02-02\n`,
      traces: [{ table: "sites", partition: primary, found: author("sentinelBy", "sentinelAt") }],
    },
    "put-areas": {
      target: "/v1/areas",
      as: "healthOffice",
      csv: `site_code,district,territory\n${primary},Nord,MILANO\n`,
      traces: [
        settings("areas#MILANO", "list"),
        { table: "sites", partition: primary, found: author("districtBy", "districtAt") },
      ],
    },
    "put-school-calendar": {
      target: "/v1/school-calendars/2022-23",
      as: "healthOffice",
      json: {},
      traces: [settings("common", "school-year#2022-23")],
    },
    "put-health-office": {
      target: "/v1/health-offices/ats-lodi",
      as: "region",
      json: { name: "ATS", help: {}, controller: { name: "ATS" }, asksIllness: false, territories: ["MILANO", "LODI"] },
      traces: [
        settings("common", "office#ats-lodi"),
        settings("common", "territory#LODI"),
        settings("common", "territory#MILANO"),
      ],
    },
    "put-closure": {
      target: "/v1/closures/sciopero",
      as: "healthOffice",
      json: closure,
      traces: [settings("common", "closure#sciopero")],
    },
    "delete-closure": {
      method: "DELETE",
      target: "/v1/closures/nebbia",
      as: "healthOffice",
      traces: [
        {
          table: "settings",
          partition: "removed-closures",
          sort: "nebbia#2023-02-16T10:22:33.000Z",
          found: author("removedBy", "removedAt"),
        },
      ],
    },
    "post-alert-transition": {
      method: "POST",
      target: `/v1/alerts/${alertId}/transitions`,
      as: "healthOffice",
      json: { to: "acknowledged", note: "" },
      traces: [
        {
          table: "alerts",
          partition: `site.${primary}`,
          sort: "absolute#000000001",
          found: ({ transitions }) => z.array(signed).parse(transitions).at(-1),
        },
      ],
    },
    "post-backtest": {
      method: "POST",
      target: "/v1/backtests",
      as: "healthOffice",
      json: { policy: defaultAlertPolicy },
      traces: [settings("backtest#ats", backtestId)],
    },
    "put-alert-policy": {
      target: "/v1/alert-policy",
      as: "healthOffice",
      json: { policy: defaultAlertPolicy, backtestId },
      headers: { "if-match": '"0"' },
      traces: [settings("alert-policy#ats", "000001")],
    },
    "put-health-office-contacts": {
      target: "/v1/health-office/contacts",
      as: "healthOffice",
      json: { alertDigests: [{ email: "a@ats.example" }], operationsNotices: [] },
      traces: [settings("contacts#ats", "current")],
    },
  } as const satisfies Record<RowThat<"PUT" | "POST" | "DELETE">, Write>;
}

/** The subjects of their tokens. */
const subjects = { school: own, healthOffice: "health-office", region: "region" } as const;

/** What the writes are about: an alert, a closure to be removed, a policy that has been tried. */
async function prepare(): Promise<{ backtestId: string; alertId: string }> {
  await town.report(primary, thursday, { absent: 90, confirm: true });
  await trial.now.run("raise-alerts");
  await town.put("/v1/closures/nebbia", town.healthOffice, closure);
  const options = { token: town.healthOffice, json: { policy: defaultAlertPolicy } };
  const { body } = await trial.now.call("POST", "/v1/backtests", options);
  const { backtestId } = z.object({ backtestId: z.string() }).parse(body);
  return { backtestId, alertId: `site.${primary}.absolute.1` };
}

/** Writing rows that enter nothing in the audit, each with its reason. */
const unaudited: Partial<Record<keyof ReturnType<typeof writes>, string>> = {
  "put-institute-contacts": "a school says whom it is written to; the addresses themselves are told",
  "put-enrolment": "a school's own submission, of which every step is kept",
  "put-absence-report": "a school's own submission, of which every revision is kept",
  "put-institute-absence-reports": "the same of all sites of an institute",
  "post-backtest": "tries a policy, and puts none in force",
};

/** A row of writes with a token, ready to be sent. */
async function requestOf(name: string) {
  const { backtestId, alertId } = await prepare();
  const write: Write | undefined = Object.entries(writes(backtestId, alertId)).find(([key]) => key === name)?.[1];
  if (write === undefined) throw new Error(`no write by ${name}`);
  const { method = "PUT", target, as, traces: _, ...options } = write;
  return { method, target, as, options: { ...options, token: await trial.now.tokenOf(subjects[as]) } };
}

/** Sends it and records the table of each write. Everything fails after the given number of writes. */
async function sendCounted(
  request: { method: Route["method"]; target: string; options: CallOptions },
  failsAfter = Number.POSITIVE_INFINITY,
) {
  // Each request at an instant of its own, as each has an id of its own where a gateway gives them.
  trial.now.setNow(new Date(trial.now.deps.now().getTime() + 1_000));
  const written: string[] = [];
  const database = interceptDatabase(trial.now.database, async ({ operation, on }, effect) => {
    if (written.length > failsAfter) throw new Error("killed");
    if (operation !== "put" && operation !== "update" && operation !== "remove") return effect();
    written.push(on);
    if (written.length > failsAfter) throw new Error("killed");
    return effect();
  });
  const send = gatewayOf(depsOver(database, trial.now.deps));
  const { statusCode } = await send(request.method, request.target, request.options);
  return { statusCode, written };
}

/** Those of the month, of the first office and of the region. */
async function audited(): Promise<Item[]> {
  const items: Item[] = [];
  for (const scope of ["ats", "region"]) {
    const query = { table: "audit", partition: `${scope}#2023-02` } as const;
    for await (const page of trial.now.database.queryPages(query)) items.push(...page);
  }
  return items;
}

describe("a decision is in the audit before it is carried out", () => {
  it("by each writing row, but for those that have a reason not to", () => {
    const rows = tableEntries<RouteName, Route>(routes).filter(([, { method }]) => method !== "GET");
    const silent = rows.filter(([, { tables }]) => tables.audit === undefined).map(([name]) => name);
    expect(silent.toSorted()).toEqual(Object.keys(unaudited).toSorted());
    for (const [name, { tables }] of tableEntries<RouteName, Route>(routes))
      expect(tables.audit ?? "append", `${name} may read or change entries`).toBe("append");
  });

  it.each(Object.keys(writes("", "")).filter((name) => !(name in unaudited)))("%s", async (name) => {
    const request = await requestOf(name);
    const before = new Set((await audited()).map(({ instantId }) => instantId));
    // Nothing is written before the entry.
    const killed = await sendCounted(request, 0);
    expect(killed).toEqual({ statusCode: 500, written: ["audit"] });
    // An entry without effect.
    const after = await sendCounted(request, 1);
    expect(after).toMatchObject({ statusCode: 500, written: ["audit", expect.not.stringMatching("audit")] });
    const entries = async () => (await audited()).filter(({ instantId }) => !before.has(instantId));
    expect(await entries()).toHaveLength(1);
    const done = await sendCounted(request);
    expect(done.statusCode).toBeLessThan(300);
    expect(done.written.lastIndexOf("audit")).toBe(0);
    const by = subjects[request.as];
    for (const entry of await entries())
      expect(entry).toMatchObject({ action: name, by, role: by, target: expect.stringMatching(/./) });
    expect(JSON.stringify(await entries())).not.toMatch(/@/);
  });

  it("by no dry run", async () => {
    for (const [target, csv] of [
      ["/v1/registry-imports", registry],
      ["/v1/areas", `site_code,district,territory\n${primary},Nord,MILANO\n`],
      ["/v1/sentinel-sites", `site_code,sentinel_from\n${primary},2023-02-02\n`],
    ] as const) {
      const method = target === "/v1/registry-imports" ? "POST" : "PUT";
      const options = { token: town.healthOffice, csv };
      expect(await sendCounted({ method, target: `${target}?dry-run=true`, options })).toEqual({
        statusCode: 200,
        written: [],
      });
    }
  });
});

describe("who wrote it, and when, stands beside what was written", () => {
  it.each(Object.keys(writes("", "")))("%s", async (name) => {
    const { backtestId, alertId } = await prepare();
    const write: Write | undefined = Object.entries(writes(backtestId, alertId)).find(([key]) => key === name)?.[1];
    if (write === undefined) throw new Error(`no write by ${name}`);
    const { method = "PUT", target, as, traces, ...options } = write;
    const { status } = await trial.now.call(method, target, {
      ...options,
      token: await trial.now.tokenOf(subjects[as]),
    });
    expect(status).toBeLessThan(300);
    for (const { table, partition, sort, found } of traces) {
      const pages = trial.now.database.queryPages({
        table,
        partition,
        ...(sort === undefined ? {} : { sort: { prefix: sort } }),
      });
      const items: Item[] = [];
      for await (const page of pages) items.push(...page);
      expect(items.map(found), `${table} ${partition}`).toEqual([
        { by: subjects[as], at: trial.now.deps.now().getTime() },
      ]);
    }
  });

  it("of a supplier's client, and of a link, too", async () => {
    for (const [token, by] of [
      [await trial.now.tokenOf(supplierOf[own]), supplierOf[own]],
      [town.link, `link:${own}`],
    ] as const) {
      const json = { absent: by.length };
      const { body } = await trial.now.call("PUT", report, { token, json, headers: { "if-match": '"1"' } });
      expect(body).toMatchObject({ enteredBy: by });
    }
  });
});
