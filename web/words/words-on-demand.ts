import type { Language } from "../../shared/domain/language.ts";

/** The words of one subject. The words of a language load when they are first needed, and then stay. */
export type WordsOnDemand<Words> = {
  /** Whether a page shows them or is about to. */
  isAsked: () => boolean;
  load: (language: Language) => Promise<Words>;
  /**
   * The words in the language, or else in another loaded language. That happens when the language changes while a part
   * loads.
   * @throws Error when no language is loaded; a part must load its words before it is shown
   */
  inLanguage: (language: Language) => Words;
};

/** @param files loaders by path, one in each language's folder */
export function wordsOnDemand<Words>(files: Record<string, () => Promise<Words>>): WordsOnDemand<Words> {
  const loaders = new Map(Object.entries(files).map(([path, load]) => [path.split("/").at(-2), load]));
  const asked = new Set<Language>();
  const loaded = new Map<Language, Words>();
  return {
    isAsked: () => asked.size > 0,
    async load(language) {
      asked.add(language);
      const words = loaded.get(language) ?? (await loaders.get(language)?.());
      if (words === undefined) throw new Error(`there are no words in ${language}`);
      loaded.set(language, words);
      return words;
    },
    inLanguage(language) {
      const words = loaded.get(language) ?? [...loaded.values()][0];
      if (words === undefined) throw new Error("the words of this part are not loaded");
      return words;
    },
  };
}
