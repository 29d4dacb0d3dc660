import { type ReactNode, useState } from "react";

type DisclosureProps = {
  summary: string;
  /** Whether it starts open. Afterwards the reader decides. */
  startsOpen?: boolean;
  /** Shows its content only after somebody opens it, for content that needs a request. */
  isLazy?: boolean;
  children: ReactNode;
};

/** Content that stays hidden until the reader opens it. */
export function Disclosure({ summary, startsOpen = false, isLazy = false, children }: DisclosureProps) {
  const [isOpen, setIsOpen] = useState(startsOpen);
  return (
    <details className="more" open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{summary}</summary>
      {isLazy && !isOpen ? null : children}
    </details>
  );
}
