import { Link } from "wouter";
import { html as healthOfficeHtml } from "../../docs/guida-ats.md";
import { html as schoolHtml } from "../../docs/guida-scuole.md";
import { pagePath } from "../../shared/page-paths.ts";
import { Page } from "../parts/page.tsx";
import { useDocumentWords } from "../words/language.tsx";

const guides = { school: schoolHtml, "health-office": healthOfficeHtml } as const;

/** A guide with pictures, in Italian only. The build turns its text from `docs/` into HTML. */
export function GuidePage({ guide }: { guide: keyof typeof guides }) {
  const text = useDocumentWords().pictured;
  return (
    <Page key={guide} title={text.titles[guide]}>
      <p>
        <Link href={pagePath("guide")}>{text.all}</Link>
      </p>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: The build makes it from docs/. */}
      <div className="document" lang="it" dangerouslySetInnerHTML={{ __html: guides[guide] }} />
    </Page>
  );
}
