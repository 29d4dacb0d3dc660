import { execFileSync } from "node:child_process";
import { chmod, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { LocalCloudError } from "../../infra/local/cloud-error.ts";
import { type DataFolder, openDataFolder } from "../../infra/local/data-folder.ts";
import { mayMount, smallDisk } from "./small-disk.ts";
import { startProcess } from "./started-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function newFolder(): Promise<string> {
  return join(await temporaryFolder(), "data");
}

/** Opens the folder, lets the test use it, and lets go of it. */
async function opened(path: string, fresh = false, use: (folder: DataFolder) => Promise<unknown> = async () => {}) {
  const folder = await openDataFolder(path, fresh);
  await use(folder);
  await folder.release();
  return folder;
}

async function refusal(path: string, fresh = false): Promise<string> {
  const fault = await openDataFolder(path, fresh).catch((thrown: unknown) => thrown);
  expect(fault).toBeInstanceOf(LocalCloudError);
  return fault instanceof Error ? fault.message : "";
}

const inAnEmptyFolder = ["in-use.lock", "sentinella.json"];

describe("a data folder", () => {
  test("is new when it is not there or empty, and goes on once it is complete", async () => {
    const path = await newFolder();
    const first = await opened(path, false, (folder) => folder.markComplete());
    expect(first.isNew).toBe(true);
    expect((await opened(path)).isNew).toBe(false);
    await mkdir(`${path}-empty`);
    expect((await opened(`${path}-empty`)).isNew).toBe(true);
  });

  test("whose first content was cut short is begun anew", async () => {
    const path = await newFolder();
    await opened(path, false, (folder) => writeFile(folder.fileOf("half"), "half"));
    expect((await opened(path)).isNew).toBe(true);
    expect(await readdir(path)).toEqual(inAnEmptyFolder);
  });

  test("of a start that was cut short before it could mark the folder is ours all the same", async () => {
    const path = await newFolder();
    await mkdir(path);
    await writeFile(join(path, "in-use.lock"), "");
    await writeFile(join(path, "sentinella.json.draft"), "{");
    expect((await opened(path)).isNew).toBe(true);
    expect(await readdir(path)).toEqual(inAnEmptyFolder);
  });

  test("is emptied by --fresh", async () => {
    const path = await newFolder();
    await opened(path, false, async (folder) => {
      await mkdir(folder.fileOf("mails"));
      await writeFile(folder.fileOf("mails/1.json"), "mail");
      await folder.markComplete();
    });
    expect((await opened(path, true)).isNew).toBe(true);
    expect(await readdir(path)).toEqual(inAnEmptyFolder);
  });

  test.each([false, true])("that holds somebody else's files is refused and left alone, fresh: %s", async (fresh) => {
    const path = await newFolder();
    await mkdir(path);
    await writeFile(join(path, "thesis.txt"), "years of work");
    expect(await refusal(path, fresh)).toMatch(
      /holds files that are not Sentinella's: choose another folder with --data\./,
    );
    expect(await readdir(path)).toEqual(["thesis.txt"]);
  });

  test("that is damaged is refused with what can be done, and --fresh does it", async () => {
    const path = await newFolder();
    await opened(path, false, (folder) => folder.markComplete());
    await writeFile(join(path, "sentinella.json"), "{");
    expect(await refusal(path)).toMatch(/is damaged: restore it from a backup, or begin anew with --fresh/);
    expect((await opened(path, true)).isNew).toBe(true);
  });
});

describe("a data folder that cannot be used is refused with a sentence:", () => {
  test("a file", async () => {
    const path = await newFolder();
    await writeFile(path, "");
    expect(await refusal(path)).toBe(`${path} cannot be used as a data folder (ENOTDIR): choose another with --data.`);
    expect(await refusal(join(path, "below"))).toContain("cannot be used as a data folder (ENOTDIR)");
  });

  test("one that cannot be made", async () => {
    expect(await refusal("/proc/sentinella")).toMatch(
      /^\/proc\/sentinella cannot be written \(ENOENT\): see to it .*, or choose another folder with --data, then/,
    );
  });

  test.runIf(mayMount)("one on a full disk", async () => {
    const { path } = smallDisk(4);
    await writeFile(join(path, "sentinella.json.draft"), "x".repeat(4_096));
    const below = join(path, "below");
    await mkdir(below);
    expect(await refusal(below)).toMatch(/cannot be written \(ENOSPC\): make room on that disk, then start again/);
  });

  test.runIf(mayMount)("one on a disk that can only be read", async () => {
    const { path, makeReadOnly } = smallDisk(100);
    await opened(path, false, (folder) => folder.markComplete());
    makeReadOnly();
    expect(await refusal(path)).toMatch(/cannot be written \(EROFS\): see to it that this user may do so/);
  });

  test.runIf(mayMount)("one that holds what cannot be removed, which --fresh leaves to be begun anew", async () => {
    const { path, makeReadOnly } = smallDisk(100);
    const folder = join(await temporaryFolder(), "data");
    await opened(folder, false, (data) => data.markComplete());
    await writeFile(join(path, "table"), "", { mode: 0o600 });
    await chmod(path, 0o700);
    makeReadOnly();
    await mkdir(join(folder, "tables"));
    execFileSync("mount", ["--bind", path, join(folder, "tables")]);
    onTestFinished(() => void execFileSync("umount", [join(folder, "tables")]));
    expect(await refusal(folder, true)).toMatch(/tables cannot be removed \(E(ROFS|BUSY)\): see to it/);
    expect(await refusal(folder)).toMatch(/tables cannot be removed/);
  });
});

describe("a data folder that somebody holds", () => {
  test("is refused to everybody else, in this process and in others, until it is released", async () => {
    const path = await newFolder();
    const holder = await openDataFolder(path, false);
    expect(await refusal(path)).toBe(
      `${path} is in use by another local cloud: stop that one, or choose another folder with --data.`,
    );
    await holder.noteUrl("http://localhost:8080");
    expect(await refusal(path, true)).toContain("is in use by the local cloud at http://localhost:8080:");
    const other = startProcess("infra/local/start.ts", ["--port", "0", "--data", path]);
    expect(await other.ended).toBe(1);
    expect(other.stderr()).toMatch(/^.* is in use by the local cloud at http:\/\/localhost:8080: .*\n$/);
    await holder.release();
    await opened(path);
    expect(await readdir(path)).toEqual(inAnEmptyFolder);
  });

  test("is given to one of two that come at once", async () => {
    const path = await newFolder();
    const both = await Promise.allSettled([openDataFolder(path, false), openDataFolder(path, true)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    for (const one of both) if (one.status === "fulfilled") await one.value.release();
  });

  test("is free at once when the holder was killed", async () => {
    const path = await newFolder();
    const holder = startProcess(fileURLToPath(new URL("./folder-holder.ts", import.meta.url)), [path]);
    await holder.said(/held/);
    expect(await refusal(path)).toContain("is in use");
    holder.child.kill("SIGKILL");
    await holder.ended;
    expect((await opened(path)).isNew).toBe(true);
  });
});

describe("a data folder is private to its owner", () => {
  const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

  test.each([0, 0o777])("whatever the umask: %o", async (umask) => {
    const before = process.umask(umask);
    onTestFinished(() => void process.umask(before));
    const path = await newFolder();
    await opened(path, false, async (folder) => {
      await folder.noteUrl("http://localhost:8080");
      expect(await modeOf(path)).toBe("700");
      for (const name of await readdir(path)) expect([name, await modeOf(join(path, name))]).toEqual([name, "600"]);
    });
  });

  test("and becomes so where an earlier one left it open", async () => {
    const path = await newFolder();
    await opened(path, false, async (folder) => {
      await mkdir(folder.fileOf("mails"));
      await writeFile(folder.fileOf("mails/00000001.json"), "{}");
      await folder.markComplete();
    });
    const open = { "": 0o755, mails: 0o777, "mails/00000001.json": 0o666, "sentinella.json": 0o644 };
    for (const [name, mode] of Object.entries(open)) await chmod(join(path, name), mode);
    await opened(path);
    const modes = await Promise.all(Object.keys(open).map((name) => modeOf(join(path, name))));
    expect(modes).toEqual(["700", "700", "600", "600"]);
  });
});
