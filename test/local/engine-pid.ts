import { execFileSync } from "node:child_process";

/** The process of the engine whose tables lie below the folder; undefined while none runs. */
export function enginePid(folder: string): number | undefined {
  const processes = execFileSync("ps", ["-Ao", "pid=,args="], { encoding: "utf8" }).split("\n");
  // The shell that watches over Dynoxide names the folder too.
  const line = processes.find(
    (text) => text.includes(folder) && /dynoxide serve|dynalite-server/.test(text) && !text.includes("/bin/sh -c"),
  );
  return line === undefined ? undefined : Number.parseInt(line, 10);
}

/** Sends a signal to that engine. Answers false where none runs, or where it died meanwhile. */
export function signalEngine(folder: string, signal: "SIGKILL" | "SIGSTOP"): boolean {
  const pid = enginePid(folder);
  if (pid === undefined) return false;
  try {
    return process.kill(pid, signal);
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ESRCH") return false;
    throw fault;
  }
}
