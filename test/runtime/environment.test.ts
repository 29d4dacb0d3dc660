import { describe, expect, test } from "vitest";
import { parseEnvironment } from "../../shared/runtime/environment.ts";

const environment = {
  STAGE: "test",
  AWS_REGION: "eu-south-1",
  TABLE_PREFIX: "",
  MAIL_FROM: "sentinella@ats.example",
  OIDC_ISSUER: "https://issuer.example",
  OIDC_SCOPE: "sentinella/api",
  LINK_KEYS: JSON.stringify({ current: "1", keys: { 1: "A".repeat(43) } }),
  WEB_ORIGIN: "https://pages.example",
  AWS_ACCESS_KEY_ID: "id",
  AWS_SECRET_ACCESS_KEY: "key",
};

describe("a function's environment", () => {
  test("that says by scope or by audience which tokens are for it is good", () => {
    expect(parseEnvironment(environment)).toMatchObject({ OIDC_SCOPE: "sentinella/api" });
    const { OIDC_SCOPE: _, ...others } = environment;
    expect(parseEnvironment({ ...others, OIDC_AUDIENCE: "api" })).toMatchObject({ OIDC_AUDIENCE: "api" });
  });

  test.each([undefined, ""])("that says neither is refused: any token of the issuer would do (%j)", (nothing) => {
    expect(() => parseEnvironment({ ...environment, OIDC_SCOPE: nothing })).toThrow("OIDC_");
  });

  test("without the keys of links, or with a short one, or without the one that signs, is refused", () => {
    for (const keys of [
      undefined,
      "{}",
      '{"current":"2","keys":{"1":"A"}}',
      `{"current":"2","keys":{"1":"${"A".repeat(43)}"}}`,
    ]) {
      expect(() => parseEnvironment({ ...environment, LINK_KEYS: keys }), keys).toThrow("LINK_KEYS");
    }
  });

  test("is refused with the names of its faults, without their values", () => {
    expect(() => parseEnvironment({ ...environment, WEB_ORIGIN: "secret value" })).toThrow(
      /^environment: WEB_ORIGIN: (?!.*secret)/,
    );
  });
});
