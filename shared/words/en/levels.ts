import type { LevelWords } from "../level-words.ts";

export const levels: LevelWords = {
  "pre-primary": "pre-primary",
  primary: "primary",
  "lower-secondary": "lower secondary",
  "upper-secondary": "upper secondary",
};
