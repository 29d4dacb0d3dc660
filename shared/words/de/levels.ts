import type { LevelWords } from "../level-words.ts";

export const levels: LevelWords = {
  "pre-primary": "Kindergarten",
  primary: "Grundschule",
  "lower-secondary": "Mittelschule",
  "upper-secondary": "Oberschule",
};
