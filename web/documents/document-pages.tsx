import { Link } from "wouter";
import { countShownMin } from "../../shared/domain/count-shown-min.ts";
import { type PageOf, pagePath } from "../../shared/page-paths.ts";
import { Page } from "../parts/page.tsx";
import { useDocumentWords } from "../words/language.tsx";
import { TextBlocks } from "./text-blocks.tsx";

/** The documents that everybody may read, without the guides with pictures. */
type DocumentName = Exclude<PageOf<"everybody">, "guide-schools" | "guide-health-office">;

export function DocumentPages({ document }: { document: DocumentName }) {
  const { documents, pictured } = useDocumentWords();
  const { title, body } = documents[document];
  return (
    <Page key={document} title={title}>
      <div className="document">
        {document === "guide" && (
          <p>
            {pictured.intro} <Link href={pagePath("guide-schools")}>{pictured.links.school}</Link>,{" "}
            <Link href={pagePath("guide-health-office")}>{pictured.links["health-office"]}</Link>. {pictured.inShort}
          </p>
        )}
        <TextBlocks blocks={body(countShownMin)} />
      </div>
    </Page>
  );
}
