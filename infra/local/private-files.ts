import { chmodSync, existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileFault } from "./cloud-error.ts";

/** Only the owner may read keys, mails and addresses, whatever the umask of this process. */
export const privateFileMode = 0o600;
const privateFolderMode = 0o700;
/** The rights of the group and of others. */
const foreignRights = 0o077;

/** Makes the folder unless it exists. @throws LocalCloudError when it cannot be made */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await makeFolder(path);
  } catch (fault) {
    throw fileFault(path, "written", fault);
  }
}

/** Node's recursive mkdir never ends if the system says that an existing folder does not exist. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  const above = dirname(path);
  if (!existsSync(above)) await makeFolder(above);
  await mkdir(path, { mode: privateFolderMode });
  await chmod(path, privateFolderMode);
}

/**
 * Removes all rights of everybody except the owner on the folder and its content. It is synchronous, which is five
 * times as fast with thousands of mails.
 *
 * @throws LocalCloudError when somebody else owns them
 */
export function makePrivate(folder: string): void {
  closeToOthers(folder);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // The target of a link is not ours.
    if (!entry.isSymbolicLink()) closeToOthers(join(entry.parentPath, entry.name));
  }
}

function closeToOthers(path: string): void {
  try {
    const { mode } = lstatSync(path);
    if ((mode & foreignRights) !== 0) chmodSync(path, mode & ~foreignRights & 0o7777);
  } catch (fault) {
    throw fileFault(path, "made private", fault);
  }
}
