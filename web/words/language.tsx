import { createContext, type ReactNode, use, useContext, useEffect, useState } from "react";
import { defaultLanguage, type Language, languages } from "../../shared/domain/language.ts";
import type { DocumentWords } from "../../shared/words/document-words.ts";
import type { EntryWords } from "../../shared/words/entry-words.ts";
import type { OfficeWords } from "../../shared/words/office-words.ts";
import type { SchoolWords } from "../../shared/words/school-words.ts";
import { wordsOnDemand } from "./words-on-demand.ts";

const entryWords = wordsOnDemand(import.meta.glob<EntryWords>("../../shared/words/*/entry.ts", { import: "entry" }));
const schoolWords = wordsOnDemand(
  import.meta.glob<SchoolWords>("../../shared/words/*/school.ts", { import: "school" }),
);
const officeWords = wordsOnDemand(
  import.meta.glob<OfficeWords>("../../shared/words/*/office.ts", { import: "office" }),
);
const documentWords = wordsOnDemand(
  import.meta.glob<DocumentWords>("../../shared/words/*/documents.ts", { import: "documents" }),
);
const tables = [entryWords, schoolWords, officeWords, documentWords];

type LanguageContext = { language: Language; setLanguage: (language: Language) => void };

const storageKey = "sentinella.language";
const Context = createContext<LanguageContext>({ language: defaultLanguage, setLanguage: () => undefined });

/** What the reader has chosen; otherwise the language of the reminder whose link was opened in this tab. */
function chosenLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("language");
  if (asked !== null) sessionStorage.setItem(storageKey, asked);
  const wanted = localStorage.getItem(storageKey) ?? sessionStorage.getItem(storageKey);
  return languages.find((language) => language === wanted) ?? defaultLanguage;
}

/** Loads what the first page says, and tells in which language. */
export async function loadFirstWords(): Promise<Language> {
  const language = chosenLanguage();
  await entryWords.load(language);
  return language;
}

/** @param first its words are there already */
export function WithLanguage({ first, children }: { first: Language; children: ReactNode }) {
  const [language, setShown] = useState(first);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  /** The words of all that has been shown are fetched before any is: a page does not speak two languages at once. */
  function setLanguage(next: Language): void {
    const shown = tables.filter((table) => table.loaded(language) !== undefined);
    Promise.all(shown.map((table) => table.load(next))).then(
      () => {
        localStorage.setItem(storageKey, next);
        setShown(next);
      },
      // Without a connection the page stays as it is, and the button can be pressed again.
      () => undefined,
    );
  }

  return <Context value={{ language, setLanguage }}>{children}</Context>;
}

export function useLanguage(): LanguageContext {
  return useContext(Context);
}

export function useEntryWords(): EntryWords {
  const { language } = useLanguage();
  return entryWords.loaded(language) ?? use(entryWords.load(language));
}

export function useSchoolWords(): SchoolWords {
  const { language } = useLanguage();
  return schoolWords.loaded(language) ?? use(schoolWords.load(language));
}

export function useOfficeWords(): OfficeWords {
  const { language } = useLanguage();
  return officeWords.loaded(language) ?? use(officeWords.load(language));
}

export function useDocumentWords(): DocumentWords {
  const { language } = useLanguage();
  return documentWords.loaded(language) ?? use(documentWords.load(language));
}
