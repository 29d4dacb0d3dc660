import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openAllDeps } from "../../infra/local/open-all-deps.ts";
import { parseEnvironment } from "../../shared/runtime/environment.ts";
import { openLinkTokens } from "../../shared/runtime/link-tokens.ts";
import { answerOf, gatewayOf } from "../rig/gateway-of.ts";
import { awsFault, type Conduct, startUnhealthyService } from "../rig/unhealthy-service.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { own, settleTown, thursday } from "./small-town.ts";

const trial = worldOfEachTest();
let service: Awaited<ReturnType<typeof startUnhealthyService>>;
beforeAll(async () => {
  service = await startUnhealthyService();
});
afterAll(() => service.stop());

/** The same system, some of its services elsewhere. */
async function systemWith(variables: Readonly<Record<string, string>>) {
  const { LINK_KEYS: _, ...environment } = trial.now.environment;
  const { now } = trial.now.deps;
  const deps = openAllDeps(parseEnvironment({ LINK_KEYS_SECRET: "link-keys", ...environment, ...variables }), {
    now,
    writeLog: () => undefined,
  });
  const send = gatewayOf(deps);
  return async (target: string, token?: string) => answerOf(await send("GET", target, token ? { token } : {}));
}

describe("a database that", () => {
  it.each<[string, Conduct, number]>([
    ["takes no more", awsFault("ThrottlingException"), 429],
    ["has no capacity", awsFault("ProvisionedThroughputExceededException"), 429],
    ["is over the account's limit", awsFault("RequestLimitExceeded"), 429],
    ["fails", awsFault("InternalServerError", 500), 503],
    ["is not there, without a word", { status: 503, body: "" }, 503],
    ["stands behind a proxy that cannot reach it", { status: 502, body: "<html>Bad Gateway</html>" }, 503],
    ["breaks the connection", "reset", 503],
    ["does not let us in", awsFault("AccessDeniedException"), 500],
    ["lacks the table", awsFault("ResourceNotFoundException"), 500],
  ])("%s", async (_, conduct, status) => {
    service.behave(conduct);
    const get = await systemWith({ DYNAMODB_ENDPOINT: service.endpoint });
    const answer = await get("/v1/survey-days");
    expect(answer.status).toBe(status);
    if (status !== 500) expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect(answer.text).not.toContain("said by the service");
  });

  it.each(["http://127.0.0.1:9", "http://nowhere.invalid"])("cannot be reached at %s", async (endpoint) => {
    const get = await systemWith({ DYNAMODB_ENDPOINT: endpoint });
    expect(await get("/v1/survey-days")).toMatchObject({ status: 503, problem: "unavailable" });
  });
});

describe("the keys of reminder links", () => {
  const key = randomBytes(32).toString("base64url");
  const keys = { current: "one", keys: { one: key } };
  const secret: Conduct = { status: 200, body: JSON.stringify({ SecretString: JSON.stringify(keys) }) };
  const throttled = awsFault("ThrottlingException");
  const target = `/v1/institutes/${own}`;
  let get: Awaited<ReturnType<typeof systemWith>>;
  let link = "";
  beforeEach(async () => {
    await settleTown(trial.now);
    get = await systemWith({ SECRETS_ENDPOINT: service.endpoint });
    link = await openLinkTokens(async () => keys).sign(own, thursday);
  });

  it.each<[string, Conduct]>([
    ["Secrets Manager takes no more", throttled],
    ["Secrets Manager fails", awsFault("InternalServiceError", 500)],
    ["the connection breaks", "reset"],
  ])("are asked for once more when %s; then it is 503 with Retry-After", async (_, conduct) => {
    service.behave(conduct);
    expect(await get(target, link)).toMatchObject({ status: 503, problem: "unavailable" });
    expect(service.requests()).toBe(2);
    expect(Number((await get(target, link)).headers["retry-after"])).toBeGreaterThan(0);

    service.behave(conduct, secret);
    expect((await get(target, link)).status).toBe(200);
    expect(service.requests()).toBe(2);
  });

  it("are not asked for again where that would not help", async () => {
    service.behave(awsFault("AccessDeniedException"));
    expect((await get(target, link)).status).toBe(503);
    expect(service.requests()).toBe(1);
  });

  it("that are at hand open links while newer ones cannot be read", async () => {
    const rotated = { current: "two", keys: { ...keys.keys, two: randomBytes(32).toString("base64url") } };
    const newer = await openLinkTokens(async () => rotated).sign(own, thursday);
    service.behave(secret);
    expect((await get(target, link)).status).toBe(200);
    service.behave(throttled);
    expect((await get(target, link)).status).toBe(200);
    // Within the minute nobody asks again for the sake of an unknown key.
    expect((await get(target, newer)).status).toBe(401);
    expect(service.requests()).toBe(0);
  });
});
