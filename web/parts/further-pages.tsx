import { Button } from "design-react-kit";
import { Fragment, type ReactNode, useState } from "react";
import { useEntryWords } from "../words/language.tsx";

/** More than anybody reads; whoever wants all of them exports them. */
const pagesMax = 40;

/**
 * A list page by page, each asked for by a click.
 * @param children shows the page behind the cursor, and below it `more` with where it ended
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
