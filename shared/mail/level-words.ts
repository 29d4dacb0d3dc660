import { levels as levelsEn } from "../words/en/levels.ts";
import { levels as levelsIt } from "../words/it/levels.ts";

/** The school levels as people call them. */
export const levelWords = { it: levelsIt, en: levelsEn };
