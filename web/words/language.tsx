import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { Language } from "../../shared/domain/language.ts";

type LanguageContext = { language: Language; setLanguage: (language: Language) => void };

const storageKey = "sentinella.language";
const Context = createContext<LanguageContext>({ language: "it", setLanguage: () => undefined });

/** Italian unless the reader has chosen English. */
export function WithLanguage({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(storageKey) === "en" ? "en" : "it"));
  useEffect(() => {
    document.documentElement.lang = language;
    localStorage.setItem(storageKey, language);
  }, [language]);
  return <Context value={{ language, setLanguage }}>{children}</Context>;
}

export function useLanguage(): LanguageContext {
  return useContext(Context);
}

/** The words of a page in the reader's language. Each page keeps its own table beside it. */
export function useWords<Words>(table: Record<Language, Words>): Words {
  return table[useLanguage().language];
}
