import { describe, expect, it } from "vitest";
import { event } from "../../../functions/events/token-claims.ts";
import { parseEventEnvironment } from "../../../shared/runtime/environment.ts";
import { openEventDeps } from "../../../shared/runtime/event-deps.ts";
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
    return await event(signIn, { ...openEventDeps(environment, { now: () => new Date(0) }), log });
  } finally {
    service.stop();
  }
}
const log = { info: () => undefined, error: () => undefined, metrics: () => undefined };

describe("whether a second factor is set", () => {
  it("decides about the sign-in", async () => {
    expect(await signedInWhile(user(["SOFTWARE_TOKEN_MFA"]))).toMatchObject({ response: expect.anything() });
    await expect(signedInWhile(user([]))).rejects.toThrow("Serve il secondo fattore");
  });

  it("is asked once more when Cognito takes no more", async () => {
    const busy = awsFault("TooManyRequestsException");
    expect(await signedInWhile(busy, user(["EMAIL_OTP"]))).toMatchObject({ response: expect.anything() });
  });

  it("and cannot be known, is said in words for whoever signs in", async () => {
    const sentence = "Il servizio è occupato: riprovate tra poco. The service is busy: please try again.";
    for (const conduct of [
      awsFault("TooManyRequestsException"),
      awsFault("InternalErrorException", 500),
      "reset",
    ] as const)
      await expect(signedInWhile(conduct)).rejects.toThrow(sentence);
  });
});
