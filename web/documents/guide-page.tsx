import { Link } from "wouter";
import { html as healthOfficeHtml } from "../../docs/guida-ats.md";
import { html as schoolHtml } from "../../docs/guida-scuole.md";
import { pagePath } from "../../shared/page-paths.ts";
import { Page } from "../parts/page.tsx";
import { useDocumentWords } from "../words/language.tsx";

const guides = { school: schoolHtml, "health-office": healthOfficeHtml } as const;

/** A guide with pictures. It exists in Italian: the text is ours, made into HTML when the pages are built. */
export function GuidePage({ guide }: { guide: keyof typeof guides }) {
  const text = useDocumentWords().pictured;
  return (
    <Page key={guide} title={text.titles[guide]}>
      <p>
        <Link href={pagePath("guide")}>{text.all}</Link>
      </p>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: It comes from docs/, with the pages. */}
      <div className="document" lang="it" dangerouslySetInnerHTML={{ __html: guides[guide] }} />
    </Page>
  );
}
