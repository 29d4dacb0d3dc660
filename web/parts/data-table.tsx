import type { ReactNode } from "react";

type DataTableProps = {
  /** The name of the table. Screen readers always read it; it is visible with `showCaption`. */
  caption: string;
  showCaption?: boolean;
  headings: readonly ReactNode[];
  children: ReactNode;
};

/** A table that scrolls sideways on its own, with the keyboard too, so that the page never scrolls sideways. */
export function DataTable({ caption, showCaption = false, headings, children }: DataTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: Keyboard users must be able to scroll it.
    <section className="table-scroll" tabIndex={0} aria-label={caption}>
      <table className="table">
        <caption className={showCaption ? "table-caption" : "visually-hidden"}>{caption}</caption>
        <thead>
          <tr>
            {headings.map((heading, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: Columns never move.
              <th scope="col" key={column}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
