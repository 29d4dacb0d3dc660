import { describe, expect, it } from "vitest";
import { event } from "../../../functions/events/token-claims.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import { parseEventEnvironment } from "../../../shared/runtime/environment.ts";
import { openEventDeps } from "../../../shared/runtime/open-event-deps.ts";
import { settings } from "../../../shared/runtime/openers.ts";
import { awsFault, type Conduct, startUnhealthyService } from "../../rig/unhealthy-service.ts";

const signIn = {
  triggerSource: "TokenGeneration_Authentication",
  userPoolId: "pool",
  userName: "rossi",
  callerContext: { clientId: "pages" },
  request: { userAttributes: {}, groupConfiguration: { groupsToOverride: ["health-office"] } },
};
const user = (factors: string[]): Conduct => ({ status: 200, body: JSON.stringify({ UserMFASettingList: factors }) });

async function signedInWhile(...conducts: Conduct[]): Promise<unknown> {
  return claimsWhile(conducts, signIn);
}

async function claimsWhile(conducts: readonly Conduct[], told: typeof signIn): Promise<unknown> {
  const service = await startUnhealthyService();
  service.behave(...conducts);
  const environment = parseEventEnvironment({
    AWS_REGION: "eu-south-1",
    TABLE_PREFIX: "",
    USER_POOL_ENDPOINT: service.endpoint,
    AWS_ACCESS_KEY_ID: "nobody",
    AWS_SECRET_ACCESS_KEY: "secret",
  });
  try {
    return await event(told, { ...openEventDeps(environment, { now: () => new Date(0) }, settings), log });
  } finally {
    service.stop();
  }
}
const log = { info: () => undefined, error: () => undefined, metrics: () => undefined };

function memberOf(group: string, userAttributes: Record<string, string>): typeof signIn {
  return { ...signIn, request: { userAttributes, groupConfiguration: { groupsToOverride: [group] } } };
}

function withClaims(claims: Record<string, string>) {
  const accessTokenGeneration = { claimsToAddOrOverride: claims };
  return expect.objectContaining({ response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } });
}

describe("the rights of an account", () => {
  it.each([
    ["region", {}, { role: "region" }],
    ["health-office", { "custom:office": "ats-milano" }, { role: "health-office", office: "ats-milano" }],
    ["health-office", {}, { role: "health-office", office: firstOfficeCode }],
    [
      "school-authority",
      { "custom:territories": "LODI;MONZA E DELLA BRIANZA" },
      { role: "school-authority", territories: "LODI;MONZA E DELLA BRIANZA" },
    ],
  ])("as a member of %s with %j is %j", async (group, attributes, claims) => {
    const told = memberOf(group, attributes);
    expect(await claimsWhile([user(["EMAIL_OTP"])], told)).toEqual(withClaims(claims));
    await expect(claimsWhile([user([])], told)).rejects.toThrow("Serve il secondo fattore");
  });

  it.each([
    ["health-office", { "custom:office": "ATS Milano" }, "Nessun ente collegato"],
    ["school-authority", {}, "Nessun territorio collegato"],
  ])("as a member of %s with %j has no rights", async (group, attributes, sentence) => {
    await expect(claimsWhile([user(["EMAIL_OTP"])], memberOf(group, attributes))).rejects.toThrow(sentence);
  });
});

describe("whether a second factor is set", () => {
  it("decides about the sign-in", async () => {
    expect(await signedInWhile(user(["SOFTWARE_TOKEN_MFA"]))).toMatchObject({ response: expect.anything() });
    await expect(signedInWhile(user([]))).rejects.toThrow("Serve il secondo fattore");
  });

  it("is asked once more when Cognito takes no more", async () => {
    const busy = awsFault("TooManyRequestsException");
    expect(await signedInWhile(busy, user(["EMAIL_OTP"]))).toMatchObject({ response: expect.anything() });
  });

  it("and cannot be read: the person who signs in gets a message", async () => {
    const sentence = "Il servizio è occupato: riprovate tra poco. The service is busy: please try again.";
    for (const conduct of [
      awsFault("TooManyRequestsException"),
      awsFault("InternalErrorException", 500),
      "reset",
    ] as const)
      await expect(signedInWhile(conduct)).rejects.toThrow(sentence);
  });
});
