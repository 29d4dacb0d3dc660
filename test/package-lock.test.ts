import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ resolved: z.string().optional(), optionalDependencies: z.record(z.string(), z.string()).default({}) }),
  ),
});

const { packages } = lockFile.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "..", "package-lock.json"), "utf8")),
);

describe("the lock file", () => {
  test("names no registry host", () => {
    const hosts = Object.values(packages).flatMap(({ resolved }) => (resolved === undefined ? [] : [resolved]));
    expect(hosts).toEqual([]);
  });

  test("names what every platform installs, or npm ci refuses it", () => {
    const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies).map((name) => ({ path, name })),
    );
    const missing = wanted.filter(({ path, name }) => !placesOf(path, name).some((place) => place in packages));
    expect(wanted.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});

/** Where Node looks for a package that another one asks for: in its own folder, then in each folder above it. */
function placesOf(path: string, name: string): string[] {
  const above = path.lastIndexOf("node_modules/");
  const here = path === "" ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  return above === -1 ? [here] : [here, ...placesOf(path.slice(0, above).replace(/\/$/, ""), name)];
}
