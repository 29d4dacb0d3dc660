import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

type SmallDisk = { path: string; makeReadOnly: () => void };

function mount(...args: string[]): void {
  execFileSync("mount", args, { stdio: "ignore" });
}

function newDisk(kilobytes: number): { disk: SmallDisk; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "sentinella-disk-"));
  try {
    mount("-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", path);
  } catch (fault) {
    rmdirSync(path);
    throw fault;
  }
  return {
    disk: { path, makeReadOnly: () => mount("-o", "remount,ro", path) },
    remove: () => {
      execFileSync("umount", ["--lazy", path]);
      rmdirSync(path);
    },
  };
}

/** Whether this user may mount a disk: on most machines only root may, and in many containers not even root. */
export const mayMount = ((): boolean => {
  try {
    newDisk(4).remove();
    return true;
  } catch {
    return false;
  }
})();

/** An empty disk in memory that goes when the test ends. */
export function smallDisk(kilobytes: number): SmallDisk {
  const { disk, remove } = newDisk(kilobytes);
  onTestFinished(remove);
  return disk;
}
