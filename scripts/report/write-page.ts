import { writeFile } from "node:fs/promises";
import { htmlPage } from "./html-page.ts";
import { InputError } from "./input-error.ts";

/**
 * Writes the page of `htmlPage` to a file. A command prints its results before, so that they are not lost.
 * @throws InputError when the file cannot be written
 */
export async function writePage(file: string, ...page: Parameters<typeof htmlPage>): Promise<void> {
  const html = await htmlPage(...page);
  await writeFile(file, html).catch((error: unknown) => {
    throw new InputError(`${file} cannot be written: ${error instanceof Error ? error.message : "unknown reason"}`);
  });
}
