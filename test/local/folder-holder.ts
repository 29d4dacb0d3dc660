import { setTimeout as pause } from "node:timers/promises";
import { openDataFolder } from "../../infra/local/data-folder.ts";

/** A process to be killed: `node folder-holder.ts FOLDER` holds a data folder, and ends on its own after a while. */
const [path = ""] = process.argv.slice(2);
const holdMillis = 60_000;

const folder = await openDataFolder(path, false);
process.stdout.write("held\n");
await pause(holdMillis);
await folder.release();
