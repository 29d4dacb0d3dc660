import { type LinkKeys, linkKeysText } from "./environment.ts";

/** The keys of reminder links; asks for the key of an id that a token names, or just for those there are. */
export type LinkKeySource = (wantedId?: string) => Promise<LinkKeys>;

/** A forged key id must not make each request read the secret. */
const rereadAfterMillis = 60_000;

/** A key that leaked and was rotated away must not live on in a function that is kept busy. */
const keysAgeMaxMillis = 15 * 60_000;

/**
 * The keys out of a secret: read at the first question and kept for a quarter of an hour. A key id that is not among
 * them may be newer than what is kept, so then the secret is read again, at most once in `rereadAfterMillis`.
 *
 * @param stopwatch Milliseconds that only ever grow.
 */
export function linkKeysFromSecret(readSecret: () => Promise<string>, stopwatch: () => number): LinkKeySource {
  let known: { keys: Promise<LinkKeys>; readAt: number } | undefined;

  function read(): Promise<LinkKeys> {
    const keys = readSecret().then((text) => linkKeysText.parse(text));
    known = { keys, readAt: stopwatch() };
    // A failed read is not remembered.
    keys.catch(() => {
      known = undefined;
    });
    return keys;
  }

  return async (wantedId) => {
    if (known === undefined) return read();
    const { keys, readAt } = known;
    if (stopwatch() - readAt >= keysAgeMaxMillis) return read();
    const there = await keys;
    const isKnown = wantedId === undefined || Object.hasOwn(there.keys, wantedId);
    return isKnown || stopwatch() - readAt < rereadAfterMillis ? there : read();
  };
}
