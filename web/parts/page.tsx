import { type ReactNode, useEffect, useRef } from "react";

/** The first page of a visit leaves the focus where the browser puts it. Each later page puts it on its heading. */
let pagesShown = 0;

/** One page: its title in the window and in the heading, and its content. */
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
