/**
 * Time that passes only when everybody waits: a whole day takes moments. Work on the engine takes no virtual time. Only
 * `pause` does.
 */
export type VirtualTime = {
  now: () => number;
  pause: (millis: number) => Promise<void>;
  /** No time passes during the work. */
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
        // Code that was woken runs first.
        await new Promise((next) => setImmediate(next));
        if (!done && underWay === 0 && waiting.length > 0) passOn();
      }
      return finished;
    },
  };
}
