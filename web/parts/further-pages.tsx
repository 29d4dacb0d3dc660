import { Button } from "design-react-kit";
import { Fragment, type ReactNode, useState } from "react";
import { useEntryWords } from "../words/language.tsx";

/** Nobody reads more pages. An export gives all of them. */
const pagesMax = 40;

/**
 * Shows a list page by page; each click requests one more page.
 * @param children shows the page at the cursor; below it, it calls `more` with the cursor of the next page
 */
export function FurtherPages({
  children,
}: {
  children: (cursor: string | undefined, more: (next: string | undefined) => ReactNode) => ReactNode;
}) {
  const text = useEntryWords().furtherPages;
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  return cursors.map((cursor, position) => (
    <Fragment key={cursor ?? ""}>
      {children(cursor, (next) => {
        const isLast = position === cursors.length - 1;
        if (next === undefined || !isLast || cursors.length >= pagesMax) return null;
        return (
          <Button color="primary" outline onClick={() => setCursors([...cursors, next])}>
            {text.more}
          </Button>
        );
      })}
    </Fragment>
  ));
}
