import type { ReactNode, Ref } from "react";

type NoticeProps = {
  kind: "info" | "success" | "warning" | "danger";
  title?: string | undefined;
  /** Read out at once by screen readers. */
  urgent?: boolean;
  /** May be given the focus. */
  innerRef?: Ref<HTMLDivElement>;
  children?: ReactNode;
};

/** Something to know, good or bad. The kind is told by the words too, not by the colour alone. */
export function Notice({ kind, title, urgent = false, innerRef, children }: NoticeProps) {
  return (
    <div
      className={`alert alert-${kind}`}
      role={urgent ? "alert" : undefined}
      ref={innerRef}
      tabIndex={innerRef === undefined ? undefined : -1}
    >
      {title !== undefined && <p className="notice-title">{title}</p>}
      {children}
    </div>
  );
}
