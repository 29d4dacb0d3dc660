import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { defaultLanguage, type Language, languages } from "../../shared/domain/language.ts";
import type { DocumentWords } from "../../shared/words/document-words.ts";
import type { EntryWords } from "../../shared/words/entry-words.ts";
import type { OfficeWords } from "../../shared/words/office-words.ts";
import type { SchoolWords } from "../../shared/words/school-words.ts";
import { type WordsOnDemand, wordsOnDemand } from "./words-on-demand.ts";

const entryWords = wordsOnDemand(import.meta.glob<EntryWords>("../../shared/words/*/entry.ts", { import: "entry" }));
export const schoolWords = wordsOnDemand(
  import.meta.glob<SchoolWords>("../../shared/words/*/school.ts", { import: "school" }),
);
export const officeWords = wordsOnDemand(
  import.meta.glob<OfficeWords>("../../shared/words/*/office.ts", { import: "office" }),
);
export const documentWords = wordsOnDemand(
  import.meta.glob<DocumentWords>("../../shared/words/*/documents.ts", { import: "documents" }),
);
const tables = [entryWords, schoolWords, officeWords, documentWords];

type LanguageContext = { language: Language; setLanguage: (language: Language) => void };

const storageKey = "sentinella.language";
const Context = createContext<LanguageContext>({ language: defaultLanguage, setLanguage: () => undefined });

/** The language that the reader chose, or else that of the reminder link opened in this tab. */
function chosenLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("language");
  if (asked !== null) sessionStorage.setItem(storageKey, asked);
  const wanted = localStorage.getItem(storageKey) ?? sessionStorage.getItem(storageKey);
  return languages.find((language) => language === wanted) ?? defaultLanguage;
}

let shownLanguage: Language = defaultLanguage;

/**
 * Loads the words of the first page.
 * @returns their language
 */
export async function loadFirstWords(): Promise<Language> {
  shownLanguage = chosenLanguage();
  await entryWords.load(shownLanguage);
  return shownLanguage;
}

/** Loads the words of a part of the pages before it is shown. */
export async function loadWords(words: WordsOnDemand<unknown>): Promise<void> {
  await words.load(shownLanguage);
}

/** @param first its words are already loaded */
export function WithLanguage({ first, children }: { first: Language; children: ReactNode }) {
  const [language, setShown] = useState(first);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  /** Loads the words of every shown part before it shows any: a page never mixes two languages. */
  function setLanguage(next: Language): void {
    const shown = tables.filter((table) => table.isAsked());
    Promise.all(shown.map((table) => table.load(next))).then(
      () => {
        localStorage.setItem(storageKey, next);
        shownLanguage = next;
        setShown(next);
      },
      // Without a connection the page stays as it is, and the reader can press the button again.
      () => undefined,
    );
  }

  return <Context value={{ language, setLanguage }}>{children}</Context>;
}

export function useLanguage(): LanguageContext {
  return useContext(Context);
}

export function useEntryWords(): EntryWords {
  return entryWords.inLanguage(useLanguage().language);
}

export function useSchoolWords(): SchoolWords {
  return schoolWords.inLanguage(useLanguage().language);
}

export function useOfficeWords(): OfficeWords {
  return officeWords.inLanguage(useLanguage().language);
}

export function useDocumentWords(): DocumentWords {
  return documentWords.inLanguage(useLanguage().language);
}
