import { describe, expect, test } from "vitest";
import { KeysUnavailable } from "../../shared/runtime/keys-unavailable.ts";
import { linkKeysFromSecret } from "../../shared/runtime/link-keys.ts";
import { openLinkTokens } from "../../shared/runtime/link-tokens.ts";

const oldKey = "A".repeat(43);
const newKey = "B".repeat(43);
const before = JSON.stringify({ current: "old", keys: { old: oldKey } });
const after = JSON.stringify({ current: "new", keys: { new: newKey, old: oldKey } });

/** A secret whose text a test changes, and a stopwatch that it moves. */
function secretOf(text: string) {
  const secret = { text, reads: 0, millis: 0, fails: false };
  const source = linkKeysFromSecret(
    async () => {
      secret.reads++;
      if (secret.fails) throw new Error("unreachable");
      return secret.text;
    },
    () => secret.millis,
  );
  return { secret, source };
}

describe("the keys of reminder links", () => {
  test("are read at the first question and kept", async () => {
    const { secret, source } = secretOf(before);
    expect(secret.reads).toBe(0);
    await source();
    await source("old");
    expect(secret.reads).toBe(1);
  });

  test("a key id that is newer than what is kept makes them be read again, and the link is genuine", async () => {
    const { secret, source } = secretOf(before);
    const tokens = openLinkTokens(source);
    const now = new Date("2023-02-17T09:00:00Z");
    await tokens.verify(await tokens.sign("MIIC8AN00E", "2023-02-16"), now);
    const rotated = openLinkTokens(secretOf(after).source);
    const token = await rotated.sign("MIIC8AN00E", "2023-02-16");

    secret.text = after;
    secret.millis = 60_000;
    expect((await tokens.verify(token, now)).kind).toBe("valid");
    expect(secret.reads).toBe(2);
  });

  test("an invented key id makes them be read once a minute at most", async () => {
    const { secret, source } = secretOf(before);
    await source();
    secret.millis = 59_999;
    for (let forged = 0; forged < 5; forged++) await source("forged");
    expect(secret.reads).toBe(1);
    secret.millis = 60_000;
    await source("forged");
    await source("forged");
    expect(secret.reads).toBe(2);
  });

  test("a key that is no longer in the secret opens nothing after a quarter of an hour", async () => {
    const { secret, source } = secretOf(before);
    const tokens = openLinkTokens(source);
    const now = new Date("2023-02-17T09:00:00Z");
    const token = await tokens.sign("MIIC8AN00E", "2023-02-16");
    secret.text = JSON.stringify({ current: "new", keys: { new: newKey } });
    secret.millis = 15 * 60_000 - 1;
    expect((await tokens.verify(token, now)).kind).toBe("valid");
    secret.millis = 15 * 60_000;
    expect((await tokens.verify(token, now)).kind).not.toBe("valid");
  });

  test("a link signed before a rotation stays genuine after it", async () => {
    const now = new Date("2023-02-17T09:00:00Z");
    const token = await openLinkTokens(secretOf(before).source).sign("MIIC8AN00E", "2023-02-16");
    expect((await openLinkTokens(secretOf(after).source).verify(token, now)).kind).toBe("valid");
  });

  test("a failed read is our fault, not the token's, and is not remembered", async () => {
    const { secret, source } = secretOf(before);
    const tokens = openLinkTokens(source);
    const token = await openLinkTokens(secretOf(before).source).sign("MIIC8AN00E", "2023-02-16");
    const now = new Date("2023-02-17T09:00:00Z");
    secret.fails = true;
    await expect(tokens.verify(token, now)).rejects.toThrow(KeysUnavailable);
    secret.fails = false;
    expect((await tokens.verify(token, now)).kind).toBe("valid");
  });

  test("keys at hand outlive a failed read, up to their quarter of an hour", async () => {
    const { secret, source } = secretOf(before);
    await source();
    secret.fails = true;
    secret.millis = 60_000;
    await expect(source("newer")).rejects.toThrow(KeysUnavailable);
    expect((await source("old")).current).toBe("old");
    secret.millis = 15 * 60_000 - 1;
    expect((await source()).current).toBe("old");
    secret.millis = 15 * 60_000;
    await expect(source()).rejects.toThrow(KeysUnavailable);
  });

  test("calls at the same time wait for one read", async () => {
    const { secret, source } = secretOf(before);
    await Promise.all([source(), source("old"), source("forged")]);
    expect(secret.reads).toBe(1);
  });
});
