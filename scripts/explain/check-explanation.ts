import { isDeepStrictEqual } from "node:util";
import { recompute } from "../../shared/detection/recompute.ts";
import type { Explanation } from "../../shared/domain/alerts/explanation.ts";

export type CheckedExplanation = {
  recomputed: Explanation;
  /** Where the two differ, such as `test.lnProbability`; empty when all bits are equal. */
  differing: readonly string[];
};

/** Computes an explanation again and compares it with the stored one, bit for bit. */
export function checkExplanation(stored: Explanation): CheckedExplanation {
  const recomputed = recompute(stored);
  return { recomputed, differing: differingPaths(stored, recomputed, "") };
}

function differingPaths(stored: unknown, recomputed: unknown, path: string): string[] {
  if (isDeepStrictEqual(stored, recomputed)) return [];
  if (!isObject(stored) || !isObject(recomputed)) return [path];
  const before = new Map(Object.entries(stored));
  const after = new Map(Object.entries(recomputed));
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) =>
    differingPaths(before.get(name), after.get(name), path === "" ? name : `${path}.${name}`),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
