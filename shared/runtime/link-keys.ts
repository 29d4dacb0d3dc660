import { type LinkKeys, linkKeysText } from "./environment.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";

/** The keys of reminder links; asks for the key of an id that a token names, or just for those there are. */
export type LinkKeySource = (wantedId?: string) => Promise<LinkKeys>;

/** A forged key id must not make each request read the secret. */
const rereadAfterMillis = 60_000;

/** A key that leaked and was rotated away must not live on in a function that is kept busy. */
const keysAgeMaxMillis = 15 * 60_000;

/**
 * The keys out of a secret: read at the first question and kept for a quarter of an hour. A key id that is not among
 * them may be newer than what is kept, so then the secret is read again, at most once in `rereadAfterMillis`. Keys that
 * are kept stay so when that read fails.
 *
 * @param stopwatch Milliseconds that only ever grow.
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
    // Who asks meanwhile waits for the same read.
    reading ??= read();
    return reading;
  };
}
