import type { Level } from "../domain/codes.ts";
import type { Language } from "../domain/language.ts";

/** The school levels as people call them. */
export const levelWords = {
  it: {
    "pre-primary": "infanzia",
    primary: "primaria",
    "lower-secondary": "secondaria di I grado",
    "upper-secondary": "secondaria di II grado",
  },
  en: {
    "pre-primary": "pre-primary",
    primary: "primary",
    "lower-secondary": "lower secondary",
    "upper-secondary": "upper secondary",
  },
} as const satisfies Record<Language, Record<Level, string>>;
