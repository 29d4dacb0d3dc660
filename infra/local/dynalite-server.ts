import dynalite from "dynalite";

/**
 * The process that dynalite runs in: `node dynalite-server.ts PORT [FOLDER]`. Says on its standard output where it
 * listens. Ends when its standard input does: with its parent, however that one ended.
 */
const [port = "0", path] = process.argv.slice(2);

const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
server.on("error", fail);
// A folder that cannot be opened shows only at the first request.
process.on("uncaughtException", fail);
server.listen(Number(port), "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("dynalite listens on no port");
  process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
});

process.stdin.resume().on("end", () => server.close(() => process.exit(0)));

function fail(error: Error): void {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
