import { type ComponentType, lazy } from "react";
import { NoConnection } from "../api/api-problem.ts";

/** A part of the pages that is loaded when it is first shown; where that fails, showing it throws NoConnection. */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch (fault) {
      throw new NoConnection("a part of the pages", { cause: fault });
    }
  });
}
