import { readFile } from "node:fs/promises";
import type * as z from "zod";
import { fileFault, LocalCloudError, systemCodeOf } from "./cloud-error.ts";

/**
 * The content of a file that an earlier start saved; undefined when there is none.
 *
 * @throws LocalCloudError when the file is damaged or cannot be read
 */
export async function readSaved<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === "ENOENT") return undefined;
    throw code === "EISDIR" ? damagedFile(file) : fileFault(file, "read", fault);
  }
  const saved = schema.safeParse(parseJson(text));
  if (!saved.success) throw damagedFile(file);
  return saved.data;
}

/** The error for a file that cannot be parsed. */
export function damagedFile(file: string): LocalCloudError {
  return new LocalCloudError(
    `${file} is damaged: restore it from a backup, or begin anew with --fresh, which deletes the folder's content.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
