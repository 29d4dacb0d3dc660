import type { CountedContent } from "../../shared/domain/survey/absence-report.ts";
import { givenByName, optionalCountNames } from "../../shared/domain/survey/optional-counts.ts";
import type { SiteDraft } from "./draft.ts";

/** What is wrong with the typed text, found before anything is sent. */
export type DraftFault = "absent-not-a-number" | "optional-count-not-a-number" | "reason-missing";

export type DraftContent =
  | { kind: "count"; counts: CountedContent }
  | { kind: "closed"; reason: string }
  | { kind: "empty" }
  | { kind: "faulty"; fault: DraftFault };

const wholeNumber = /^\d{1,5}$/;

/** The content of a draft. An empty field is not zero: a person must type zero. */
export function contentOf(draft: SiteDraft): DraftContent {
  const { absent, closed, reason } = draft;
  if (closed) {
    return reason.trim() === ""
      ? { kind: "faulty", fault: "reason-missing" }
      : { kind: "closed", reason: reason.trim() };
  }
  const optional = givenByName(({ name }) => draft[name].trim() || undefined);
  const typed = Object.values(optional);
  if (absent.trim() === "" && typed.length === 0) return { kind: "empty" };
  if (!wholeNumber.test(absent.trim())) return { kind: "faulty", fault: "absent-not-a-number" };
  if (!typed.every((text) => wholeNumber.test(text))) return { kind: "faulty", fault: "optional-count-not-a-number" };
  const given = givenByName(({ name }) => (optional[name] === undefined ? undefined : Number(optional[name])));
  return { kind: "count", counts: { absent: Number(absent), ...given } };
}

/** Whether any count other than the absent pupils was typed. */
export function hasOptionalCount(draft: SiteDraft): boolean {
  return optionalCountNames.some((name) => draft[name] !== "");
}
