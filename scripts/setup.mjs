// Runs before `npm start` and `npm test`, on any Node version. It updates the installed packages, including Node 24,
// from package-lock.json, and the made files from their sources. It does nothing when they are current. It writes to
// stderr: stdout belongs to the command, which may print JSON.
import { execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

const stdio = ["inherit", process.stderr, "inherit"];
const stamp = "node_modules/.installed";
const wanted = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";

if (installed !== wanted) {
  process.stderr.write("Installing what package-lock.json lists …\n");
  // The lock file has the hash of each package, so npm may use its cache without asking. By default npm waits five
  // minutes for an answer that never comes.
  execSync("npm ci --prefer-offline --fetch-timeout=60000 --no-audit --no-fund --loglevel=error", { stdio });
  writeFileSync(stamp, wanted);
}

const layouts = "shared/mail/layouts";
makeIfOlder(`${layouts}/compiled.ts`, "build:mail", [
  "scripts/build-mail.ts",
  ...readdirSync(layouts).map((name) => `${layouts}/${name}`),
]);
makeIfOlder("lint/floors.json", "floors", ["lint/floors.ts"]);

function makeIfOlder(made, script, sources) {
  if (existsSync(made) && sources.every((source) => changedAt(source) <= changedAt(made))) return;
  // Runs through npm, which finds the installed Node 24 first; the Node of this process may be older.
  execSync(`npm run --silent ${script}`, { stdio });
}

function changedAt(path) {
  return statSync(path).mtimeMs;
}
