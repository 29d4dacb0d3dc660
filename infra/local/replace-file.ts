import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { fileFault } from "./cloud-error.ts";
import { privateFileMode } from "./private-files.ts";

/**
 * Writes the file completely or not at all, readable only by its owner, and returns when it is on the disk. A reader
 * after a crash finds the old content or the new one, never a part.
 *
 * @throws LocalCloudError when the disk is full, or is not writable
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  try {
    await replace(path, content);
  } catch (fault) {
    throw fileFault(path, "written", fault);
  }
}

async function replace(path: string, content: string): Promise<void> {
  const draft = `${path}.draft`;
  const file = await open(draft, "w", privateFileMode);
  try {
    await file.chmod(privateFileMode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
