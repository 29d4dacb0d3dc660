import { defineConfig } from "vitest/config";

/** The tests that mutations are held against. None of them starts an engine. */
// biome-ignore lint/style/noDefaultExport: Vitest reads the default export.
export default defineConfig({
  test: {
    include: ["test/{domain,detection}/**/*.test.ts"],
    setupFiles: ["test/rig/seed-properties.ts"],
    // A process for each file would cost more than the tests.
    isolate: false,
    provide: { mutation: true },
  },
});
