import type { SiteDraft } from "./draft.ts";

/** What is wrong with what was typed, before anything is sent. */
export type DraftFault = "absent-not-a-number" | "illness-not-a-number" | "reason-missing";

export type DraftContent =
  | { kind: "count"; absent: number; illness?: number }
  | { kind: "closed"; reason: string }
  | { kind: "empty" }
  | { kind: "faulty"; fault: DraftFault };

const wholeNumber = /^\d{1,5}$/;

/** What a draft says. Nothing typed is nothing: zero is typed, never assumed. */
export function contentOf({ absent, illness, closed, reason }: SiteDraft): DraftContent {
  if (closed) {
    return reason.trim() === ""
      ? { kind: "faulty", fault: "reason-missing" }
      : { kind: "closed", reason: reason.trim() };
  }
  if (absent.trim() === "" && illness.trim() === "") return { kind: "empty" };
  if (!wholeNumber.test(absent.trim())) return { kind: "faulty", fault: "absent-not-a-number" };
  if (illness.trim() === "") return { kind: "count", absent: Number(absent) };
  if (!wholeNumber.test(illness.trim())) return { kind: "faulty", fault: "illness-not-a-number" };
  return { kind: "count", absent: Number(absent), illness: Number(illness) };
}
