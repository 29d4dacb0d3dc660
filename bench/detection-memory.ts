// Evaluates one day of as many sites as it is told, once, and prints the peak resident memory in MB.
import { evaluateLast, ordinaryDays } from "./detection-days.ts";

evaluateLast(ordinaryDays(Number(process.argv[2])));
// Linux and libuv give kilobytes.
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);
