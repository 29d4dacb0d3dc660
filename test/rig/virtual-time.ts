/**
 * Time that passes only when everybody waits: the instants of a whole day in moments. Work that is done on the engine
 * takes none of it; only what says so does.
 */
export type VirtualTime = {
  now: () => number;
  pause: (millis: number) => Promise<void>;
  /** While work is under way no time passes. */
  during: <T>(work: () => Promise<T>) => Promise<T>;
  /** Lets time pass until the work is done. */
  run: <T>(work: Promise<T>) => Promise<T>;
};

export function openVirtualTime(startMillis: number): VirtualTime {
  let now = startMillis;
  let underWay = 0;
  let waiting: { until: number; wake: () => void }[] = [];

  function passOn(): void {
    const until = Math.min(...waiting.map((waiter) => waiter.until));
    now = Math.max(now, until);
    const due = waiting.filter((waiter) => waiter.until <= now);
    waiting = waiting.filter((waiter) => waiter.until > now);
    for (const { wake } of due) wake();
  }

  return {
    now: () => now,
    pause: (millis) =>
      new Promise((wake) => {
        waiting.push({ until: now + millis, wake });
      }),
    async during(work) {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
      }
    },
    async run(work) {
      let done = false;
      const finished = work.finally(() => {
        done = true;
      });
      finished.catch(() => undefined);
      while (!done) {
        // What was woken gets its turn first.
        await new Promise((next) => setImmediate(next));
        if (!done && underWay === 0 && waiting.length > 0) passOn();
      }
      return finished;
    },
  };
}
