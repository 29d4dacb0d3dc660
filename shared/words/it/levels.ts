import type { LevelWords } from "../level-words.ts";

export const levelNames: LevelWords = {
  "pre-primary": "infanzia",
  primary: "primaria",
  "lower-secondary": "secondaria di I grado",
  "upper-secondary": "secondaria di II grado",
};
