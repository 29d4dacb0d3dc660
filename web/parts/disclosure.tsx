import { type ReactNode, useState } from "react";

type DisclosureProps = {
  summary: string;
  /** Whether it begins open; from then on it is the reader's. */
  startsOpen?: boolean;
  /** Made only once somebody opens it: for what has to be asked for. */
  isLazy?: boolean;
  children: ReactNode;
};

/** Something that is there for those who look for it. */
export function Disclosure({ summary, startsOpen = false, isLazy = false, children }: DisclosureProps) {
  const [isOpen, setIsOpen] = useState(startsOpen);
  return (
    <details className="more" open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{summary}</summary>
      {isLazy && !isOpen ? null : children}
    </details>
  );
}
