/** User and system time of this process with all its threads, in microseconds. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

export type Measured = { medianMicros: number; leastMicros: number };

/**
 * CPU time of several pieces of work, in microseconds. They take turns, so that other load on the machine affects all
 * of them equally. The first round does not count.
 */
export async function cpuByTurns<Name extends string>(
  works: Readonly<Record<Name, () => Promise<void>>>,
  rounds: number,
): Promise<Record<Name, Measured>>;
export async function cpuByTurns(
  works: Readonly<Record<string, () => Promise<void>>>,
  rounds: number,
): Promise<Record<string, Measured>> {
  const micros = new Map<string, number[]>(Object.keys(works).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const before = cpuMicros();
      await work();
      if (round > 0) micros.get(name)?.push(cpuMicros() - before);
    }
  }
  return Object.fromEntries(
    [...micros].map(([name, values]) => [name, { medianMicros: median(values), leastMicros: Math.min(...values) }]),
  );
}

/** The middle value; for an even number of values, the upper of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
