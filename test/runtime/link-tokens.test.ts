import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { linkTokenType, looksLikeLinkToken, openLinkTokens } from "../../shared/runtime/link-tokens.ts";

const oldKey = Buffer.alloc(32, 1).toString("base64url");
const newKey = Buffer.alloc(32, 2).toString("base64url");
const institute = "ZZIC80001A";
const day = "2023-02-16";
const during = new Date("2023-02-17T09:00:00+01:00");

const before = openLinkTokens(async () => ({ current: "a", keys: { a: oldKey } }));
const rotated = openLinkTokens(async () => ({ current: "b", keys: { a: oldKey, b: newKey } }));
const retired = openLinkTokens(async () => ({ current: "b", keys: { b: newKey } }));

const claims = { sub: institute, day, exp: 1_676_674_800 };
const tokenOf = (payload: object, header: object = {}, key = oldKey) =>
  new SignJWT({ ...payload })
    .setProtectedHeader({ alg: "HS256", typ: linkTokenType, kid: "a", ...header })
    .sign(Buffer.from(key, "base64url"));

describe("the token of a reminder link", () => {
  it("says the institute and the day it is for", async () => {
    expect(await before.verify(await before.sign(institute, day), during)).toEqual({
      kind: "valid",
      principal: { role: "link", subject: `link:${institute}`, instituteCode: institute, surveyDate: day },
    });
  });

  it.each([
    ["2023-02-17T23:59:59.999+01:00", "valid"],
    ["2023-02-18T00:00:00+01:00", "expired"],
  ])("at %s is %s", async (instant, kind) => {
    expect(await before.verify(await before.sign(institute, day), new Date(instant))).toMatchObject({ kind });
  });

  it("is the same for the same institute, day and key", async () => {
    expect(await before.sign(institute, day)).toBe(await before.sign(institute, day));
  });

  it("outlives the rotation of its key until that key is taken away", async () => {
    const token = await before.sign(institute, day);
    expect(await rotated.verify(token, during)).toMatchObject({ kind: "valid" });
    expect(await retired.verify(token, during)).toEqual({ kind: "invalid" });
    expect(await retired.verify(await rotated.sign(institute, day), during)).toMatchObject({ kind: "valid" });
  });

  it("made by hand with the right key is a good one: what follows fails for its own reason", async () => {
    expect(await before.verify(await tokenOf(claims), during)).toMatchObject({ kind: "valid" });
  });

  it.each<[string, () => Promise<string> | string]>([
    ["with another key under the known key id", () => tokenOf(claims, {}, newKey)],
    ["with an unknown key id", () => tokenOf(claims, { kid: "z" })],
    ["with no key id", () => tokenOf(claims, { kid: undefined })],
    ["of another type", () => tokenOf(claims, { typ: "at+jwt" })],
    ["of no type", () => tokenOf(claims, { typ: undefined })],
    ["with another algorithm", () => tokenOf(claims, { alg: "HS512" }, `${oldKey}${oldKey}`)],
    ["unsigned", () => new UnsecuredJWT(claims).encode()],
    ["without an expiry", () => tokenOf({ sub: institute, day })],
    ["for another audience", () => tokenOf({ ...claims, aud: "urn:sentinella:registration" })],
    ["of another kind", () => tokenOf({ ...claims, kind: "registration" })],
    ["without an institute", () => tokenOf({ day, exp: claims.exp })],
    ["without a day", () => tokenOf({ sub: institute, exp: claims.exp })],
    ["for a day that does not exist", () => tokenOf({ ...claims, day: "2023-02-30" })],
    ["for what is no institute", () => tokenOf({ ...claims, sub: "../etc" })],
    ["cut short", async () => (await before.sign(institute, day)).slice(0, -1)],
    ["changed in one sign", async () => (await before.sign(institute, day)).replace(/\.e/, ".f")],
    ["that is no token", () => "link"],
    ["that is empty", () => ""],
  ])("%s is invalid", async (_, make) => {
    expect(await before.verify(await make(), during)).toEqual({ kind: "invalid" });
  });

  it("that is forged is not called expired, whatever it says of its day", async () => {
    const token = await tokenOf({ ...claims, day: "2020-02-13" }, {}, newKey);
    expect(await before.verify(token, during)).toEqual({ kind: "invalid" });
  });

  it("is told from other tokens by its type alone", async () => {
    expect(looksLikeLinkToken(await tokenOf(claims, {}, newKey))).toBe(true);
    for (const token of [await tokenOf(claims, { typ: "at+jwt" }), "a.b.c", "", "%"]) {
      expect(looksLikeLinkToken(token)).toBe(false);
    }
  });
});
