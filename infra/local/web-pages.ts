import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pMap from "p-map";
import sirv, { type Options } from "sirv";
import { configPath } from "../../shared/page-paths.ts";

/** The built pages on the public port, as the CDN serves them in the cloud. */
export type WebPages = { serve: (request: IncomingMessage, response: ServerResponse) => void };

/** What the pages have to know of this deployment. */
export type PagesConfig = { issuer: string; clientId: string; scope: string; resource: string };

const repository = fileURLToPath(new URL("../../", import.meta.url));
const built = `${repository}dist/web`;
/** What the pages are made of. */
const sources = ["web", "shared", "docs", "package-lock.json"];
const run = promisify(execFile);

/**
 * Everything comes from our own files; images may also stand inside the style sheet. In the cloud the CDN sends the
 * same headers, with the identity provider among the places to connect to.
 */
export const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

const assetsPath = "/assets/";
/** Files there carry a hash of their content in their name. */
const assetCache = "public, max-age=31536000, immutable";

/** Serves the built pages; every path of theirs is answered with the one HTML file. */
export function openWebPages(folder: string, config: PagesConfig): WebPages {
  const options: Options = {
    etag: true,
    // Looks at the files each time: they may be built anew while this runs.
    dev: true,
    setHeaders: (response, path) => {
      for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
      response.setHeader("cache-control", path.startsWith(assetsPath) ? assetCache : "no-cache");
    },
  };
  const assets = sirv(folder, options);
  // A page may have dots in its address, as that of an alert has.
  const pages = sirv(folder, { ...options, single: true, ignores: false });
  return {
    serve(request, response) {
      if (request.url === configPath) {
        response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
        response.end(JSON.stringify(config));
        return;
      }
      const serve = request.url?.startsWith(assetsPath) ? assets : pages;
      serve(request, response, () => {
        response.writeHead(404).end();
      });
    },
  };
}

/** Builds the pages when they have never been built, or when something they are made of has changed since. */
export async function buildWebPages(onBuild: () => void): Promise<string> {
  const page = `${built}/index.html`;
  if (existsSync(page) && (await latestChange()) <= (await stat(page)).mtimeMs) return built;
  onBuild();
  // Built aside and then moved: whoever reads the pages meanwhile finds all of them.
  const aside = `${built}-${process.pid}`;
  const vite = `${repository}node_modules/vite/bin/vite.js`;
  await run(process.execPath, [vite, "build", "web", "--outDir", aside, "--logLevel", "error"], {
    cwd: repository,
    // What this process was started with, a test's NODE_ENV say, must not show in the pages.
    env: { NODE_ENV: "production" },
  });
  await rm(built, { recursive: true, force: true });
  await rename(aside, built);
  return built;
}

/** Asked for their times at once. */
const filesAtOnce = 32;

async function latestChange(): Promise<number> {
  const times = await Promise.all(sources.map((source) => latestChangeBelow(`${repository}${source}`)));
  return Math.max(...times);
}

async function latestChangeBelow(path: string): Promise<number> {
  const { mtimeMs } = await stat(path);
  const names = (await readdir(path, { recursive: true }).catch(() => [])).map((name) => `${path}/${name}`);
  const times = await pMap(names, async (name) => (await stat(name)).mtimeMs, { concurrency: filesAtOnce });
  return Math.max(mtimeMs, ...times);
}
