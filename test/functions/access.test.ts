import { beforeEach, describe, expect, it } from "vitest";
import type { Site } from "../../shared/domain/registry/site.ts";
import { routes } from "../../shared/routes.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { answerOf, gatewayOf } from "../rig/gateway-of.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { own, primary, settleTown, type Town, thursday } from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

const site = `/v1/sites/${primary}`;

describe("the token of a caller", () => {
  it.each([
    ["Bearer TOKEN", 200],
    ["bearer   TOKEN", 200],
    ["TOKEN", 401],
    ["Basic TOKEN", 401],
    ["Bearer TOKEN TOKEN", 401],
    ["Bearer TOKEN, Bearer TOKEN", 401],
    ["Bearer", 401],
    ["", 401],
  ])("in the header %j is answered with %i", async (header, status) => {
    const authorization = header.replaceAll("TOKEN", town.school);
    expect((await trial.now.call("GET", site, { headers: { authorization } })).status).toBe(status);
  });

  it("is looked for in no address and in no cookie", async () => {
    expect((await trial.now.call("GET", `${site}?access_token=${town.school}`)).status).toBe(401);
    const headers = { cookie: `token=${town.school}`, "x-authorization": `Bearer ${town.school}` };
    expect((await trial.now.call("GET", site, { headers })).status).toBe(401);
  });
});

/** A handler's dependencies in which the sites are read by `get`. */
async function withSites(get: (siteCode: string, options?: { consistent?: boolean }) => Promise<Site | undefined>) {
  const { deps } = trial.now;
  return gatewayOf({ ...deps, sites: { ...deps.sites, get } });
}

describe("the site that a path names", () => {
  it("is found although it was registered a moment ago, and a read may come too early", async () => {
    const { sites } = trial.now.deps;
    const send = await withSites((siteCode, options) =>
      options?.consistent ? sites.get(siteCode, options) : Promise.resolve(undefined),
    );
    expect((await send("GET", site, { token: town.school })).statusCode).toBe(200);
  });

  it("that is not registered is found by nobody, except by the caller that registers it", async () => {
    const rows = tableEntries(routes).filter(([, { path }]) => path.includes("{siteCode}"));
    expect(rows.length).toBeGreaterThan(5);
    for (const [name, { method, path, roles }] of rows) {
      if (name === "put-site" || roles === "public") continue;
      const target = path.replace("{siteCode}", "ZZEE99999Z").replace(/\{(date|validFrom)\}/, thursday);
      const token = roles.some((role) => role === "school-office") ? town.school : town.healthOffice;
      expect((await trial.now.call(method, target, { token, json: {} })).status, name).toBe(404);
    }
  });

  it("shows nothing that its contract does not name", async () => {
    const known = await trial.now.deps.sites.get(primary);
    const more = Object.assign({}, known, { headmaster: "Rossi" });
    const send = await withSites(() => Promise.resolve(more));
    const answer = answerOf(await send("GET", site, { token: town.school }));
    expect(answer).toMatchObject({ status: 200, body: { siteCode: primary } });
    expect(answer.text).not.toContain("Rossi");
  });
});

describe("every answer", () => {
  it("forbids browsers to cache, guess and downgrade", async () => {
    const { healthOffice, school } = town;
    for (const [target, token, status] of [
      [site, school, 200],
      [site, "x", 401],
      ["/v1/closures", school, 403],
      ["/v1/nothing", school, 404],
      ["/v1/survey-days.ics", undefined, 200],
      ["/v1/exports/absence-reports?month=2023-02&territory=MILANO", healthOffice, 200],
      [`/v1/institutes/${own}?x=%00`, school, 200],
    ] as const) {
      const answer = await trial.now.call("GET", target, token === undefined ? {} : { token });
      expect(answer.status, target).toBe(status);
      expect(answer.headers, target).toMatchObject({
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
      });
    }
  });
});
