// Evaluates one day of as many sites as it is told, once, and prints the peak resident memory in MB.
import { existsSync, readFileSync } from "node:fs";
import { evaluateLast, ordinaryDays } from "./detection-days.ts";

const statusFile = "/proc/self/status";

/** What getrusage calls the peak began as the parent's at the fork; Linux keeps this process's own beside it. */
function peakKilobytes(): number {
  const own = existsSync(statusFile) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(statusFile, "utf8"))?.[1] : undefined;
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}

evaluateLast(ordinaryDays(Number(process.argv[2])));
process.stdout.write(`${peakKilobytes() / 1024}\n`);
