import type { Deps } from "../../shared/runtime/deps.ts";

/**
 * Keeps to the sending rate: waits until the next mail may leave. Mails under way at once are limited by whoever
 * shares the pace.
 */
export function mailPace(ratePerSecond: number, deps: Pick<Deps, "pause" | "stopwatch">): () => Promise<void> {
  const intervalMillis = 1000 / ratePerSecond;
  let nextAt = deps.stopwatch();
  return async () => {
    const now = deps.stopwatch();
    const startAt = Math.max(now, nextAt);
    nextAt = startAt + intervalMillis;
    if (startAt > now) await deps.pause(startAt - now);
  };
}
