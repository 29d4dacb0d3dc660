import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { bundleFunction } from "../infra/aws/bundle-function.ts";
import { openMemoryWorld } from "../test/rig/world.ts";
import type { BenchRow } from "./bench-row.ts";
import { median } from "./cpu-time.ts";
import { buildPlainStack } from "./plain-stack.ts";
import { submissionEvent, submittedAt } from "./submission-event.ts";

const starts = 15;
/** Short rounds, so that some of them run undisturbed by the rest of the machine. */
const warmCalls = 60;
const warmRounds = 60;
const warmUpRounds = 20;
const warmTurns = 3;
const coldRatioMax = 0.75;
const warmRatioMax = 1.2;

const bareHandler = "exports.handler = async () => ({ statusCode: 201 });";

/** The program of each started process. Its time is in the survey day, so that the function accepts the submission. */
const driver = `
const [file, eventFile, calls, now] = process.argv.slice(1);
const started = Number(now) - Date.now();
const RealDate = Date;
globalThis.Date = class extends RealDate { constructor(...parts) { parts.length === 0 ? super(RealDate.now() + started) : super(...parts); } };
const event = JSON.parse(require("node:fs").readFileSync(eventFile, "utf8"));
const spent = () => { const { user, system } = process.cpuUsage(); return user + system; };
const load = file.endsWith(".mjs") ? import(file) : Promise.resolve(require(file));
load.then(async ({ handler }) => {
  const context = { getRemainingTimeInMillis: () => 30000 };
  const first = await handler(structuredClone(event), context);
  const cold = { micros: spent(), wallMillis: performance.now(), status: first.statusCode };
  const warm = [];
  for (let round = 0; round < ${warmRounds} && calls > 0; round++) {
    const before = spent();
    for (let call = 0; call < calls; call++) await handler(structuredClone(event), context);
    warm.push((spent() - before) / calls);
  }
  process.stdout.write(JSON.stringify({ cold, warm }) + "\\n", () => process.exit(0));
});
`;

const report = z.object({
  cold: z.object({ micros: z.number(), wallMillis: z.number(), status: z.number() }),
  warm: z.array(z.number()),
});
type Report = z.output<typeof report>;

/** The deployed absences function and the plain stack, both with a stub as engine, each in its own processes. */
export async function functionStartRows(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const stub = spawn(process.execPath, [fileURLToPath(new URL("stub-engine.ts", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const [endpoint = ""] = await once(createInterface(stub.stdout), "line");
    const world = await openMemoryWorld(submittedAt);
    const event = join(folder, "event.json");
    await writeFile(event, JSON.stringify(await submissionEvent(world)));
    const files = {
      bare: join(folder, "bare.cjs"),
      plain: join(folder, "plain.mjs"),
      verifying: join(folder, "verifying.mjs"),
      ours: join(folder, "ours.cjs"),
    };
    await writeFile(files.bare, bareHandler);
    await writeFile(files.plain, await buildPlainStack());
    await writeFile(files.verifying, await buildPlainStack({ verifiesCaller: true }));
    await writeFile(files.ours, (await bundleFunction("absences")).code);
    const variables = { ...world.environment, DYNAMODB_ENDPOINT: z.url().parse(endpoint) };
    const run = (file: string, calls: number) => startOnce(file, event, calls, variables);
    return [coldRow(files, run), warmRow(files, run)];
  } finally {
    stub.stdin.end();
    await rm(folder, { recursive: true });
  }
}

/** `verifying` is the plain stack that also verifies the caller's token. */
type Files = { bare: string; plain: string; verifying: string; ours: string };
type Run = (file: string, calls: number) => Report;

function startOnce(file: string, event: string, calls: number, variables: Readonly<Record<string, string>>): Report {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["-e", driver, file, event, String(calls), String(submittedAt.getTime())],
    { env: { ...variables }, encoding: "utf8" },
  );
  if (stdout === "") throw new Error(`${file} did not answer: ${stderr}`);
  // The function also writes its log to standard output.
  const answered = report.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  if (answered.cold.status !== 201) throw new Error(`${file} answered ${answered.cold.status}`);
  return answered;
}

function coldRow(files: Files, run: Run): BenchRow {
  const spent = { bare: cold(), plain: cold(), ours: cold() };
  for (let start = 0; start < starts; start++) {
    for (const name of ["bare", "plain", "ours"] as const) {
      const { micros, wallMillis } = run(files[name], 0).cold;
      spent[name].micros.push(micros);
      spent[name].wallMillis.push(wallMillis);
    }
  }
  const over = (name: "plain" | "ours") => (median(spent[name].micros) - median(spent.bare.micros)) / 1_000;
  const ratio = over("ours") / over("plain");
  const least = (name: "plain" | "ours") => (Math.min(...spent[name].micros) - Math.min(...spent.bare.micros)) / 1_000;
  const leastRatio = least("ours") / least("plain");
  const wall = (name: "plain" | "ours") => median(spent[name].wallMillis) - median(spent.bare.wallMillis);
  return {
    what: "cold start over a bare handler, first answer included",
    ours: over("ours"),
    baseline: over("plain"),
    ratio,
    unit: "ms CPU",
    budget: `≤ ${coldRatioMax} × middy, SDK and zod as ES module`,
    kept: Math.min(ratio, leastRatio) <= coldRatioMax,
    note: `minima ${least("ours").toFixed(0)} : ${least("plain").toFixed(0)} = ${leastRatio.toFixed(2)}; wall ${wall("ours").toFixed(0)} : ${wall("plain").toFixed(0)} ms; medians of ${starts} starts each, by turns`,
  };
}

function cold(): { micros: number[]; wallMillis: number[] } {
  return { micros: [], wallMillis: [] };
}

function warmRow(files: Files, run: Run): BenchRow {
  const spent: Record<"plain" | "verifying" | "ours", number[]> = { plain: [], verifying: [], ours: [] };
  for (let turn = 0; turn < warmTurns; turn++) {
    for (const name of ["plain", "verifying", "ours"] as const) {
      // The first rounds warm up and do not count.
      spent[name].push(...run(files[name], warmCalls).warm.slice(warmUpRounds));
    }
  }
  const { plain, verifying, ours } = spent;
  const ratio = median(ours) / median(verifying);
  const leastRatio = Math.min(...ours) / Math.min(...verifying);
  return {
    what: "warm handler, engine stubbed at the HTTP layer",
    ours: median(ours),
    baseline: median(verifying),
    ratio,
    unit: "µs CPU",
    budget: `≤ ${warmRatioMax} × a plain handler that makes the same calls`,
    kept: Math.min(ratio, leastRatio) <= warmRatioMax,
    note: `minima ${Math.min(...ours).toFixed(0)} : ${Math.min(...verifying).toFixed(0)} = ${leastRatio.toFixed(2)}; both verify the caller's token; a plain handler that asks nobody who they are: ${median(plain).toFixed(0)}, minimum ${Math.min(...plain).toFixed(0)}`,
  };
}
