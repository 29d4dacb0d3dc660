import { Link } from "wouter";
import { html as healthOfficeHtml } from "../../docs/guida-ats.md";
import { html as schoolHtml } from "../../docs/guida-scuole.md";
import { pagePath } from "../../shared/page-paths.ts";
import { Page } from "../parts/page.tsx";
import { useWords } from "../words/language.tsx";

const words = {
  it: { school: "Guida per le scuole", "health-office": "Guida per l'ATS", all: "Tutte le guide" },
  en: {
    school: "Guide for schools (in Italian)",
    "health-office": "Guide for the health office (in Italian)",
    all: "All guides",
  },
};

const guides = { school: schoolHtml, "health-office": healthOfficeHtml } as const;

/** A guide with pictures. It exists in Italian: the text is ours, made into HTML when the pages are built. */
export function GuidePage({ guide }: { guide: keyof typeof guides }) {
  const text = useWords(words);
  return (
    <Page key={guide} title={text[guide]}>
      <p>
        <Link href={pagePath("guide")}>{text.all}</Link>
      </p>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: It comes from docs/, with the pages. */}
      <div className="document" lang="it" dangerouslySetInnerHTML={{ __html: guides[guide] }} />
    </Page>
  );
}
