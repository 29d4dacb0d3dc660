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

/** The settings of this deployment for the pages. */
export type PagesConfig = { issuer: string; clientId: string; scope: string; resource: string };

const repository = fileURLToPath(new URL("../../", import.meta.url));
const built = `${repository}dist/web`;
/** The sources of the pages. */
const sources = ["web", "shared", "docs", "package-lock.json"];
const run = promisify(execFile);

/**
 * All content comes from our own files. Images may also be inside the style sheet. In the cloud the CDN sends the same
 * headers, with the identity provider as one more allowed connection.
 */
export const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

const assetsPath = "/assets/";
/** The names of files there contain a hash of their content. */
const assetCache = "public, max-age=31536000, immutable";

/** Serves the built pages. The one HTML file answers every path of a page. */
export function openWebPages(folder: string, config: PagesConfig): WebPages {
  const options: Options = {
    etag: true,
    // Reads the files again for each request, because they may be rebuilt meanwhile.
    dev: true,
    setHeaders: (response, path) => {
      for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
      response.setHeader("cache-control", path.startsWith(assetsPath) ? assetCache : "no-cache");
    },
  };
  const assets = sirv(folder, options);
  // The address of a page may contain dots, for example that of an alert.
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

/** Builds the pages if they were never built, or if their sources have changed since. */
export async function buildWebPages(onBuild: () => void): Promise<string> {
  const page = `${built}/index.html`;
  if (existsSync(page) && (await latestChange()) <= (await stat(page)).mtimeMs) return built;
  onBuild();
  // Builds in another folder and then moves it, so that a reader always finds a complete build.
  const aside = `${built}-${process.pid}`;
  const vite = `${repository}node_modules/vite/bin/vite.js`;
  await run(process.execPath, [vite, "build", "web", "--outDir", aside, "--logLevel", "error"], {
    cwd: repository,
    // The environment of this process, such as a test's NODE_ENV, must not affect the pages.
    env: { NODE_ENV: "production" },
  });
  await rm(built, { recursive: true, force: true });
  await rename(aside, built);
  return built;
}

/** How many files are read at once for their times. */
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
