import type { Level } from "../domain/codes.ts";

/** The school levels as people call them. */
export type LevelWords = Record<Level, string>;
