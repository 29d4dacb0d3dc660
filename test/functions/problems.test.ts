import { beforeEach, describe, expect, it } from "vitest";
import { createTables } from "../../infra/local/create-tables.ts";
import { chooseEngine, startEngine } from "../../infra/local/engine.ts";
import { openAllDeps } from "../../infra/local/open-all-deps.ts";
import { routes } from "../../shared/routes.ts";
import { parseEnvironment } from "../../shared/runtime/environment.ts";
import { answerOf, gatewayOf, problemOf } from "../rig/gateway-of.ts";
import { document, openApiCheck } from "../rig/openapi-check.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { foreign, other, own, primary, settleTown, type Town, thursday } from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

const report = `/v1/sites/${primary}/absence-reports/${thursday}`;
const json = { "content-type": "application/json" };

describe("refusals of the HTTP boundary", () => {
  it.each([
    ["text that is no JSON", "{", json, 400, "malformed-json"],
    ["nothing at all", "", json, 400, "malformed-json"],
    ["JSON of the wrong kind", "[]", json, 422, "invalid-request"],
    ["null", "null", json, 422, "invalid-request"],
    ["a form", "absent=3", { "content-type": "application/x-www-form-urlencoded" }, 415, "unsupported-media-type"],
    ["a body without a type", '{"absent":3}', {}, 415, "unsupported-media-type"],
    ["CSV where JSON is wanted", "absent\n3", { "content-type": "text/csv" }, 415, "unsupported-media-type"],
    ["an answer in XML", '{"absent":3}', { ...json, accept: "text/xml" }, 406, "not-acceptable"],
  ])("%s", async (_, raw, headers, status, problem) => {
    const answer = await trial.now.call("PUT", report, { token: town.school, raw, headers });
    expect(answer).toMatchObject({ status, problem });
  });

  it.each(["application/json; charset=utf-8", "APPLICATION/JSON"])("takes JSON called %s", async (type) => {
    const headers = { "content-type": type };
    const answer = await trial.now.call("PUT", report, { token: town.school, raw: '{"absent":3}', headers });
    expect(answer.status).toBe(201);
  });

  it.each(["application/problem+json", "*/*", "application/*;q=0.5, text/html"])(
    "answers who reads %s",
    async (accept) => {
      expect((await trial.now.call("GET", "/v1/status", { headers: { accept } })).status).toBe(200);
    },
  );

  it("JSON of 2 MB is looked at, a byte more is not", async () => {
    const body = JSON.stringify({ absent: 3 });
    for (const [bytes, status] of [
      [2_000_000, 201],
      [2_000_001, 413],
    ] as const) {
      const raw = body + " ".repeat(bytes - body.length);
      expect((await trial.now.call("PUT", report, { token: town.school, raw, headers: json })).status).toBe(status);
    }
  });

  it("a path that no row has", async () => {
    for (const target of ["/v1", "/v1/", "/v1/sites", "/v2/status", "/v1/status/", "/_local/inbox"]) {
      expect(await trial.now.call("GET", target, { token: town.school })).toMatchObject({
        status: 404,
        problem: "not-found",
      });
    }
  });

  it("a caller without access learns nothing about valid requests", async () => {
    const raw = "{";
    expect((await trial.now.call("PUT", "/v1/sites/xx/absence-reports/oggi", { raw, headers: json })).status).toBe(401);
    expect((await trial.now.call("PUT", "/v1/sites/xx", { token: town.school, raw, headers: json })).status).toBe(403);
    const foreignReport = `/v1/sites/${foreign}/absence-reports/${thursday}`;
    expect((await trial.now.call("PUT", foreignReport, { token: town.school, raw, headers: json })).status).toBe(404);
  });

  it("another's site looks like one that does not exist", async () => {
    const [another, none] = await Promise.all(
      [foreign, "ZZEE99999Z"].map((code) => trial.now.call("GET", `/v1/sites/${code}`, { token: town.school })),
    );
    expect(another?.body).toEqual(none?.body);
  });
});

describe("the language of a problem", () => {
  it.each([
    ["", "it", "Non trovato"],
    ["it-IT", "it", "Non trovato"],
    ["en-GB, it;q=0.5", "en", "Not found"],
    ["de-IT, it;q=0.9", "de", "Nicht gefunden"],
    ["sl", "it", "Non trovato"],
    ["sl, en;q=0.1", "en", "Not found"],
    [";;;", "it", "Non trovato"],
  ])("to who reads %j is %s", async (accepted, language, title) => {
    const headers = accepted === "" ? {} : { "accept-language": accepted };
    const answer = await trial.now.call("GET", `/v1/institutes/${other}`, { token: town.school, headers });
    expect(answer.headers["content-language"]).toBe(language);
    expect(problemOf(answer).title).toBe(title);
  });

  it("is the caller's in the detail of every refusal of a report", async () => {
    const bodies = [{ absent: 201 }, { absent: 81 }, { absent: 1, illness: 2 }];
    for (const body of bodies) {
      const details = [];
      for (const language of ["it", "en"]) {
        const answer = await town.report(primary, thursday, body, { "accept-language": language });
        details.push(problemOf(answer).detail);
      }
      expect(details[0]).toBeTruthy();
      expect(details[0]).not.toBe(details[1]);
    }
  });
});

describe("a reminder link", () => {
  it("that has expired says so, until when it was good, and what to do", async () => {
    trial.now.setNow("2023-02-18T00:00:00+01:00");
    const answer = await trial.now.call("PUT", report, { token: town.link, json: { absent: 3 } });
    expect(answer).toMatchObject({
      status: 401,
      problem: "link-expired",
      headers: { "www-authenticate": "Bearer" },
      body: { lateUntil: "2023-02-18T00:00:00+01:00" },
    });
    expect(problemOf(answer).detail).toContain("fino alle 23:59 di venerdì 17 febbraio");
  });

  it("works until then, and enters as a link", async () => {
    trial.now.setNow("2023-02-17T23:59:59+01:00");
    const answer = await trial.now.call("PUT", report, { token: town.link, json: { absent: 3 } });
    expect(answer).toMatchObject({ status: 201, body: { enteredBy: `link:${own}` } });
  });
});

describe("a forged link", () => {
  it("is no way in, nor called expired", async () => {
    const [header = "", payload = ""] = town.link.split(".");
    const older = Buffer.from(JSON.stringify({ sub: own, day: "2022-02-17", exp: 1 })).toString("base64url");
    for (const token of [`${header}.${payload}.AAAA`, `${header}.${payload}.`, `${header}.${older}.AAAA`]) {
      const answer = await trial.now.call("PUT", report, { token, json: { absent: 3 } });
      expect(answer).toMatchObject({
        status: 401,
        problem: "unauthenticated",
        headers: { "www-authenticate": "Bearer" },
      });
    }
  });
});

describe("the alert policy", () => {
  it("is not replaced blindly, nor over one that nobody has read", async () => {
    const read = await trial.now.call("GET", "/v1/alert-policy", { token: town.healthOffice });
    expect(read).toMatchObject({ status: 200, headers: { etag: '"0"' }, body: { version: 0 } });
    const { policy } = Object(read.body);
    const put = (headers: Record<string, string>) =>
      town.put("/v1/alert-policy", town.healthOffice, { policy }, { headers });
    expect(await put({})).toMatchObject({ status: 428, problem: "condition-required" });
    for (const other of ['"1"', '"1", "2"'])
      expect(await put({ "if-match": other })).toMatchObject({ status: 412, body: { currentVersion: 0 } });
    expect(await put({ "if-match": 'W/"0"' })).toMatchObject({ status: 412, problem: "weak-etag" });
    expect(await put({ "if-match": "0" })).toMatchObject({ status: 422, problem: "invalid-request" });
    // The site is read. Then the backtest is missing.
    for (const matching of ["*", '"1", "0"'])
      expect(await put({ "if-match": matching })).toMatchObject({ status: 409, problem: "backtest-missing" });
  });
});

describe("the health office's contacts", () => {
  const target = "/v1/health-office/contacts";
  const contacts = (email: string) => ({ alertDigests: [{ email }], operationsNotices: [] });

  it("written twice at once over the same version: one is told of the other", async () => {
    const put = (email: string) =>
      town.put(target, town.healthOffice, contacts(email), { headers: { "if-match": '"0"' } });
    const answers = await Promise.all([put("a@ats.example"), put("b@ats.example")]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const read = await trial.now.call("GET", target, { token: town.healthOffice });
    expect(read.headers.etag).toBe('"1"');
  });

  it.each([{}, { "if-match": "*" }, { "if-match": '"7", "1"' }])("with %j replace what stands", async (headers) => {
    await town.put(target, town.healthOffice, contacts("a@ats.example"));
    const second = await town.put(target, town.healthOffice, contacts("b@ats.example"), { headers });
    expect(second).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: contacts("b@ats.example") });
    const stale = { headers: { "if-match": '"7", "1"' } };
    expect(await town.put(target, town.healthOffice, contacts("c@ats.example"), stale)).toMatchObject({
      status: 412,
      body: { currentVersion: 2 },
    });
  });
});

describe("a fault of ours", () => {
  it("says a request id and nothing else, and the log has the rest", async () => {
    const { deps, logLines } = trial.now;
    const secret = "the store said something private";
    const broken = { ...deps, reports: { ...deps.reports, get: () => Promise.reject(new Error(secret)) } };
    const send = gatewayOf(broken);
    const answer = answerOf(await send("GET", report, { token: town.school }));
    expect(answer).toMatchObject({ status: 500, problem: "internal-error", headers: { "cache-control": "no-store" } });
    expect(Object.keys(Object(answer.body)).toSorted()).toEqual(["requestId", "status", "title", "type"]);
    expect(answer.text).not.toContain("private");
    expect(logLines.join("")).toContain(secret);
  });

  it("of an answer off its contract is a 500 too, not a wrong answer", async () => {
    const { deps } = trial.now;
    const broken = { ...deps, institutes: { ...deps.institutes, get: async () => ({ ...institute, name: 3 }) } };
    // The store's types forbid it, but a stored item may have it.
    const send = gatewayOf(Object.assign({}, deps, broken));
    expect((await send("GET", `/v1/institutes/${own}`, { token: town.school })).statusCode).toBe(500);
  });
  const institute = { instituteCode: own, contacts: [], contactsFrom: "registry" };

  it("keeps addresses and tokens out of the log", () => {
    const log = trial.now.logLines.join("");
    expect(log).not.toContain("@scuola.example");
    expect(log).not.toContain(town.link);
  });
});

describe("an identity provider whose keys cannot be fetched", () => {
  it("is 503 with Retry-After for who has signed in; links go on working", async () => {
    const { OIDC_JWKS: _, ...environment } = trial.now.environment;
    const issuer = { OIDC_ISSUER: "https://127.0.0.1:9" };
    const deps = openAllDeps(parseEnvironment({ ...environment, ...issuer }), {
      now: trial.now.deps.now,
      writeLog: () => undefined,
    });
    const send = gatewayOf(deps);
    const claims = {
      iss: issuer.OIDC_ISSUER,
      aud: environment.OIDC_AUDIENCE,
      exp: 4_000_000_000,
      role: "health-office",
      sub: "x",
    };
    const encoded = [{ alg: "RS256", kid: "k" }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    const reply = await send("GET", `/v1/institutes/${own}`, { token: `${encoded.join(".")}.c2ln` });
    expect(answerOf(reply)).toMatchObject({ status: 503, problem: "unavailable" });
    expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
    expect((await send("GET", `/v1/institutes/${own}`, { token: town.link })).statusCode).toBe(200);
  });
});

describe("a store that does not answer", () => {
  it("is 503 with Retry-After on every row that reads it, and the status says so", async () => {
    const { environment, deps: living, tokenOf } = trial.now;
    const token = await tokenOf("health-office");
    const engine = await startEngine({ kind: chooseEngine() });
    const broken = { ...environment, DYNAMODB_ENDPOINT: engine.endpoint };
    await createTables({
      endpoint: engine.endpoint,
      region: "eu-south-1",
      tablePrefix: environment.TABLE_PREFIX ?? "",
    });
    const deps = openAllDeps(parseEnvironment(broken), { now: living.now, writeLog: () => undefined });
    const send = gatewayOf(deps);
    expect((await send("GET", "/v1/status", {})).statusCode).toBe(200);
    await engine.stop();
    const faultsOf = openApiCheck(document, routes);
    for (const target of [
      "/v1/status",
      "/v1/survey-days",
      `/v1/sites/${primary}`,
      `/v1/survey-days/${thursday}/coverage`,
    ]) {
      const reply = await send("GET", target, { token });
      expect(faultsOf("GET", target, reply)).toEqual([]);
      expect(answerOf(reply)).toMatchObject({ status: 503, problem: "unavailable" });
      expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
    }
  });
});
