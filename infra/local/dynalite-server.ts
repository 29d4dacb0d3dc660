import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { teachNewIndexes } from "./dynalite-new-index.ts";
import { answerOnlyFromHere } from "./from-here.ts";

/**
 * The process of dynalite: `node dynalite-server.ts PORT [FOLDER]`. It prints its address on its standard output. It
 * ends when its standard input ends, and so with its parent, in whatever way that one ended.
 */
const [port = "0", path] = process.argv.slice(2);

process.on("uncaughtException", fail);
// Only the owner may read its files.
process.umask(0o077);
if (path !== undefined) tryToWrite(path);

teachNewIndexes();
const { default: dynalite } = await import("dynalite");
const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
answerOnlyFromHere(server);
server.on("error", fail);
server.listen(Number(port), "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("dynalite listens on no port");
  process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
});

process.stdin.resume().on("end", () => server.close(() => process.exit(0)));

/** LevelDB opens its folder only at the first request, and does not say why that fails. */
function tryToWrite(folder: string): void {
  const room = Buffer.alloc(8_192);
  const file = join(folder, "room");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, room);
  rmSync(file);
}

function fail(error: Error): void {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
