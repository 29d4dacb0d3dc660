import { type ReactNode, useEffect, useRef } from "react";

/** The first page of a visit leaves the focus where the browser has it; each later one begins at its heading. */
let pagesShown = 0;

/** One page: its title in the window and as its heading, and its content. */
export function Page({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (pagesShown > 0) heading.current?.focus();
    pagesShown += 1;
  }, []);
  return (
    <>
      <title>{`${title} · Sentinella`}</title>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead !== undefined && <p className="lead">{lead}</p>}
      {children}
    </>
  );
}
