import type { LevelWords } from "../level-words.ts";

export const levels: LevelWords = {
  "pre-primary": "infanzia",
  primary: "primaria",
  "lower-secondary": "secondaria di I grado",
  "upper-secondary": "secondaria di II grado",
};
