import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { describe, expect, test } from "vitest";
import { type EarsMethod, ears, earsLimits, earsMethods, earsSeriesOf } from "../../shared/detection/ears.ts";

const hasSurveillance = spawnSync("Rscript", ["-e", "library(surveillance)"]).status === 0;

const seriesCount = 10_000;
const points = 30;
/** The first point on which each method has an answer. */
const first = { C1: 7, C2: 9, C3: 11 } as const satisfies Record<EarsMethod, number>;

/**
 * R gives an upper bound and an alarm for each point; we give a statistic. For C1 and C2 both are the same statement.
 * For C3 R's bound (surveillance 1.20.3) is y + sd·(z − the two earlier terms), so its alarm leaves out the day's own
 * term; ours has it, as the method's authors do. There the two earlier terms are compared.
 */
const script = `
library(surveillance)
args <- commandArgs(trailingOnly = TRUE)
y <- matrix(scan(args[1], quiet = TRUE), nrow = ${points})
chunks <- split(seq_len(ncol(y)), (seq_len(ncol(y)) - 1) %/% 100)
out <- lapply(c("C1", "C2", "C3"), function(method) {
  results <- lapply(chunks, function(chunk) earsC(sts(observed = y[, chunk]), control = list(method = method)))
  c(unlist(lapply(results, upperbound)), unlist(lapply(results, alarms)))
})
con <- file(args[2], "w")
for (column in out) writeLines(format(column, digits = 17, scientific = TRUE), con)
close(con)
`;

describe("EARS beside R's surveillance package", () => {
  test.skipIf(!hasSurveillance)(
    `on ${seriesCount} random series the bounds differ by at most 1e-9 and the alarms not at all (skipped without r-cran-surveillance)`,
    () => {
      const generator = mersenne(20260101);
      const values = Float64Array.from({ length: seriesCount * points }, () => {
        // Counts with bursts; never flat over a window, where R divides by zero.
        const base = 20 * uniformFloat64(generator) + uniformFloat64(generator);
        return uniformFloat64(generator) < 0.1 ? base * 3 : base;
      });
      const series = earsSeriesOf(values.length);
      for (let i = 0; i < seriesCount; i++) ears(values, i * points, points, 0, series);

      const folder = mkdtempSync(join(tmpdir(), "ears-"));
      const [input, output, program] = ["in.txt", "out.txt", "ears.R"].map((name) => join(folder, name));
      if (input === undefined || output === undefined || program === undefined) throw new Error("no folder");
      writeFileSync(input, values.join("\n"));
      writeFileSync(program, script);
      execFileSync("Rscript", [program, input, output], { stdio: "ignore" });
      const answers = readFileSync(output, "utf8").trim().split("\n").map(Number);

      let largest = 0;
      let differing = 0;
      let alarms = 0;
      let at = 0;
      for (const method of earsMethods) {
        const rows = points - first[method];
        for (let i = 0; i < seriesCount; i++) {
          for (let row = 0; row < rows; row++) {
            const t = i * points + first[method] + row;
            const [bound = Number.NaN, alarm] = [
              answers[at + i * rows + row],
              answers[at + (seriesCount + i) * rows + row],
            ];
            const { own, alarms: ownAlarm } = inR(method, values, series, t);
            largest = Math.max(largest, Math.abs(own - bound));
            if (ownAlarm !== (alarm === 1)) differing += 1;
            if (ownAlarm) alarms += 1;
          }
        }
        at += 2 * seriesCount * rows;
      }
      expect(at).toBe(answers.length);
      expect(alarms).toBeGreaterThan(10_000);
      expect(differing).toBe(0);
      expect(largest).toBeLessThanOrEqual(1e-9);
    },
  );
});

/** Our statistic at point `t`, said as R says it: an upper bound, and whether the count is over it. */
function inR(method: EarsMethod, values: Float64Array, series: ReturnType<typeof earsSeriesOf>, t: number) {
  const y = values[t] ?? Number.NaN;
  const from = method === "C1" ? t - 7 : t - 9;
  const window = values.subarray(from, from + 7);
  const mean = window.reduce((sum, value) => sum + value, 0) / 7;
  const deviation = Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 6);
  const limit = earsLimits[method];
  if (method === "C3") {
    const earlier = [t - 1, t - 2].reduce((sum, day) => sum + Math.max(0, (series.C2[day] ?? 0) - 1), 0);
    const own = Math.max(0, y + deviation * (limit - earlier));
    return { own, alarms: y > own };
  }
  // y − (C − z)·sd is the bound that our statistic implies.
  const statistic = series[method][t] ?? Number.NaN;
  return { own: y - (statistic - limit) * deviation, alarms: statistic > limit };
}
