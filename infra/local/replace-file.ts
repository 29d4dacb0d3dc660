import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes the file whole or not at all, and returns when it is on the disk: whoever reads it after a crash at any
 * moment finds the old content or the new, never a part.
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const draft = `${path}.draft`;
  const file = await open(draft, "w", 0o600);
  try {
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
