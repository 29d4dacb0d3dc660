import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { openAccessTokens, TokenKeysUnavailable } from "../../shared/runtime/access-tokens.ts";

const issuer = "https://accesso.ats.example/oidc";
const audience = "urn:sentinella:api";
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let genuine: Keys;
let foreign: Keys;
let tokens: ReturnType<typeof openAccessTokens>;

beforeAll(async () => {
  [genuine, foreign] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
  const jwk = { ...(await exportJWK(genuine.publicKey)), kid: "k", alg: "RS256", use: "sig" };
  tokens = openAccessTokens({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS: { keys: [jwk] } });
});

const office = { role: "health-office", sub: "ats" };
type Changes = {
  iss?: string;
  aud?: string;
  exp?: string | number;
  nbf?: string;
  header?: Partial<JWTHeaderParameters>;
  keys?: Keys;
};

function tokenOf(
  claims: object,
  { iss = issuer, aud = audience, exp = "1h", nbf, header, keys = genuine }: Changes = {},
) {
  const token = new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "RS256", kid: "k", ...header })
    .setIssuer(iss)
    .setAudience(aud)
    .setExpirationTime(exp);
  return (nbf === undefined ? token : token.setNotBefore(nbf)).sign(keys.privateKey);
}

describe("an access token", () => {
  it("of the health office says so", async () => {
    expect(await tokens.verify(await tokenOf(office))).toEqual({ role: "health-office", subject: "ats" });
  });

  it("of a school says for which institutes; what is no code is none", async () => {
    const claims = { role: "school-office", sub: "fornitore", institutes: "ZZIC80001A nessuno ZZIC80002B" };
    expect(await tokens.verify(await tokenOf(claims))).toEqual({
      role: "school-office",
      subject: "fornitore",
      instituteCodes: ["ZZIC80001A", "ZZIC80002B"],
    });
  });

  it.each<[string, () => Promise<string> | string]>([
    ["signed with another key", () => tokenOf(office, { keys: foreign })],
    ["that names a key nobody knows", () => tokenOf(office, { header: { kid: "z" } })],
    ["unsigned", () => new UnsecuredJWT(office).setIssuer(issuer).setAudience(audience).encode()],
    ["of another issuer", () => tokenOf(office, { iss: "https://altrove.example" })],
    ["for another audience", () => tokenOf(office, { aud: "pages" })],
    ["that expired a minute ago", () => tokenOf(office, { exp: Math.floor(Date.now() / 1000) - 60 })],
    ["that is not valid yet", () => tokenOf(office, { nbf: "1h" })],
    ["of a role that does not exist", () => tokenOf({ role: "admin", sub: "x" })],
    ["of the role of links, which has tokens of its own", () => tokenOf({ role: "link", sub: "x" })],
    ["of no role", () => tokenOf({ sub: "x" })],
    ["of a school without institutes", () => tokenOf({ role: "school-office", sub: "x" })],
    ["of nobody", () => tokenOf({ role: "health-office", sub: "" })],
    ["that is none", () => "a.b.c"],
  ])("%s is invalid", async (_, make) => {
    expect(await tokens.verify(await make())).toBe("invalid");
  });

  it("cannot be judged while the issuer's keys cannot be had: that is not the caller's fault", async () => {
    const unreachable = "https://127.0.0.1:9";
    const keyless = openAccessTokens({ OIDC_ISSUER: unreachable, OIDC_AUDIENCE: audience });
    await expect(keyless.verify(await tokenOf(office, { iss: unreachable }))).rejects.toThrow(TokenKeysUnavailable);
    expect(await keyless.verify("a.b.c")).toBe("invalid");
  });
});
