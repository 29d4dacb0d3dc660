import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { type CallOptions, gatewayOf } from "../rig/gateway-of.ts";
import { supplierOf } from "../rig/world.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { foreign, other, own, primary, settleTown, type Town, thursday } from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
  trial.now.logLines.length = 0;
});

const line = z.looseObject({ message: z.string().optional() });

/** The refusals in the log, as a reader finds them. */
function refusals() {
  const lines = trial.now.logLines.map((text) => line.parse(JSON.parse(text)));
  return lines.filter(({ message }) => message === "request refused");
}

const report = `/v1/sites/${primary}/absence-reports/${thursday}`;
const json = { "content-type": "application/json" };
const requestId = "request-1";
const message = "request refused";
const level = "info";

type Case = [
  what: string,
  method: "GET" | "PUT" | "POST" | "DELETE",
  target: string,
  options: CallOptions,
  logged: Record<string, unknown>,
];

describe("the security log", () => {
  const as = (role: string) => ({ level, message, requestId, role });
  const cases = (): Case[] => [
    [
      "no token",
      "GET",
      report,
      {},
      { route: "get-absence-report", status: 401, reason: "unauthenticated", because: "no-token" },
    ],
    [
      "a token that proves nothing",
      "GET",
      report,
      { token: "a.b.c" },
      { route: "get-absence-report", status: 401, reason: "unauthenticated", because: "invalid-token" },
    ],
    [
      "a role that the row is not for",
      "GET",
      "/v1/closures",
      { token: town.school },
      { ...as("school-office"), route: "list-closures", status: 403, reason: "forbidden" },
    ],
    [
      "a link where links lead nowhere",
      "GET",
      `/v1/sites/${primary}`,
      { token: town.link },
      { ...as("link"), route: "get-site", status: 403, reason: "forbidden" },
    ],
    [
      "another's site",
      "GET",
      `/v1/sites/${foreign}`,
      { token: town.school },
      { ...as("school-office"), route: "get-site", status: 404, reason: "not-found", because: "outside-scope" },
    ],
    [
      "another's institute",
      "GET",
      `/v1/institutes/${other}`,
      { token: town.school },
      { ...as("school-office"), route: "get-institute", status: 404, reason: "not-found", because: "outside-scope" },
    ],
    [
      "another's curve",
      "GET",
      `/v1/series?siteCode=${foreign}`,
      { token: town.school },
      { ...as("school-office"), route: "get-series", status: 404, reason: "not-found", because: "outside-scope" },
    ],
    [
      "a territory's curve",
      "GET",
      "/v1/series?territory=MILANO&level=primary",
      { token: town.school },
      { ...as("school-office"), route: "get-series", status: 404, reason: "not-found", because: "outside-scope" },
    ],
    [
      "another day than the link's",
      "GET",
      `/v1/sites/${primary}/absence-reports/2023-02-14`,
      { token: town.link },
      { ...as("link"), route: "get-absence-report", status: 404, reason: "not-found", because: "outside-scope" },
    ],
    [
      "another's site among one's own",
      "PUT",
      `/v1/institutes/${own}/absence-reports/${thursday}`,
      { token: town.school, json: { items: [{ siteCode: foreign, absent: 3 }] } },
      {
        ...as("school-office"),
        route: "put-institute-absence-reports",
        status: 404,
        reason: "not-found",
        because: "outside-scope",
      },
    ],
    [
      "what is simply not there",
      "GET",
      report,
      { token: town.school },
      { ...as("school-office"), route: "get-absence-report", status: 404, reason: "not-found" },
    ],
    [
      "a path that no row has",
      "GET",
      "/v1/wp-admin/setup.php",
      { token: town.school },
      { status: 404, reason: "not-found", because: "no-such-route" },
    ],
    [
      "a change that asks back",
      "PUT",
      report,
      { token: town.link, json: { absent: 199 } },
      { ...as("link"), route: "put-absence-report", status: 409, reason: "needs-confirmation" },
    ],
    [
      "a version that does not stand",
      "PUT",
      "/v1/health-office/contacts",
      {
        token: town.healthOffice,
        json: { alertDigests: [{ email: "a@ats.example" }], operationsNotices: [] },
        headers: { "if-match": '"7"' },
      },
      { ...as("health-office"), route: "put-health-office-contacts", status: 412, reason: "version-conflict" },
    ],
    [
      "a body that is too large",
      "PUT",
      report,
      { token: town.school, raw: " ".repeat(2_000_001), headers: json },
      { ...as("school-office"), route: "put-absence-report", status: 413, reason: "too-large" },
    ],
    [
      "values that are none",
      "PUT",
      report,
      { token: town.school, json: { absent: "rossi@scuola.example" } },
      { ...as("school-office"), route: "put-absence-report", status: 422, reason: "invalid-request" },
    ],
    [
      "no version where one is needed",
      "PUT",
      "/v1/alert-policy",
      { token: town.healthOffice, json: {} },
      { ...as("health-office"), route: "put-alert-policy", status: 428, reason: "condition-required" },
    ],
    [
      "a supplier's client at the contacts",
      "PUT",
      `/v1/institutes/${own}/contacts`,
      { json: { contacts: [] } },
      { ...as("supplier"), route: "put-institute-contacts", status: 403, reason: "forbidden" },
    ],
  ];

  it("has each refusal once, with route, role and reason, and nothing else of the request", async () => {
    const supplier = await trial.now.tokenOf(supplierOf[own]);
    for (const [what, method, target, options, logged] of cases()) {
      trial.now.logLines.length = 0;
      const token = logged.role === "supplier" ? { token: supplier } : {};
      await trial.now.call(method, target, { ...options, ...token });
      expect(refusals(), what).toEqual([{ level, message, requestId, ...logged }]);
    }
  });

  it("has a link that came too late", async () => {
    trial.now.setNow("2023-02-18T00:00:00+01:00");
    await trial.now.call("PUT", report, { token: town.link, json: { absent: 3 } });
    expect(refusals()).toEqual([
      { level, message, requestId, route: "put-absence-report", status: 401, reason: "link-expired" },
    ]);
  });

  it("has who was told to come back because the tables take no more, beside the fault", async () => {
    const { deps, logLines } = trial.now;
    const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    const short = { ...deps, settings: { ...deps.settings, officeClosures: () => Promise.reject(throttled) } };
    const send = gatewayOf(short);
    expect((await send("GET", "/v1/closures", { token: town.healthOffice })).statusCode).toBe(429);
    expect(refusals()).toEqual([
      {
        level,
        message,
        requestId,
        role: "health-office",
        route: "list-closures",
        status: 429,
        reason: "too-many-requests",
      },
    ]);
    expect(logLines.join("")).toContain("Rate exceeded");
  });

  it("says nothing of what is done", async () => {
    await town.report(primary, thursday, { absent: 3 });
    await trial.now.call("GET", "/v1/status");
    expect(refusals()).toEqual([]);
  });
});
