import type { Language } from "../../shared/domain/language.ts";

/** The words of one subject, each language's loaded when it is first asked for and kept from then on. */
export type WordsOnDemand<Words> = {
  /** Whether somebody shows them, or is about to. */
  isAsked: () => boolean;
  load: (language: Language) => Promise<Words>;
  /**
   * Those of the language, or of another that is there: a part that was asked for while the language changed.
   * @throws Error where none is there, which whoever shows a part has to see to
   */
  inLanguage: (language: Language) => Words;
};

/** @param files by path, one of each language's folder */
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
