import { generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { audience, oidcPath } from "../../infra/local/identity.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { type RouteName, routes } from "../../shared/routes.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import type { CallOptions } from "../rig/gateway-of.ts";
import { supplierOf, type World } from "../rig/world.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { other, own, primary, secondary, settleTown, type Town, territory, thursday } from "./small-town.ts";

const trial = worldOfEachTest();

/** A good request of a row, by the health office or for the first institute of the town and the Thursday. */
type Sample = CallOptions & { target: string };

type Fate = "done" | 401 | 403 | 404;

/** What a row does for each role; 401 for who proves nothing, 403 for another role, 404 for what is not the caller's. */
type Promised = {
  /** Of the institute that the request is about, and of another one. */
  school: readonly [Fate, Fate];
  supplier: readonly [Fate, Fate];
  healthOffice: Fate;
  /** Of the territory that the request is about, and of another one. */
  authority: readonly [Fate, Fate];
  region: Fate;
  /** Of the institute and day that the request is about, of another day, of another institute. */
  link: readonly [Fate, Fate, Fate];
  nobody: Fate;
};

const done = "done";
const ownAlone = [done, 404] as const;
/** Each is answered about what is its own. */
const each = [done, done] as const;
const never = [403, 403] as const;
const noLink = [403, 403, 403] as const;
const everybody: Promised = {
  school: each,
  supplier: each,
  healthOffice: done,
  authority: each,
  region: done,
  link: [done, done, done],
  nobody: done,
};

/** Of a school, a supplier and a link. */
type Schools = Pick<Promised, "school" | "supplier" | "link">;
const schoolAlone: Schools = { school: ownAlone, supplier: never, link: noLink };
const noSchool: Schools = { school: never, supplier: never, link: noLink };
const records: Schools = { school: ownAlone, supplier: ownAlone, link: noLink };
const reports: Schools = { school: ownAlone, supplier: ownAlone, link: [done, 404, 404] };

/** Of whoever sees more than one institute. */
type Offices = Pick<Promised, "healthOffice" | "authority" | "region" | "nobody">;
const noOffice: Offices = { healthOffice: 403, authority: never, region: 403, nobody: 401 };
const officeAlone: Offices = { healthOffice: done, authority: never, region: 403, nobody: 401 };
const officeAndRegion: Offices = { healthOffice: done, authority: never, region: done, nobody: 401 };
const allOfThem: Offices = { healthOffice: done, authority: each, region: done, nobody: 401 };

/** Written out, and not read from the route table: who changes a row's roles has to change this too. */
const promises: Record<RouteName, Promised> = {
  "get-status": everybody,
  "get-openapi": everybody,
  "list-survey-days": everybody,
  "get-survey-days-feed": everybody,
  "get-survey-day": everybody,
  "get-institute": { ...reports, ...officeAndRegion, link: [done, done, 404] },
  "put-institute-contacts": { ...schoolAlone, ...noOffice },
  "get-site": { ...schoolAlone, ...allOfThem, authority: ownAlone },
  "put-site": { ...noSchool, ...officeAndRegion },
  "list-enrolments": { ...records, ...officeAndRegion },
  "put-enrolment": { ...records, ...noOffice },
  "list-absence-reports": { ...records, ...officeAndRegion },
  "get-absence-report": { ...reports, ...officeAndRegion },
  "put-absence-report": { ...reports, ...noOffice },
  "put-institute-absence-reports": { ...reports, ...noOffice },
  "post-reopening": { ...noSchool, ...officeAlone },
  "import-registry": { ...noSchool, ...officeAndRegion },
  "put-sentinel-sites": { ...noSchool, ...allOfThem },
  "get-school-calendar": { ...noSchool, ...allOfThem, school: each },
  "put-school-calendar": { ...noSchool, ...officeAndRegion },
  "list-closures": { ...noSchool, ...officeAndRegion },
  "put-closure": { ...noSchool, ...officeAlone },
  "delete-closure": { ...noSchool, ...officeAlone },
  "get-coverage": { ...noSchool, ...allOfThem },
  "list-survey-day-sites": { ...noSchool, ...allOfThem },
  "list-alerts": { ...noSchool, ...officeAndRegion },
  "get-alert": { ...noSchool, ...officeAndRegion },
  "post-alert-transition": { ...noSchool, ...officeAlone },
  "get-series": { ...schoolAlone, ...officeAndRegion },
  "post-backtest": { ...noSchool, ...officeAlone },
  "get-backtest": { ...noSchool, ...officeAndRegion },
  "get-alert-policy": { ...noSchool, ...officeAndRegion },
  "put-alert-policy": { ...noSchool, ...officeAlone },
  "get-health-office-contacts": { ...noSchool, ...officeAndRegion },
  "put-health-office-contacts": { ...noSchool, ...officeAlone },
  "export-absence-reports": { ...noSchool, ...officeAndRegion },
  "get-mail-ledger": { ...noSchool, ...allOfThem },
};

/** No site of the town lies there. */
const elsewhere = "LODI";

const site = `/v1/sites/${primary}`;
const institute = `/v1/institutes/${own}`;
const day = `/v1/survey-days/${thursday}`;
const registered = { name: "Prima", instituteCode: own, territory, level: "primary", sentinelFrom: "2023-02-01" };
const closureBody = { kind: "strike", scope: { kind: "region" }, from: thursday, to: thursday, reason: "Sciopero" };
const registry = "CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA\n";

/** `backtest` is the id of one that has been run with the default policy. */
function samplesOf(backtest: string) {
  return {
    "get-status": { target: "/v1/status" },
    "get-openapi": { target: "/v1/openapi.json" },
    "list-survey-days": { target: "/v1/survey-days" },
    "get-survey-days-feed": { target: "/v1/survey-days.ics" },
    "get-survey-day": { target: day },
    "get-institute": { target: institute },
    "put-institute-contacts": { target: `${institute}/contacts`, json: { contacts: [] } },
    "get-site": { target: site },
    "put-site": { target: site, json: registered },
    "list-enrolments": { target: `${site}/enrolments` },
    "put-enrolment": { target: `${site}/enrolments/${thursday}`, json: { pupils: 201, classes: 10 } },
    "list-absence-reports": { target: `${site}/absence-reports` },
    "get-absence-report": { target: `${site}/absence-reports/${thursday}` },
    "put-absence-report": {
      target: `/v1/sites/${secondary}/absence-reports/${thursday}`,
      json: { absent: 3 },
    },
    "put-institute-absence-reports": {
      target: `${institute}/absence-reports/${thursday}`,
      json: { items: [{ siteCode: secondary, absent: 3 }] },
    },
    "post-reopening": {
      target: `${site}/absence-reports/${thursday}/reopenings`,
      json: { until: "2023-02-20T12:00:00+01:00", reason: "Dato mancante" },
    },
    "import-registry": { target: "/v1/registry-imports", csv: registry },
    "put-sentinel-sites": { target: "/v1/sentinel-sites", csv: "site_code,sentinel_from\n" },
    "get-school-calendar": { target: "/v1/school-calendars/2022-23" },
    "put-school-calendar": { target: "/v1/school-calendars/2022-23", json: {} },
    "list-closures": { target: "/v1/closures" },
    "put-closure": { target: "/v1/closures/sciopero", json: closureBody },
    "delete-closure": { target: "/v1/closures/nebbia" },
    "get-coverage": { target: `${day}/coverage` },
    "list-survey-day-sites": { target: `${day}/sites` },
    "list-alerts": { target: "/v1/alerts" },
    "get-alert": { target: `/v1/alerts/site.${primary}.absolute.1` },
    "post-alert-transition": {
      target: `/v1/alerts/site.${primary}.absolute.1/transitions`,
      json: { to: "acknowledged", note: "Si telefona." },
    },
    "get-series": { target: `/v1/series?siteCode=${primary}` },
    "post-backtest": { target: "/v1/backtests", json: { policy: defaultAlertPolicy } },
    "get-backtest": { target: `/v1/backtests/${backtest}` },
    "get-alert-policy": { target: "/v1/alert-policy" },
    "put-alert-policy": {
      target: "/v1/alert-policy",
      json: { policy: defaultAlertPolicy, backtestId: backtest },
      headers: { "if-match": '"0"' },
    },
    "get-health-office-contacts": { target: "/v1/health-office/contacts" },
    "put-health-office-contacts": {
      target: "/v1/health-office/contacts",
      json: { alertDigests: [], operationsNotices: [] },
    },
    "export-absence-reports": { target: `/v1/exports/absence-reports?month=${thursday.slice(0, 7)}&territory=MILANO` },
    "get-mail-ledger": { target: `/v1/mail-ledger?date=${thursday}` },
  } as const satisfies Record<RouteName, Sample>;
}

type Caller = { token: string | undefined; promised: (row: Promised) => Fate };

async function callersOf({ tokenOf, deps }: World): Promise<Record<string, Caller>> {
  const link = (institute: string, day: string) => deps.linkTokens.sign(institute, day);
  return {
    "the school office of the institute": { token: await tokenOf(own), promised: ({ school: [mine] }) => mine },
    "the school office of another": { token: await tokenOf(other), promised: ({ school: [, others] }) => others },
    "the supplier of the institute": {
      token: await tokenOf(supplierOf[own]),
      promised: ({ supplier: [mine] }) => mine,
    },
    "the supplier of another": {
      token: await tokenOf(supplierOf[other]),
      promised: ({ supplier: [, others] }) => others,
    },
    "the health office": { token: await tokenOf("health-office"), promised: ({ healthOffice }) => healthOffice },
    "the school authority of the territory": {
      token: await tokenOf(`school-authority:${territory}`),
      promised: ({ authority: [mine] }) => mine,
    },
    "the school authority of another": {
      token: await tokenOf(`school-authority:${elsewhere}`),
      promised: ({ authority: [, others] }) => others,
    },
    "the region": { token: await tokenOf("region"), promised: ({ region }) => region },
    "the link of the day": { token: await link(own, thursday), promised: ({ link: [mine] }) => mine },
    "the link of another day": { token: await link(own, "2023-02-21"), promised: ({ link: [, otherDay] }) => otherDay },
    "the link of another institute": {
      token: await link(other, thursday),
      promised: ({ link: [, , others] }) => others,
    },
    "nobody who says who": { token: undefined, promised: ({ nobody }) => nobody },
    "a token signed with another key": { token: await forged(), promised: ({ nobody }) => nobody },
    "no token at all": { token: "x.y.z", promised: ({ nobody }) => nobody },
  };
}

/** Says all the right things; the key is not the provider's, whose key id it names. */
async function forged(): Promise<string> {
  const { privateKey } = await generateKeyPair("RS256");
  return new SignJWT({ role: "health-office" })
    .setProtectedHeader({ alg: "RS256", kid: "local", typ: "at+jwt" })
    .setSubject("health-office")
    .setIssuer(`http://localhost:8080${oidcPath}`)
    .setAudience(audience)
    .setExpirationTime("1h")
    .sign(privateKey);
}

/** The objects that the samples name. */
async function prepare(town: Town): Promise<string> {
  await trial.now.deps.settings.addTerritory(elsewhere, { by: "region", at: trial.now.deps.now() });
  await town.report(primary, thursday, { absent: 90, confirm: true });
  await trial.now.run("raise-alerts");
  await town.put("/v1/closures/nebbia", town.healthOffice, closureBody);
  const { body } = await trial.now.call("POST", "/v1/backtests", {
    token: town.healthOffice,
    json: { policy: defaultAlertPolicy },
  });
  return z.object({ backtestId: z.string() }).parse(body).backtestId;
}

describe("who may do what", () => {
  it("is said of every row of the route table, with a good request of it", () => {
    const names = Object.keys(routes).toSorted();
    expect(Object.keys(promises).toSorted()).toEqual(names);
    expect(Object.keys(samplesOf("")).toSorted()).toEqual(names);
  });

  it.each(tableEntries(routes))("%s", async (name, { method }) => {
    const backtest = await prepare(await settleTown(trial.now));
    const { target, ...options }: Sample = samplesOf(backtest)[name];
    const cells: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const [who, { token, promised }] of Object.entries(await callersOf(trial.now))) {
      const request = token === undefined ? options : { ...options, token };
      const { status } = await trial.now.call(method, target, request);
      cells[who] = status >= 200 && status < 300 ? done : status;
      expected[who] = promised(promises[name]);
    }
    expect(cells).toEqual(expected);
  });

  it("a territory's curve is the health office's alone", async () => {
    const { school, healthOffice } = await settleTown(trial.now);
    const target = `/v1/series?territory=${territory}&level=primary`;
    const supplier = await trial.now.tokenOf(supplierOf[own]);
    for (const [token, status] of [
      [healthOffice, 200],
      [school, 404],
      [supplier, 403],
    ] as const) {
      expect((await trial.now.call("GET", target, { token })).status).toBe(status);
    }
  });
});
