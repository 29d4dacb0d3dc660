import type { LevelWords } from "../level-words.ts";

export const levelNames: LevelWords = {
  "pre-primary": "pre-primary",
  primary: "primary",
  "lower-secondary": "lower secondary",
  "upper-secondary": "upper secondary",
};
