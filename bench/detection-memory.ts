// Evaluates one day with the given number of sites, once, and prints the peak resident memory in MB.
import { existsSync, readFileSync } from "node:fs";
import { evaluateLast, ordinaryDays } from "./detection-days.ts";

const statusFile = "/proc/self/status";

/**
 * The peak from getrusage starts with the parent's peak at the fork. Linux has this process's own peak in its status
 * file.
 */
function peakKilobytes(): number {
  const own = existsSync(statusFile) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(statusFile, "utf8"))?.[1] : undefined;
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}

evaluateLast(ordinaryDays(Number(process.argv[2])));
process.stdout.write(`${peakKilobytes() / 1024}\n`);
