import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ears, earsSeriesOf } from "../shared/detection/ears.ts";
import type { BenchRow } from "./bench-row.ts";
import { cpuByTurns, type Measured } from "./cpu-time.ts";
import { evaluateLast, historyDays, ordinaryDays } from "./detection-days.ts";

const run = promisify(execFile);

const sites = 55_000;
const smallerSites = [200, 8_000] as const;
const points = 70;
const window = 7;
const rounds = 5;
const deviationMin = 0.005;
/** Evaluations in one round at 8,000 sites. Fewer sites get more evaluations, more sites get fewer. */
const timesAt8000 = 4;
const cpuSecondsMax = 2;
const megabytesMax = 256;
const earsRatioMax = 1.5;
/** V8 adapts its heap to the machine. A function of 256 MB gets about this much. */
const heapOfSmallFunction = ["--max-old-space-size=192", "--max-semi-space-size=4"];

/** Rows of the budget table about detection: CPU time, minima of five alternating rounds. */
export async function detectionRows(): Promise<BenchRow[]> {
  return [await earsRow(), ...(await dayRows()), await memoryRow()];
}

async function earsRow(): Promise<BenchRow> {
  const values = Float64Array.from({ length: sites * points }, (_, i) => 0.05 + 0.02 * Math.sin(i * 12.9898));
  const series = earsSeriesOf(values.length);
  const [mean, deviation] = [new Float64Array(values.length), new Float64Array(values.length)];
  const { ours, bare } = await cpuByTurns(
    {
      bare: async () => barePass(values, mean, deviation),
      ours: async () => {
        for (let site = 0; site < sites; site++) ears(values, site * points, points, deviationMin, series);
      },
    },
    rounds,
  );
  const nanoseconds = ({ leastMicros }: Measured) => (leastMicros / values.length) * 1000;
  const ratio = ours.leastMicros / bare.leastMicros;
  return {
    what: `EARS C1, C2, C3 over ${sites} × ${points} points, beside a bare pass over the same windows`,
    ours: nanoseconds(ours),
    baseline: nanoseconds(bare),
    ratio,
    unit: "ns a point",
    budget: `≤ ${earsRatioMax} ×`,
    kept: ratio <= earsRatioMax,
    note: "bare pass: mean and deviation of the seven points before each",
  };
}

/** Reads each window and writes two numbers, the minimum for any method on moving windows. */
function barePass(values: Float64Array, mean: Float64Array, deviation: Float64Array): void {
  for (let site = 0; site < sites; site++) {
    for (let t = site * points + window; t < (site + 1) * points; t++) {
      let sum = 0;
      for (let j = t - window; j < t; j++) sum += values[j] ?? 0;
      const average = sum / window;
      let squares = 0;
      for (let j = t - window; j < t; j++) squares += ((values[j] ?? 0) - average) ** 2;
      mean[t] = average;
      deviation[t] = Math.sqrt(squares / (window - 1));
    }
  }
}

async function dayRows(): Promise<BenchRow[]> {
  const seconds = new Map<number, number>();
  for (const count of [...smallerSites, sites]) {
    const days = ordinaryDays(count);
    const times = Math.ceil(timesAt8000 * (8_000 / count));
    const { ours } = await cpuByTurns(
      {
        ours: async () => {
          for (let time = 0; time < times; time++) evaluateLast(days);
        },
      },
      rounds,
    );
    seconds.set(count, ours.leastMicros / times / 1e6);
  }
  const whole = seconds.get(sites) ?? Number.NaN;
  const smaller = smallerSites.map((count): BenchRow => {
    const [ours, baseline] = [((seconds.get(count) ?? Number.NaN) / count) * 1e6, (whole / sites) * 1e6];
    return {
      what: `rules S and T, one day of ${count} sites, beside the time per site of ${sites}`,
      ours,
      baseline,
      ratio: ours / baseline,
      unit: "µs CPU a site",
      budget: "linear",
      note: "over 1: what a day costs whatever its size",
    };
  });
  return [
    ...smaller,
    {
      what: `rules S and T, one day of ${sites} sites with ${historyDays} days of history`,
      ours: whole,
      baseline: cpuSecondsMax,
      ratio: whole / cpuSecondsMax,
      unit: "s CPU",
      budget: `≤ ${cpuSecondsMax} s`,
      kept: whole <= cpuSecondsMax,
    },
  ];
}

async function memoryRow(): Promise<BenchRow> {
  const script = fileURLToPath(new URL("detection-memory.ts", import.meta.url));
  const { stdout } = await run(process.execPath, [...heapOfSmallFunction, script, String(sites)]);
  const megabytes = Number(stdout);
  return {
    what: `rules S and T, ${sites} sites: peak memory of a process that holds the sheets and evaluates the day`,
    ours: megabytes,
    baseline: megabytesMax,
    ratio: megabytes / megabytesMax,
    unit: "MB",
    budget: `≤ ${megabytesMax} MB`,
    kept: megabytes <= megabytesMax,
    note: `node ${heapOfSmallFunction.join(" ")}; left alone on a large machine V8 takes about 320 MB`,
  };
}
