import type { ReactNode, Ref } from "react";

type NoticeProps = {
  kind: "info" | "success" | "warning" | "danger";
  title?: string | undefined;
  /** Screen readers read it at once. */
  urgent?: boolean;
  /** A reference for setting the focus. */
  innerRef?: Ref<HTMLDivElement>;
  children?: ReactNode;
};

/** A good or bad message. Its words show the kind too, not only its colour. */
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
