import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type SpawnedCloud = {
  origin: string;
  /** Like a power cut: nothing is closed, nothing is flushed. */
  kill: () => Promise<void>;
};

const entry = fileURLToPath(new URL("../../infra/local/start.ts", import.meta.url));

/** `npm start` in its own process, on a free port by default. */
export async function spawnCloud(dataFolder: string, now: string, port = "0"): Promise<SpawnedCloud> {
  const options = ["--empty", "--now", now, "--data", dataFolder, "--port", port];
  const child = spawn(process.execPath, [entry, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const faults: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => faults.push(text));
  for await (const line of createInterface(child.stdout)) {
    const origin = /Pages +(http:\/\/\S+?)\/$/.exec(line)?.[1];
    if (origin === undefined) continue;
    child.stdout.resume();
    return {
      origin,
      kill: async () => {
        child.kill("SIGKILL");
        await ended;
      },
    };
  }
  throw new Error(`the local cloud did not start: ${faults.join("")}`);
}
