import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const lockFile = z.object({
  packages: z.record(z.string(), z.object({ resolved: z.string().optional() })),
});

const { packages } = lockFile.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "..", "package-lock.json"), "utf8")),
);

describe("the lock file", () => {
  test("names no registry host", () => {
    const hosts = Object.values(packages).flatMap(({ resolved }) => (resolved === undefined ? [] : [resolved]));
    expect(hosts).toEqual([]);
  });
});
