import { describe, expect, it } from "vitest";
import { routeMatcher } from "../../infra/local/gateway-event.ts";
import { routes } from "../../shared/routes.ts";
import { openApiOf } from "../../shared/runtime/openapi.ts";
import { answerOf, gatewayOf } from "../rig/gateway-of.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { own, settleTown } from "./small-town.ts";

const trial = worldOfEachTest();

describe("a row taken out of the route table", () => {
  const { "get-institute": gone, ...rows } = routes;

  it("vanishes from the gateway, the authorisation and the served contract alike", async () => {
    const { school, healthOffice } = await settleTown(trial.now);
    const whole = gatewayOf(trial.now.deps);
    const without = gatewayOf(trial.now.deps, rows);
    for (const token of [school, healthOffice, "forged"]) {
      const request = ["GET", `/v1/institutes/${own}`, { token }] as const;
      expect((await whole(...request)).statusCode).toBe(token === "forged" ? 401 : 200);
      // Not 401: there is nothing for which one could be authorised.
      expect(answerOf(await without(...request))).toMatchObject({ status: 404, problem: "not-found" });
    }
    const paths = async (send: typeof whole) => answerOf(await send("GET", "/v1/openapi.json", {})).text;
    expect(await paths(whole)).toContain(gone.path);
    expect(await paths(without)).not.toContain(`"${gone.path}"`);
  });

  it("vanishes from the generated document and the local gateway's rows, and nothing else does", () => {
    const pathsOf = (table: Partial<typeof routes>) => Object.keys(openApiOf(table, "http://localhost").paths ?? {});
    expect(pathsOf(rows)).toEqual(pathsOf(routes).filter((path) => path !== gone.path));
    const match = routeMatcher(Object.values(rows));
    expect(match("GET", `/v1/institutes/${own}`)).toBeUndefined();
    expect(match("PUT", `/v1/institutes/${own}/contacts`)).toBeDefined();
  });
});
