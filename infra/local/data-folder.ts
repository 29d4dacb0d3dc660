import { readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as z from "zod";
import { fileFault, LocalCloudError, systemCodeOf } from "./cloud-error.ts";
import { lockFile } from "./folder-lock.ts";
import { makePrivate, makePrivateFolder } from "./private-files.ts";
import { readSaved } from "./read-saved.ts";
import { replaceFile } from "./replace-file.ts";

const markerName = "sentinella.json";
const lockName = "in-use.lock";
const noteName = "in-use-by.json";

/** The files of a start that was interrupted before it could mark the folder as ours. */
const beginnings: ReadonlySet<string> = new Set([lockName, `${markerName}.draft`]);

/** Whether the first content of the folder is complete. An interrupted first start begins again. */
const marker = z.object({ format: z.literal(1), begun: z.enum(["begun", "complete"]) });
const note = z.object({ url: z.url() });

export type DataFolder = {
  /** Absolute. */
  path: string;
  /** Whether it is still empty. */
  isNew: boolean;
  fileOf: (name: string) => string;
  /** Marks the first content as complete: from now on a restart continues. */
  markComplete: () => Promise<void>;
  /** Saves the address of this process, so that another process can be told why it is refused. */
  noteUrl: (url: string) => Promise<void>;
  /** Lets other processes use the folder. */
  release: () => Promise<void>;
};

/**
 * Opens or makes the folder that holds everything of one local cloud, and locks it for this process.
 *
 * @param fresh Delete the content of an earlier start.
 * @throws LocalCloudError when the folder is not one of ours, or is damaged, in use or not writable.
 */
export async function openDataFolder(folder: string, fresh: boolean): Promise<DataFolder> {
  const path = resolve(folder);
  const fileOf = (name: string) => join(path, name);
  await refuseForeign(folder, path);
  await makePrivateFolder(path);
  const unlock = await lockFile(fileOf(lockName));
  if (unlock === undefined) throw await inUse(folder, fileOf(noteName));

  const mark = (begun: z.output<typeof marker>["begun"]) =>
    replaceFile(fileOf(markerName), `${JSON.stringify({ format: 1, begun })}\n`);
  try {
    makePrivate(path);
    const isNew = fresh || (await readMarker(fileOf(markerName))) !== "complete";
    if (isNew) {
      // Marked first: a start that is interrupted during the removals begins again.
      await mark("begun");
      await empty(path);
    }
    return {
      path,
      isNew,
      fileOf,
      markComplete: () => mark("complete"),
      noteUrl: (url) => replaceFile(fileOf(noteName), `${JSON.stringify({ url })}\n`),
      async release() {
        await rm(fileOf(noteName), { force: true }).finally(unlock);
      },
    };
  } catch (fault) {
    unlock();
    throw fault;
  }
}

/** --fresh deletes, and only a folder with our marker is ours to delete. */
async function refuseForeign(folder: string, path: string): Promise<void> {
  const names = await readdir(path).catch((fault: unknown): string[] => {
    const code = systemCodeOf(fault);
    if (code === "ENOENT") return [];
    throw code === undefined
      ? fault
      : new LocalCloudError(`${folder} cannot be used as a data folder (${code}): choose another with --data.`);
  });
  if (names.includes(markerName) || names.every((name) => beginnings.has(name))) return;
  throw new LocalCloudError(`${folder} holds files that are not Sentinella's: choose another folder with --data.`);
}

/** Deletes the content and not the folder itself, because the folder may be a mount point. */
async function empty(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (name === markerName || name === lockName) continue;
    const file = join(path, name);
    await rm(file, { recursive: true }).catch((fault: unknown) => {
      throw fileFault(file, "removed", fault);
    });
  }
}

async function inUse(folder: string, noteFile: string): Promise<LocalCloudError> {
  const url = await readSaved(noteFile, note).then(
    (read) => read?.url,
    () => undefined,
  );
  const by = url === undefined ? "another local cloud" : `the local cloud at ${url}`;
  return new LocalCloudError(`${folder} is in use by ${by}: stop that one, or choose another folder with --data.`);
}

async function readMarker(file: string): Promise<"begun" | "complete" | undefined> {
  return (await readSaved(file, marker))?.begun;
}
