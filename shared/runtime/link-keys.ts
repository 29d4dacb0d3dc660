import { type LinkKeys, linkKeysText } from "./environment.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";

/** Returns the keys of reminder links. With `wantedId`, the caller needs the key that a token names. */
export type LinkKeySource = (wantedId?: string) => Promise<LinkKeys>;

/** Otherwise each request with a forged key id would read the secret. */
const rereadAfterMillis = 60_000;

/** A busy function must forget a leaked key after its rotation. */
const keysAgeMaxMillis = 15 * 60_000;

/**
 * The keys from a secret: read at the first call and kept for a quarter of an hour. An unknown key id may be newer than
 * the kept keys. Then the secret is read again, at most once in `rereadAfterMillis`. If that read fails, the kept keys
 * stay.
 *
 * @param stopwatch Milliseconds that only increase.
 * @throws KeysUnavailable, from the source
 */
export function linkKeysFromSecret(readSecret: () => Promise<string>, stopwatch: () => number): LinkKeySource {
  let known: { keys: LinkKeys; readAt: number } | undefined;
  let reading: Promise<LinkKeys> | undefined;

  async function read(): Promise<LinkKeys> {
    const readAt = stopwatch();
    try {
      const keys = linkKeysText.parse(await readSecret());
      known = { keys, readAt };
      return keys;
    } catch (cause) {
      throw new KeysUnavailable("the keys of reminder links cannot be read", { cause });
    } finally {
      reading = undefined;
    }
  }

  return async (wantedId) => {
    const age = known === undefined ? keysAgeMaxMillis : stopwatch() - known.readAt;
    if (known !== undefined && age < keysAgeMaxMillis) {
      const isKnown = wantedId === undefined || Object.hasOwn(known.keys.keys, wantedId);
      if (isKnown || age < rereadAfterMillis) return known.keys;
    }
    // Calls at the same time wait for the same read.
    reading ??= read();
    return reading;
  };
}
