import { type ComponentType, lazy } from "react";
import { NoConnection } from "../api/api-problem.ts";
import { loadWords } from "../words/language.tsx";
import type { WordsOnDemand } from "../words/words-on-demand.ts";

/**
 * A part of the pages that loads, with its words, when it is first shown. When loading fails, showing it throws
 * NoConnection.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  words?: WordsOnDemand<unknown>,
) {
  return lazy(async () => {
    try {
      const [part] = await Promise.all([load(), words === undefined ? undefined : loadWords(words)]);
      return { default: part };
    } catch (fault) {
      throw new NoConnection("a part of the pages", { cause: fault });
    }
  });
}
