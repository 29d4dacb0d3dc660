import { generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { audience, oidcPath } from "../../infra/local/identity.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { type RouteName, routes } from "../../shared/routes.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { type CallOptions, pageShape } from "../rig/gateway-of.ts";
import { supplierOf, type World } from "../rig/world.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { other, own, primary, secondary, settleTown, type Town, territory, thursday } from "./small-town.ts";

const trial = worldOfEachTest();

/** A valid request of a row, by the health office or for the first institute of the town and the Thursday. */
type Sample = CallOptions & { target: string };

type Fate = "done" | 401 | 403 | 404 | 409;

/** The result of a row for each role: 401 without a genuine token, 403 for another role, 404 for objects of others. */
type Promised = {
  /** Of the institute that the request is about, and of another one. */
  school: readonly [Fate, Fate];
  supplier: readonly [Fate, Fate];
  /** Of the health office whose territory the request is about, and of another one. */
  healthOffice: readonly [Fate, Fate];
  /** Of the territory that the request is about, and of another one. */
  authority: readonly [Fate, Fate];
  region: Fate;
  /** Of the institute and day that the request is about, of another day, of another institute. */
  link: readonly [Fate, Fate, Fate];
  nobody: Fate;
};

const done = "done";
const ownAlone = [done, 404] as const;
/** Each caller gets an answer about its own objects. */
const each = [done, done] as const;
const never = [403, 403] as const;
const noLink = [403, 403, 403] as const;
const everybody: Promised = {
  school: each,
  supplier: each,
  healthOffice: each,
  authority: each,
  region: done,
  link: [done, done, done],
  nobody: done,
};

/** The results for a school, a supplier and a link. */
type Schools = Pick<Promised, "school" | "supplier" | "link">;
const schoolAlone: Schools = { school: ownAlone, supplier: never, link: noLink };
const noSchool: Schools = { school: never, supplier: never, link: noLink };
const records: Schools = { school: ownAlone, supplier: ownAlone, link: noLink };
const reports: Schools = { school: ownAlone, supplier: ownAlone, link: [done, 404, 404] };

/** The results for callers that see more than one institute. */
type Offices = Pick<Promised, "healthOffice" | "authority" | "region" | "nobody">;
const noOffice: Offices = { healthOffice: never, authority: never, region: 403, nobody: 401 };
const officeAlone: Offices = { healthOffice: ownAlone, authority: never, region: 403, nobody: 401 };
const officeAndRegion: Offices = { healthOffice: ownAlone, authority: never, region: done, nobody: 401 };
const regionAlone: Offices = { healthOffice: never, authority: never, region: done, nobody: 401 };
const allOfThem: Offices = { healthOffice: each, authority: each, region: done, nobody: 401 };

/** Written out by hand and not read from the route table: a change of a row's roles needs a change here too. */
const promises: Record<RouteName, Promised> = {
  "get-status": everybody,
  "get-openapi": everybody,
  "list-survey-days": everybody,
  "get-survey-days-feed": everybody,
  "get-survey-day": everybody,
  "get-institute": { ...reports, ...officeAndRegion, link: [done, done, 404] },
  "put-institute-contacts": { ...schoolAlone, ...noOffice },
  "get-site": { ...schoolAlone, ...allOfThem, healthOffice: ownAlone, authority: ownAlone },
  "put-site": { ...noSchool, ...officeAndRegion },
  "list-enrolments": { ...records, ...officeAndRegion },
  "put-enrolment": { ...records, ...noOffice },
  "list-absence-reports": { ...records, ...officeAndRegion },
  "get-absence-report": { ...reports, ...officeAndRegion },
  "put-absence-report": { ...reports, ...noOffice },
  "put-institute-absence-reports": { ...reports, ...noOffice },
  "post-reopening": { ...noSchool, ...officeAlone },
  "import-registry": { ...noSchool, ...officeAndRegion, healthOffice: each },
  "put-sentinel-sites": { ...noSchool, ...allOfThem },
  "put-areas": { ...noSchool, ...officeAndRegion, healthOffice: each },
  "get-school-calendar": { ...noSchool, ...allOfThem, school: each },
  // The only office keeps it until there is another; then the region does.
  "put-school-calendar": { ...noSchool, ...officeAndRegion, healthOffice: never },
  "list-health-offices": { ...noSchool, ...allOfThem },
  // The region decides about territories, also for an office itself.
  "put-health-office": { ...noSchool, ...regionAlone },
  "list-territories": { ...noSchool, ...allOfThem },
  "list-closures": { ...noSchool, ...officeAndRegion },
  "put-closure": { ...noSchool, ...officeAlone, healthOffice: each },
  "delete-closure": { ...noSchool, ...officeAlone },
  "get-coverage": { ...noSchool, ...allOfThem },
  "list-survey-day-sites": { ...noSchool, ...allOfThem },
  "list-alerts": { ...noSchool, ...officeAndRegion, healthOffice: each },
  "get-alert": { ...noSchool, ...officeAndRegion },
  "post-alert-transition": { ...noSchool, ...officeAlone },
  "get-series": { ...schoolAlone, ...officeAndRegion },
  "post-backtest": { ...noSchool, ...officeAlone, healthOffice: each },
  "get-backtest": { ...noSchool, ...officeAndRegion },
  "get-alert-policy": { ...noSchool, ...officeAndRegion },
  // A backtest of another office does not count.
  "put-alert-policy": { ...noSchool, ...officeAlone, healthOffice: [done, 409] },
  "get-health-office-contacts": { ...noSchool, ...officeAndRegion },
  "put-health-office-contacts": { ...noSchool, ...officeAlone, healthOffice: each },
  "export-absence-reports": { ...noSchool, ...officeAndRegion },
  "get-mail-ledger": { ...noSchool, ...allOfThem },
};

/** No site of the town lies there, and another health office owns it. */
const elsewhere = "LODI";
const otherOffice = "ats-lodi";

const site = `/v1/sites/${primary}`;
const institute = `/v1/institutes/${own}`;
const day = `/v1/survey-days/${thursday}`;
const registered = { name: "Prima", instituteCode: own, territory, level: "primary", sentinelFrom: "2023-02-01" };
const closureBody = {
  kind: "strike",
  scope: { kind: "institute", instituteCode: own },
  from: thursday,
  to: thursday,
  reason: "Sciopero",
};
/** A body of the other office, which keeps its territory. */
const officeBody = {
  name: "ATS di Lodi",
  help: {},
  controller: { name: "ATS di Lodi" },
  asksIllness: true,
  territories: [elsewhere],
};
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
    "put-areas": { target: "/v1/areas", csv: "municipality,district,territory\n" },
    "get-school-calendar": { target: "/v1/school-calendars/2022-23" },
    "put-school-calendar": { target: "/v1/school-calendars/2022-23", json: {} },
    "list-health-offices": { target: "/v1/health-offices" },
    "put-health-office": { target: `/v1/health-offices/${otherOffice}`, json: officeBody },
    "list-territories": { target: "/v1/territories" },
    "list-closures": { target: `/v1/closures?office=${firstOfficeCode}` },
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
    "get-backtest": { target: `/v1/backtests/${backtest}?office=${firstOfficeCode}` },
    "get-alert-policy": { target: `/v1/alert-policy?office=${firstOfficeCode}` },
    "put-alert-policy": {
      target: "/v1/alert-policy",
      json: { policy: defaultAlertPolicy, backtestId: backtest },
      headers: { "if-match": '"0"' },
    },
    "get-health-office-contacts": { target: `/v1/health-office/contacts?office=${firstOfficeCode}` },
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
    "the health office": { token: await tokenOf("health-office"), promised: ({ healthOffice: [mine] }) => mine },
    "another health office": {
      token: await tokenOf(`health-office:${otherOffice}`),
      promised: ({ healthOffice: [, others] }) => others,
    },
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

/** A token with valid claims and the provider's key id, but signed with another key. */
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

/** As the region gives a territory to an office. */
async function ownElsewhere(): Promise<void> {
  const item = { name: "common", version: `territory#${elsewhere}`, officeCode: otherOffice };
  await trial.now.database.put("settings", item, { expression: "attribute_not_exists(#name)" });
}

/** The objects that the samples name. */
async function prepare(town: Town): Promise<string> {
  await ownElsewhere();
  await town.report(primary, thursday, { absent: 90, confirm: true });
  await trial.now.run("raise-alerts");
  await town.put("/v1/closures/nebbia", town.healthOffice, closureBody);
  const { body } = await trial.now.call("POST", "/v1/backtests", {
    token: town.healthOffice,
    json: { policy: defaultAlertPolicy },
  });
  return z.object({ backtestId: z.string() }).parse(body).backtestId;
}

describe("the rights of each role", () => {
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

  it.each([`health-office:${otherOffice}`, `school-authority:${elsewhere}`])(
    "%s finds nothing of another's in its lists",
    async (user) => {
      await prepare(await settleTown(trial.now));
      const [mine, others] = await Promise.all([trial.now.tokenOf("health-office"), trial.now.tokenOf(user)]);
      const listed = async (target: string, token: string) =>
        pageShape.parse((await trial.now.call("GET", target, { token })).body).items.length;
      for (const target of [`${day}/coverage`, `${day}/sites`]) {
        expect(await listed(target, mine)).toBeGreaterThan(0);
        expect(await listed(target, others)).toBe(0);
      }
      if (user.startsWith("school-authority")) return;
      expect(await listed("/v1/alerts", mine)).toBeGreaterThan(0);
      expect(await listed("/v1/alerts", others)).toBe(0);
      const csv = `CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA\n${primary},Altra,${elsewhere},SCUOLA PRIMARIA\nZZEE90101A,Nuova,${territory},SCUOLA PRIMARIA\nZZEE90102B,Nuova,${elsewhere},SCUOLA PRIMARIA\n`;
      const { body } = await trial.now.call("POST", "/v1/registry-imports", { token: others, csv });
      expect(pageShape.parse(body).items.map(({ outcome }) => outcome)).toEqual(["rejected", "rejected", "created"]);
    },
  );

  it("an institute is an office's while one of its sites lies in a territory of it, and no longer", async () => {
    await prepare(await settleTown(trial.now));
    const [region, others] = await Promise.all(["region", `health-office:${otherOffice}`].map(trial.now.tokenOf));
    const read = async () => (await trial.now.call("GET", institute, { token: others ?? "" })).status;
    const lies = { ...registered, sentinelFrom: "2023-02-01", territory: elsewhere };
    expect(await read()).toBe(404);
    await trial.now.call("PUT", site, { token: region ?? "", json: lies });
    expect(await read()).toBe(200);
    await trial.now.call("PUT", site, { token: region ?? "", json: { ...lies, territory } });
    expect(await read()).toBe(404);
  });

  it("only the health office sees a territory's curve", async () => {
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
