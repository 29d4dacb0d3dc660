import type { Language } from "../../shared/domain/language.ts";
import { NoConnection } from "../api/api-problem.ts";

/** The words of one subject, each language's loaded when it is first asked for and kept from then on. */
export type WordsOnDemand<Words> = {
  loaded: (language: Language) => Words | undefined;
  /** @throws NoConnection where they cannot be fetched; the next call tries again */
  load: (language: Language) => Promise<Words>;
};

/** @param files by path, one of each language's folder */
export function wordsOnDemand<Words>(files: Record<string, () => Promise<Words>>): WordsOnDemand<Words> {
  const loaders = new Map(Object.entries(files).map(([path, load]) => [path.split("/").at(-2), load]));
  const underway = new Map<Language, Promise<Words>>();
  const loaded = new Map<Language, Words>();

  async function fetchWords(language: Language): Promise<Words> {
    try {
      const words = await loaders.get(language)?.();
      if (words === undefined) throw new Error(`no words in ${language}`);
      loaded.set(language, words);
      return words;
    } catch (fault) {
      underway.delete(language);
      throw new NoConnection("the words of the pages", { cause: fault });
    }
  }

  return {
    loaded: (language) => loaded.get(language),
    load(language) {
      const known = underway.get(language) ?? fetchWords(language);
      underway.set(language, known);
      return known;
    },
  };
}
