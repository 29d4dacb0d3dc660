import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A script of this repository in a process of its own. */
export type StartedProcess = {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** The first match in its standard output, waited for. @throws when the process ends before */
  said: (pattern: RegExp) => Promise<string>;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | string>;
};

const repository = fileURLToPath(new URL("../../", import.meta.url));

export function startProcess(script: string, args: readonly string[]): StartedProcess {
  const child = spawn(process.execPath, [script, ...args], { cwd: repository, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });

  async function said(pattern: RegExp): Promise<string> {
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    while (true) {
      const match = pattern.exec(out);
      if (match !== null) return match[0];
      if (isOver) throw new Error(`ended without saying ${pattern}: ${out}${err}`);
      await Promise.race([once(child.stdout, "data"), ended]);
    }
  }

  return { child, stdout: () => out, stderr: () => err, said, ended };
}
