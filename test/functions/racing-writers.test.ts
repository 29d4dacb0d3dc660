import { beforeEach, describe, expect, it } from "vitest";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { TableId } from "../../shared/tables.ts";
import { answerOf, gatewayOf } from "../rig/gateway-of.ts";
import { depsOver, interceptDatabase } from "../rig/intercepted-database.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { other, own, primary, secondary, settleTown, type Town, territory, thursday } from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

/** Sends a PUT. Before each write to the table, another writer is faster. */
async function putAgainst(rival: (write: number) => Promise<unknown>, on: TableId, target: string, json: unknown) {
  const { deps } = trial.now;
  let writes = 0;
  const database = interceptDatabase(trial.now.database, async (call, effect) => {
    const isWrite = call.operation === "put" || call.operation === "update";
    if (isWrite && call.on === on) await rival(writes++);
    return effect();
  });
  const send = gatewayOf(depsOver(database, deps));
  const token =
    target.startsWith("/v1/sites/") || target.startsWith("/v1/institutes/") ? town.school : town.healthOffice;
  return answerOf(await send("PUT", target, { token, json }));
}

const closure = { kind: "weather", scope: { kind: "region" }, from: thursday, to: thursday, reason: "Neve" } as const;

const written = { by: "rival", at: new Date(0) };

describe("a closure that is put while another takes it back", () => {
  const putThere = () =>
    trial.now.deps.settings.putClosure(firstOfficeCode, { ...closure, closureId: "neve", reason: "Ghiaccio" }, written);
  const takeBack = () => trial.now.deps.settings.removeClosure(firstOfficeCode, "neve", written);

  it("is there afterwards", async () => {
    await putThere();
    const answer = await putAgainst(
      async (write) => write === 1 && takeBack(),
      "settings",
      "/v1/closures/neve",
      closure,
    );
    expect(answer.status).toBe(201);
    const { closures } = await trial.now.deps.settings.region(() => undefined);
    expect(closures).toEqual([{ ...closure, closureId: "neve" }]);
  });

  it("may be put again later where that goes on and on", async () => {
    const rival = (write: number) => (write % 2 === 0 ? putThere() : takeBack());
    const answer = await putAgainst(rival, "settings", "/v1/closures/neve", closure);
    expect(answer).toMatchObject({ status: 503, problem: "unavailable" });
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
  });
});

describe("the territories of an institute whose sites move at the same time", () => {
  const site = (territory: string, instituteCode = own) => ({
    name: "Plesso",
    instituteCode,
    territory,
    level: "primary",
  });
  const put = (siteCode: string, body: object) => town.put(`/v1/sites/${siteCode}`, town.healthOffice, body);
  const territories = async (code = own) =>
    (await trial.now.deps.institutes.get(code, { consistent: true }))?.territories;
  /** Puts the site. Just before the numbered call of its request, another writer puts another site or the same. */
  async function putAgainstAt(call: number, siteCode: string, body: object, rival: () => Promise<unknown>) {
    let calls = 0;
    const database = interceptDatabase(trial.now.database, async (_, effect) => {
      if (++calls === call) await rival();
      return effect();
    });
    const send = gatewayOf(depsOver(database, trial.now.deps));
    const { statusCode } = await send("PUT", `/v1/sites/${siteCode}`, { token: town.healthOffice, json: body });
    expect(statusCode).toBe(200);
    return calls;
  }

  it("keep one that another site has come to while the first left, at whatever moment", async () => {
    let calls = 1;
    for (let call = 1; call <= calls; call++) {
      await put(primary, site("LODI"));
      await put(secondary, site("MILANO"));
      calls = await putAgainstAt(call, primary, site("PAVIA"), () => put(secondary, site("LODI")));
      expect(await territories(), `before call ${call}`).toEqual(["LODI", "MILANO", "PAVIA"]);
    }
    expect(calls).toBeGreaterThan(5);
  });

  it("are where a site lies in the end that two have moved, at whatever moment", async () => {
    let calls = 1;
    for (let call = 1; call <= calls; call++) {
      await put(primary, site("LODI"));
      calls = await putAgainstAt(call, primary, site("PAVIA", other), () => put(primary, site("COMO")));
      const now = await trial.now.deps.sites.get(primary, { consistent: true });
      const of = async (code: string) => (await territories(code)) ?? [];
      expect(await of(now?.instituteCode ?? ""), `before call ${call}`).toContain(now?.territory);
      const elsewhere = now?.instituteCode === own ? other : own;
      expect(await of(elsewhere), `before call ${call}`).toEqual([territory]);
    }
  });

  it("name where each site lies after a crash at any call, and when the request is repeated", async () => {
    let calls = 1;
    for (let call = 1; call <= calls; call++) {
      await put(primary, site("LODI"));
      const crash = () => Promise.reject(new Error("killed"));
      const ended = await putAgainstAt(call, primary, site("PAVIA"), crash).catch(() => undefined);
      const now = await trial.now.deps.sites.get(primary, { consistent: true });
      expect(await territories(), `killed at call ${call}`).toContain(now?.territory);
      await put(primary, site("PAVIA"));
      expect(await territories(), `killed at call ${call}`).toContain("PAVIA");
      calls = ended ?? call + 1;
    }
  });
});

describe("a writer overtaken at every try is asked to try again", () => {
  const contact = (write: number) => ({ email: `n${write}@scuola.example` });

  it("with the contacts of a school", async () => {
    const rival = (write: number) => trial.now.deps.institutes.setContacts(own, [contact(write)], written);
    const target = `/v1/institutes/${own}/contacts`;
    const answer = await putAgainst(rival, "institutes", target, { contacts: [{ email: "mine@scuola.example" }] });
    expect(answer).toMatchObject({ status: 503, problem: "unavailable" });
  });

  it("with those of the health office", async () => {
    const rival = (write: number) =>
      trial.now.deps.settings.setHealthOfficeContacts(
        firstOfficeCode,
        { alertDigests: [contact(write)], operationsNotices: [] },
        written,
      );
    const json = { alertDigests: [], operationsNotices: [] };
    const answer = await putAgainst(rival, "settings", "/v1/health-office/contacts", json);
    expect(answer).toMatchObject({ status: 503, problem: "unavailable" });
  });

  it("with an enrolment", async () => {
    const validFrom = "2023-02-01";
    const rival = (write: number) =>
      trial.now.deps.enrolments.put(primary, { validFrom, pupils: 201 + write, classes: 10 }, written);
    const target = `/v1/sites/${primary}/enrolments/${validFrom}`;
    const answer = await putAgainst(rival, "enrolments", target, { pupils: 199, classes: 10 });
    expect(answer).toMatchObject({ status: 503, problem: "unavailable" });
  });
});
