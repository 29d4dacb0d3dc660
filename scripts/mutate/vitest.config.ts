import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** One test that fails is enough, so the fast ones come first. */
class FastestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const millis = (file: TestSpecification) => this.ctx.cache.getTestSpecificationResult(file)?.duration ?? 0;
    return files.toSorted((one, other) => millis(one) - millis(other));
  }
}

/** The tests that mutations are held against. None of them starts an engine. */
// biome-ignore lint/style/noDefaultExport: Vitest reads the default export.
export default defineConfig({
  test: {
    include: [
      "test/{domain,detection}/**/*.test.ts",
      "test/store/mail-ledger-store.test.ts",
      "test/functions/{migrations,series,surveillance}.test.ts",
      "test/functions/mail/*.test.ts",
      "test/functions/jobs/*.test.ts",
      "test/reliability/{alerts,crash-explorer,mail-limits,readers,reminders,silent-loss}.test.ts",
    ],
    setupFiles: ["test/rig/seed-properties.ts"],
    sequence: { sequencer: FastestFirst },
    // A process for each file would cost more than the tests.
    isolate: false,
    // Only what hangs takes so long; the tool has shorter limits of its own for mutations that never end.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    provide: { mutation: true },
  },
});
