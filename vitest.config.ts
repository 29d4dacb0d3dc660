import { defineConfig } from "vitest/config";

// biome-ignore lint/style/noDefaultExport: Vitest reads the default export.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/rig/seed-properties.ts"],
    reporters: ["default", "json"],
    outputFile: { json: "reports/tests.json" },
    // Only what hangs takes so long, also on a machine that does other things besides.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    // No test may need another one of its file to have run before it.
    sequence: { shuffle: { tests: true }, seed: 20_230_216 },
  },
});
