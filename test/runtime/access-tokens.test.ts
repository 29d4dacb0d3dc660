import { exportJWK, exportSPKI, generateKeyPair, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { openAccessTokens } from "../../shared/runtime/access-tokens.ts";
import { KeysUnavailable } from "../../shared/runtime/keys-unavailable.ts";

const issuer = "https://accesso.ats.example/oidc";
const audience = "urn:sentinella:api";
const scope = "sentinella/api";
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let genuine: Keys;
let foreign: Keys;
let tokens: ReturnType<typeof openAccessTokens>;
/** Cognito's tokens name no audience: there a scope says what they are for. */
let scoped: ReturnType<typeof openAccessTokens>;

beforeAll(async () => {
  [genuine, foreign] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
  const jwk = { ...(await exportJWK(genuine.publicKey)), kid: "k", alg: "RS256", use: "sig" };
  const provider = { OIDC_ISSUER: issuer, OIDC_JWKS: { keys: [jwk] } };
  tokens = openAccessTokens({ ...provider, OIDC_AUDIENCE: audience });
  scoped = openAccessTokens({ ...provider, OIDC_SCOPE: scope });
});

const office = { role: "health-office", sub: "ats" };
const firstOffice = { role: "health-office", officeCode: firstOfficeCode };
type Changes = {
  iss?: string;
  aud?: string;
  /** Null: it never expires. */
  exp?: string | number | null;
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
    .setAudience(aud);
  if (exp !== null) token.setExpirationTime(exp);
  if (nbf !== undefined) token.setNotBefore(nbf);
  return token.sign(keys.privateKey);
}

/** The public key is not secret. Nobody must be able to sign with it as if it were a shared secret. */
async function signedWithThePublicKey(): Promise<string> {
  const publicKey = new TextEncoder().encode(await exportSPKI(genuine.publicKey));
  return new SignJWT(office)
    .setProtectedHeader({ alg: "HS256", kid: "k" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime("1h")
    .sign(publicKey);
}

async function unsignedUnderTheKeysName(): Promise<string> {
  const [, payload = ""] = (await tokenOf(office)).split(".");
  return `${Buffer.from('{"alg":"none","kid":"k"}').toString("base64url")}.${payload}.`;
}

describe("an access token", () => {
  it("of the health office says so", async () => {
    expect(await tokens.verify(await tokenOf({ ...office, office: "ats-milano" }))).toEqual({
      role: "health-office",
      subject: "ats",
      officeCode: "ats-milano",
    });
  });

  it("of an account from before there were many health offices is one of the first", async () => {
    expect(await tokens.verify(await tokenOf(office))).toEqual({ ...firstOffice, subject: "ats" });
  });

  it("of a school authority names its territories, blanks and all; what is no territory is none", async () => {
    const claims = { role: "school-authority", sub: "ust", territories: "MONZA E DELLA BRIANZA;<b>;LODI" };
    expect(await tokens.verify(await tokenOf(claims))).toEqual({
      role: "school-authority",
      subject: "ust",
      territories: ["MONZA E DELLA BRIANZA", "LODI"],
    });
  });

  it("of the region says no more than that", async () => {
    expect(await tokens.verify(await tokenOf({ role: "region", sub: "dg" }))).toEqual({
      role: "region",
      subject: "dg",
    });
  });

  it.each(["school-office", "supplier"])("of a %s says for which institutes; what is no code is none", async (role) => {
    const claims = { role, sub: "fornitore", institutes: "ZZIC80001A nessuno ZZIC80002B" };
    expect(await tokens.verify(await tokenOf(claims))).toEqual({
      role,
      subject: "fornitore",
      instituteCodes: ["ZZIC80001A", "ZZIC80002B"],
    });
  });

  it.each<[string, () => Promise<string> | string]>([
    ["signed with another key", () => tokenOf(office, { keys: foreign })],
    ["that names a key nobody knows", () => tokenOf(office, { header: { kid: "z" } })],
    ["unsigned", () => new UnsecuredJWT(office).setIssuer(issuer).setAudience(audience).encode()],
    ["of another issuer", () => tokenOf(office, { iss: "https://altrove.example" })],
    ["under its name, unsigned", unsignedUnderTheKeysName],
    ["signed with the public key as if it were a secret", signedWithThePublicKey],
    ["for another audience", () => tokenOf(office, { aud: "pages" })],
    ["that says who somebody is, and not what they may do", () => tokenOf({ ...office, token_use: "id" })],
    ["that expired a minute ago", () => tokenOf(office, { exp: Math.floor(Date.now() / 1000) - 60 })],
    ["that never expires", () => tokenOf(office, { exp: null })],
    ["that is not valid yet", () => tokenOf(office, { nbf: "1h" })],
    ["of a role that does not exist", () => tokenOf({ role: "admin", sub: "x" })],
    ["of the role of links, which has tokens of its own", () => tokenOf({ role: "link", sub: "x" })],
    ["of no role", () => tokenOf({ sub: "x" })],
    ["of a school without institutes", () => tokenOf({ role: "school-office", sub: "x" })],
    ["of a supplier without institutes", () => tokenOf({ role: "supplier", sub: "x" })],
    ["of a school authority without territories", () => tokenOf({ role: "school-authority", sub: "x" })],
    ["of an office whose code is none", () => tokenOf({ ...office, office: "ATS Milano" })],
    ["of nobody", () => tokenOf({ role: "health-office", sub: "" })],
    ["that is none", () => "a.b.c"],
  ])("%s is invalid", async (_, make) => {
    expect(await tokens.verify(await make())).toBe("invalid");
  });

  it.each([
    [scope, { ...firstOffice, subject: "ats" }],
    [`openid ${scope}`, { ...firstOffice, subject: "ats" }],
    ["openid", "invalid"],
    [`${scope}-of-another`, "invalid"],
    ["", "invalid"],
    [undefined, "invalid"],
  ])(
    "where the provider says by the scope what a token is for, one with the scope %j is judged by it",
    async (granted, verdict) => {
      const claims = { ...office, token_use: "access", ...(granted === undefined ? {} : { scope: granted }) };
      expect(await scoped.verify(await tokenOf(claims, { aud: "another-client" }))).toEqual(verdict);
    },
  );

  it("cannot be judged while the issuer's keys cannot be had: that is not the caller's fault", async () => {
    const unreachable = "https://127.0.0.1:9";
    const keyless = openAccessTokens({ OIDC_ISSUER: unreachable, OIDC_AUDIENCE: audience });
    await expect(keyless.verify(await tokenOf(office, { iss: unreachable }))).rejects.toThrow(KeysUnavailable);
    expect(await keyless.verify("a.b.c")).toBe("invalid");
  });
});
