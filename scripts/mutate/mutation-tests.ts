import { defineConfig, type ViteUserConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** One test that fails is enough, so the fast ones come first. */
class FastestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const millis = (file: TestSpecification) => this.ctx.cache.getTestSpecificationResult(file)?.duration ?? 0;
    return files.toSorted((one, other) => millis(one) - millis(other));
  }
}

/** How tests run that mutations are held against. None of them may start an engine. */
export function mutationTests(include: readonly string[]): ViteUserConfig {
  return defineConfig({
    test: {
      include: [...include],
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
}
