// Runs before `npm start` and `npm test`, on whatever Node is there. It brings the installed packages (Node 24 among
// them) in line with package-lock.json, and the files that are made in line with their sources. It does nothing when
// they already are. What it says goes to stderr: stdout is the command's own, JSON where it is asked for.
import { execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

const stdio = ["inherit", process.stderr, "inherit"];
const stamp = "node_modules/.installed";
const wanted = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";

if (installed !== wanted) {
  process.stderr.write("Installing what package-lock.json lists …\n");
  // The lock file says what each package must be: what is in the cache need not be asked for. By itself npm waits for
  // five minutes for an answer that never comes.
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
  // Through npm, which puts the installed Node 24 first; the one that runs this file may be older.
  execSync(`npm run --silent ${script}`, { stdio });
}

function changedAt(path) {
  return statSync(path).mtimeMs;
}
