import { generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { audience, oidcPath } from "../../infra/local/identity.ts";
import { defaultAlertPolicy } from "../../shared/domain/alert-policy.ts";
import type { Role } from "../../shared/domain/principal.ts";
import { type Route, type RouteName, routes } from "../../shared/routes.ts";
import { other, own, primary, secondary, settleTown, type Town, territory, thursday } from "./small-town.ts";
import { type CallOptions, type Trial, trialOfEachTest } from "./trial.ts";

const trial = trialOfEachTest();

/** A good request of a row, and whose it is: what stands in it decides who may make it. */
type Sample = CallOptions & {
  target: string;
  /** It names the first institute of the town, or one of its sites. */
  isOwn?: true;
  /** It names the Thursday in its path. */
  isThursday?: true;
};

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
    "get-institute": { target: institute, isOwn: true },
    "put-institute-contacts": { target: `${institute}/contacts`, isOwn: true, json: { contacts: [] } },
    "get-site": { target: site, isOwn: true },
    "put-site": { target: site, isOwn: true, json: registered },
    "list-enrolments": { target: `${site}/enrolments`, isOwn: true },
    "put-enrolment": { target: `${site}/enrolments/${thursday}`, isOwn: true, json: { pupils: 201, classes: 10 } },
    "list-absence-reports": { target: `${site}/absence-reports`, isOwn: true },
    "get-absence-report": { target: `${site}/absence-reports/${thursday}`, isOwn: true, isThursday: true },
    "put-absence-report": {
      target: `/v1/sites/${secondary}/absence-reports/${thursday}`,
      isOwn: true,
      isThursday: true,
      json: { absent: 3 },
    },
    "put-institute-absence-reports": {
      target: `${institute}/absence-reports/${thursday}`,
      isOwn: true,
      isThursday: true,
      json: { items: [{ siteCode: secondary, absent: 3 }] },
    },
    "post-reopening": {
      target: `${site}/absence-reports/${thursday}/reopenings`,
      isOwn: true,
      isThursday: true,
      json: { until: "2023-02-20T12:00:00+01:00", reason: "Dato mancante" },
    },
    "import-registry": { target: "/v1/registry-imports", csv: registry },
    "put-sentinel-sites": { target: "/v1/sentinel-sites", csv: "site_code,sentinel_from\n" },
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
    "get-series": { target: `/v1/series?siteCode=${primary}`, isOwn: true },
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
  } as const satisfies Partial<Record<RouteName, Sample>>;
}

type Caller = { token: string | undefined; role: Role | "nobody"; isOwn?: boolean; isThursday?: boolean };

async function callersOf({ tokenOf, deps }: Trial): Promise<Record<string, Caller>> {
  return {
    "the school office of the institute": { token: await tokenOf(own), role: "school-office", isOwn: true },
    "the school office of another": { token: await tokenOf(other), role: "school-office", isOwn: false },
    "the health office": { token: await tokenOf("health-office"), role: "health-office", isOwn: true },
    "the link of the day": {
      token: await deps.linkTokens.sign(own, thursday),
      role: "link",
      isOwn: true,
      isThursday: true,
    },
    "the link of another day": {
      token: await deps.linkTokens.sign(own, "2023-02-21"),
      role: "link",
      isOwn: true,
      isThursday: false,
    },
    "the link of another institute": {
      token: await deps.linkTokens.sign(other, thursday),
      role: "link",
      isOwn: false,
      isThursday: true,
    },
    "nobody who says who": { token: undefined, role: "nobody" },
    "a token signed with another key": { token: await forged(), role: "nobody" },
    "no token at all": { token: "x.y.z", role: "nobody" },
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

/** What http-api.md promises: 401 without a genuine token, 403 for another role, 404 outside the caller's scope. */
function promised({ roles }: Route, sample: Sample, caller: Caller): "done" | 401 | 403 | 404 {
  if (roles === "public") return "done";
  if (caller.role === "nobody") return 401;
  if (!roles.includes(caller.role)) return 403;
  if (sample.isOwn && !caller.isOwn) return 404;
  return caller.role === "link" && sample.isThursday && !caller.isThursday ? 404 : "done";
}

/** The objects that the samples name. */
async function prepare(town: Town): Promise<string> {
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
  it("has a good request of every row of the route table", () => {
    expect(Object.keys(samplesOf("")).toSorted()).toEqual(Object.keys(routes).toSorted());
  });

  it.each(Object.entries(routes))("%s", async (name, row: Route) => {
    const backtest = await prepare(await settleTown(trial.now));
    const sample: Sample | undefined = Object.entries(samplesOf(backtest)).find(([of]) => of === name)?.[1];
    if (sample === undefined) throw new Error(`no good request of ${name}`);
    const { target, json, csv, headers } = sample;
    const options = {
      ...(json === undefined ? {} : { json }),
      ...(csv === undefined ? {} : { csv }),
      ...(headers && { headers }),
    };
    const cells: Record<string, unknown> = {};
    const promises: Record<string, unknown> = {};
    for (const [who, caller] of Object.entries(await callersOf(trial.now))) {
      const token = caller.token === undefined ? {} : { token: caller.token };
      const { status } = await trial.now.call(row.method, target, { ...options, ...token });
      cells[who] = status >= 200 && status < 300 ? "done" : status;
      promises[who] = promised(row, sample, caller);
    }
    expect(cells).toEqual(promises);
  });
});
