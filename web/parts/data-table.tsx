import type { ReactNode } from "react";

type DataTableProps = {
  /** What the table shows; read out, and seen when `showCaption`. */
  caption: string;
  showCaption?: boolean;
  headings: readonly ReactNode[];
  children: ReactNode;
};

/** A table that scrolls sideways by itself, with the keyboard too, so that the page never has to. */
export function DataTable({ caption, showCaption = false, headings, children }: DataTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls must be reachable with the keyboard.
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
