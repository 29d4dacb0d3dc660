import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as z from "zod";
import { LocalSetupError } from "./local-setup-error.ts";
import { replaceFile } from "./replace-file.ts";

const markerFile = "sentinella.json";
const holderFile = "in-use-by.json";

/** How far the data of the folder got when it was begun; what was cut short is begun anew. */
const marker = z.object({ format: z.literal(1), begun: z.enum(["begun", "complete"]) });
const holder = z.object({ url: z.url() });

export type DataFolder = {
  /** Absolute. */
  path: string;
  /** Whether it holds nothing yet. */
  isNew: boolean;
  fileOf: (name: string) => string;
  /** The first content is all there: from now on a restart goes on. */
  markComplete: () => Promise<void>;
  /** Says who uses the folder, so that a second start on it is refused. */
  hold: (url: string) => Promise<void>;
  release: () => Promise<void>;
};

/**
 * Opens or makes the folder that holds everything of one local cloud.
 *
 * @param fresh Throw away what an earlier start left there.
 * @throws LocalSetupError when the folder is not one of ours, damaged or in use.
 */
export async function openDataFolder(folder: string, fresh: boolean): Promise<DataFolder> {
  const path = resolve(folder);
  const fileOf = (name: string) => join(path, name);
  const names = await readdir(path).catch((fault: unknown) => {
    if (hasCode(fault, "ENOENT")) return undefined;
    throw new LocalSetupError(
      `${folder} cannot be used as a data folder (${codeOf(fault)}): choose another with --data.`,
    );
  });
  const isEmpty = names === undefined || names.length === 0;
  // --fresh deletes: only what carries our marker is ours to delete.
  if (!isEmpty && !names.includes(markerFile)) {
    throw new LocalSetupError(`${folder} holds files that are not Sentinella's: choose another folder with --data.`);
  }
  if (!isEmpty) await refuseIfHeld(folder, fileOf(holderFile));

  const known = isEmpty || fresh ? undefined : await readMarker(fileOf(markerFile));
  const isNew = known?.begun !== "complete";
  if (isNew && !isEmpty) await rm(path, { recursive: true });
  await mkdir(path, { recursive: true }).catch((fault: unknown) => {
    throw new LocalSetupError(`${folder} cannot be made (${codeOf(fault)}): choose another folder with --data.`);
  });
  const mark = (begun: z.output<typeof marker>["begun"]) =>
    replaceFile(fileOf(markerFile), `${JSON.stringify({ format: 1, begun })}\n`);
  if (isNew) await mark("begun");

  return {
    path,
    isNew,
    fileOf,
    markComplete: () => mark("complete"),
    hold: (url) => replaceFile(fileOf(holderFile), `${JSON.stringify({ url })}\n`),
    release: () => rm(fileOf(holderFile), { force: true }),
  };
}

async function readMarker(file: string): Promise<z.output<typeof marker>> {
  try {
    return marker.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    throw damagedFile(file);
  }
}

/** What to say of a file that cannot be read back. */
export function damagedFile(file: string): LocalSetupError {
  return new LocalSetupError(
    `${file} is damaged: restore it from a backup, or begin anew with --fresh, which deletes the folder's content.`,
  );
}

const heldAnswer = z.object({ dataFolder: z.string() });
const heldTimeoutMillis = 2_000;

/** A process that was killed leaves its note behind, so whoever is named in it is asked. */
async function refuseIfHeld(folder: string, file: string): Promise<void> {
  const url = await readFile(file, "utf8").then(
    (text) => holder.safeParse(parseJson(text)).data?.url,
    () => undefined,
  );
  if (url === undefined) return;
  const answer = await fetch(`${url}/_local/clock`, { signal: AbortSignal.timeout(heldTimeoutMillis) }).then(
    (reply) => reply.json(),
    () => undefined,
  );
  if (heldAnswer.safeParse(answer).data?.dataFolder !== resolve(folder)) return;
  throw new LocalSetupError(
    `${folder} is in use by the local cloud at ${url}: stop that one, or choose another folder with --data.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasCode(fault: unknown, code: string): boolean {
  return codeOf(fault) === code;
}

function codeOf(fault: unknown): string {
  return fault instanceof Error && "code" in fault ? String(fault.code) : String(fault);
}
