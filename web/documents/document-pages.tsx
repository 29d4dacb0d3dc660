import { Page } from "../parts/page.tsx";
import { useLanguage } from "../words/language.tsx";
import type { DocumentName } from "./documents.ts";
import { documentsEn } from "./documents-en.tsx";
import { documentsIt } from "./documents-it.tsx";

const documents = { it: documentsIt, en: documentsEn };

export function DocumentPages({ document }: { document: DocumentName }) {
  const { language } = useLanguage();
  const { title, body } = documents[language][document];
  return (
    <Page key={document} title={title}>
      <div className="document">{body}</div>
    </Page>
  );
}
