import { bundleFunction, httpFunctionNames } from "../infra/aws/bundle-function.ts";
import type { BenchRow } from "./bench-row.ts";
import { buildPlainStack } from "./plain-stack.ts";

const bytesMax = 480_000;

/** Every HTTP function in its deployed form, next to the usual stack in its usual form. */
export async function bundleSizeRows(): Promise<BenchRow[]> {
  const plain = (await buildPlainStack()).byteLength;
  const bundles = await Promise.all(
    httpFunctionNames.map(async (name) => ({ name, bytes: (await bundleFunction(name)).code.byteLength })),
  );
  return bundles.map(({ name, bytes }) => ({
    what: `bundle of the function ${name}`,
    ours: bytes / 1_000,
    baseline: plain / 1_000,
    ratio: bytes / plain,
    unit: "kB",
    budget: `≤ ${bytesMax / 1_000} kB`,
    kept: bytes <= bytesMax,
    note: "baseline: middy, SDK and `import { z }` in one ES module",
  }));
}
