import { type FileHandle, open } from "node:fs/promises";
import { fileFault } from "./cloud-error.ts";
import { privateFileMode } from "./private-files.ts";

export type LogFile = { write: (line: string) => void; close: () => Promise<void> };

/**
 * Appends lines to the file.
 *
 * @param onFault Called with a LocalCloudError when the disk takes no more lines.
 * @throws LocalCloudError when the file cannot be written.
 */
export async function openLogFile(path: string, onFault: (fault: unknown) => void): Promise<LogFile> {
  let file: FileHandle;
  try {
    file = await open(path, "a", privateFileMode);
  } catch (fault) {
    throw fileFault(path, "written", fault);
  }
  const stream = file.createWriteStream();
  stream.on("error", (fault) => onFault(fileFault(path, "written", fault)));
  return {
    write: (line) => void stream.write(line),
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
