import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { type Browser, chromium } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A machine without a route to the internet otherwise sees many refused connections at every start. */
const quietFlags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function findChromium(): string | undefined {
  return places.find((place) => existsSync(place));
}

function isRoot(): boolean {
  return userInfo().uid === 0;
}

/** Debian's package, where this process may install it. */
function installChromium(): void {
  if (!isRoot() || !existsSync("/usr/bin/apt-get")) return;
  const quiet = { stdio: "ignore" } as const;
  try {
    execFileSync("apt-get", ["update"], quiet);
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], quiet);
  } catch {
    // The sentence below says what is left to do.
  }
}

/**
 * A real browser without a window.
 * @throws Error that says what to install when there is none and none can be installed
 */
export async function startChromium(): Promise<Browser> {
  if (findChromium() === undefined) installChromium();
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      `The tests of the pages need Chromium at one of ${places.join(", ")}, and it could not be installed from here: install the package "chromium" and run them again.`,
    );
  }
  return chromium.launch({ executablePath, args: [...quietFlags, ...(isRoot() ? ["--no-sandbox"] : [])] });
}
