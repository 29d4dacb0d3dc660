import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { JwtVerifier } from "aws-jwt-verify";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { audience, openIdentity } from "../../infra/local/identity.ts";
import { type LocalSecrets, openLocalSecrets, publicKeySet } from "../../infra/local/secrets.ts";
import type { LocalUser } from "../../infra/local/users.ts";
import { openAccessTokens } from "../../shared/runtime/access-tokens.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const known: LocalUser[] = [
  { user: "health-office", role: "health-office", name: "ATS", officeCode: "ats-milano" },
  { user: "school-authority:LODI", role: "school-authority", name: "UST", territories: ["LODI", "MILANO"] },
  { user: "region", role: "region", name: "Regione" },
  { user: "MIIC8AN00E", role: "school-office", name: "IC <GRECO>" },
];
const users = {
  find: async (name: string) => known.find(({ user }) => user === name),
  list: async () => known,
};
const tokenAnswer = z.object({ access_token: z.string() });

async function running(secrets: LocalSecrets) {
  const server = createServer((request, response) => void identity.serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const origin = `http://localhost:${address.port}`;
  const suppliers = [{ clientId: "supplier", instituteCodes: ["MIIC8AN00E", "MIIC8BB00X"] }];
  const identity = openIdentity({ origin, secrets, users, suppliers });
  const settings = { OIDC_ISSUER: `${origin}/_local/oidc`, OIDC_AUDIENCE: audience };
  const keys = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).parse(JSON.parse(publicKeySet(secrets)));
  return { origin, identity, tokens: openAccessTokens({ ...settings, OIDC_JWKS: keys }) };
}

describe("an access token", () => {
  let secrets: LocalSecrets;
  beforeEach(async () => {
    secrets = await openLocalSecrets(join(await temporaryFolder(), "keys.json"));
  });

  test("of a school proves its institute, and of the health office its code, to the deployed verifier", async () => {
    const { identity, tokens } = await running(secrets);
    const school = await identity.tokenFor("MIIC8AN00E");
    const office = await identity.tokenFor("health-office");
    expect(await tokens.verify(school?.access_token ?? "")).toEqual({
      role: "school-office",
      subject: "MIIC8AN00E",
      instituteCodes: ["MIIC8AN00E"],
    });
    expect(await tokens.verify(office?.access_token ?? "")).toEqual({
      role: "health-office",
      subject: "health-office",
      officeCode: "ats-milano",
    });
  });

  test("of a school authority proves its territories, and of the region its role", async () => {
    const { identity, tokens } = await running(secrets);
    const authority = await identity.tokenFor("school-authority:LODI");
    expect(await tokens.verify(authority?.access_token ?? "")).toEqual({
      role: "school-authority",
      subject: "school-authority:LODI",
      territories: ["LODI", "MILANO"],
    });
    const region = await identity.tokenFor("region");
    expect(await tokens.verify(region?.access_token ?? "")).toEqual({ role: "region", subject: "region" });
  });

  test("is not made for a user there is none of", async () => {
    const { identity } = await running(secrets);
    expect(await identity.tokenFor("MIIC8ZZ00Z")).toBeUndefined();
  });

  test("of another data folder proves nothing", async () => {
    const { tokens } = await running(secrets);
    const other = await running(await openLocalSecrets(join(await temporaryFolder(), "keys.json")));
    const foreign = await other.identity.tokenFor("health-office");
    expect(await tokens.verify(foreign?.access_token ?? "")).toBe("invalid");
  });

  test("verifies with the keys that the issuer publishes", async () => {
    const { origin, identity } = await running(secrets);
    const discovery = await fetch(`${origin}/_local/oidc/.well-known/openid-configuration`);
    const { issuer, jwks_uri } = z.object({ issuer: z.string(), jwks_uri: z.string() }).parse(await discovery.json());
    const published = z
      .object({
        keys: z.array(
          z.object({
            kty: z.literal("RSA"),
            n: z.string(),
            e: z.string(),
            kid: z.string(),
            alg: z.literal("RS256"),
            use: z.literal("sig"),
          }),
        ),
      })
      .parse(await (await fetch(jwks_uri)).json());
    const verifier = JwtVerifier.create({ issuer, audience });
    verifier.cacheJwks(published);
    const token = await identity.tokenFor("health-office");
    expect(await verifier.verify(token?.access_token ?? "")).toMatchObject({ sub: "health-office", iss: issuer });
  });

  test("of a register supplier names the institutes it serves, and is not one of a school", async () => {
    const { origin, identity, tokens } = await running(secrets);
    const form = { grant_type: "client_credentials", client_id: "supplier", client_secret: secrets.supplierSecret };
    const reply = await fetch(`${origin}/_local/oidc/token`, { method: "POST", body: new URLSearchParams(form) });
    const { access_token } = tokenAnswer.parse(await reply.json());
    const handedOut = await identity.tokenFor("supplier");
    for (const token of [access_token, handedOut?.access_token ?? ""]) {
      expect(await tokens.verify(token)).toEqual({
        role: "supplier",
        subject: "supplier",
        instituteCodes: ["MIIC8AN00E", "MIIC8BB00X"],
      });
    }
  });

  test("comes by signing in with a click: authorisation code with PKCE", async () => {
    const { origin, tokens } = await running(secrets);
    const browse = browser(origin);
    const verifier = "v".repeat(43);
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const query = new URLSearchParams({
      client_id: "pages",
      response_type: "code",
      redirect_uri: `${origin}/`,
      scope: "openid",
      code_challenge: challenge,
      code_challenge_method: "S256",
    });
    const signIn = await browse(`/_local/oidc/auth?${query}`);
    const page = await browse(signIn.location);
    expect(page.text).toContain("health-office");
    expect(page.text).toContain("IC &lt;GRECO&gt;");
    const back = await browse(signIn.location, new URLSearchParams({ user: "MIIC8AN00E" }));
    const { location } = await browse(back.location);
    const form = {
      grant_type: "authorization_code",
      client_id: "pages",
      code: new URL(location).searchParams.get("code") ?? "",
      redirect_uri: `${origin}/`,
      code_verifier: verifier,
    };
    const reply = await fetch(`${origin}/_local/oidc/token`, { method: "POST", body: new URLSearchParams(form) });
    const { access_token, id_token } = tokenAnswer.extend({ id_token: z.string() }).parse(await reply.json());
    expect(await tokens.verify(access_token)).toMatchObject({ subject: "MIIC8AN00E" });
    expect(await tokens.verify(id_token), "who somebody is opens nothing").toBe("invalid");
  });

  test("is not given without PKCE", async () => {
    const { origin } = await running(secrets);
    const query = new URLSearchParams({
      client_id: "pages",
      response_type: "code",
      redirect_uri: `${origin}/`,
      scope: "openid",
    });
    const { location } = await browser(origin)(`/_local/oidc/auth?${query}`);
    expect(new URL(location).searchParams.get("error")).toBe("invalid_request");
  });
});

test("the keys stay the same from start to start", async () => {
  const file = join(await temporaryFolder(), "keys.json");
  expect(await openLocalSecrets(file)).toEqual(await openLocalSecrets(file));
});

/** Follows no redirect by itself, and keeps cookies. */
function browser(origin: string) {
  const cookies = new Map<string, string>();
  return async (target: string, form?: URLSearchParams) => {
    const reply = await fetch(new URL(target, origin), {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form && { method: "POST", body: form }),
    });
    for (const cookie of reply.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    return { location: reply.headers.get("location") ?? "", text: await reply.text() };
  };
}
