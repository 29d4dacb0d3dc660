import { constants } from "node:fs";
import { access, open } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { fileFault, LocalCloudError, unusable } from "./cloud-error.ts";
import { privateFileMode } from "./private-files.ts";

/** SQLite's SQLITE_BUSY and SQLITE_NOTADB. */
const busy = 5;
const notADatabase = 26;

/**
 * Locks a file against other processes, and against a second call in this one. The system releases the lock when the
 * process ends, in any way. Node has no file locks, so this uses the lock of an empty SQLite database.
 *
 * @returns how to release it; undefined when another process or call holds it
 * @throws LocalCloudError when the file cannot be used
 */
export async function lockFile(path: string): Promise<(() => void) | undefined> {
  try {
    // Opening and closing an existing file here would release a lock that this process holds.
    await access(path, constants.R_OK | constants.W_OK).catch(async () => {
      const made = await open(path, "a", privateFileMode);
      await made.chmod(privateFileMode);
      await made.close();
    });
  } catch (fault) {
    throw fileFault(path, "written", fault);
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    // A journal on the disk would need free space there.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (fault) {
    database?.close();
    if (resultOf(fault) === busy) return undefined;
    if (resultOf(fault) === notADatabase) {
      throw new LocalCloudError(`${path} is damaged: remove that file, which holds nothing, and start again.`);
    }
    throw unusable(path, "written", fault instanceof Error ? fault.message : String(fault));
  }
  const held = database;
  return () => held.close();
}

/** SQLite's result code. */
function resultOf(fault: unknown): unknown {
  return fault instanceof Error && "errcode" in fault ? fault.errcode : undefined;
}
