import type { LevelWords } from "../level-words.ts";

export const levelNames: LevelWords = {
  "pre-primary": "Kindergarten",
  primary: "Grundschule",
  "lower-secondary": "Mittelschule",
  "upper-secondary": "Oberschule",
};
