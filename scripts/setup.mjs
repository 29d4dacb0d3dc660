// Runs before `npm start` and `npm test`, on whatever Node is there: brings the installed packages (Node 24 among
// them) in line with package-lock.json, and the compiled mail layouts in line with their sources. Does nothing when
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
  // Not `npm ci`: it refuses a lock file that leaves out what only other platforms install.
  execSync("npm install --no-save --no-audit --no-fund --loglevel=error", { stdio });
  writeFileSync(stamp, wanted);
}

const layouts = "shared/mail/layouts";
const compiled = `${layouts}/compiled.ts`;
const sources = ["scripts/build-mail.ts", ...readdirSync(layouts).map((name) => `${layouts}/${name}`)];
const changedAt = (path) => statSync(path).mtimeMs;

if (!existsSync(compiled) || sources.some((source) => changedAt(source) > changedAt(compiled))) {
  // Through npm, which puts the installed Node 24 first; the one that runs this file may be older.
  execSync("npm run --silent build:mail", { stdio });
}
