import { type DayDraft, draftKeyOf, readDayDraft } from "./draft.ts";

/**
 * Tells of what is typed or sent for the day in another tab of this device: each tab would keep its own sites alone.
 * @returns ends the telling
 */
export function watchDraft(instituteCode: string, date: string, onChange: (draft: DayDraft) => void): () => void {
  const tell = ({ key }: StorageEvent) => {
    if (key === draftKeyOf(instituteCode, date)) onChange(readDayDraft(instituteCode, date));
  };
  addEventListener("storage", tell);
  return () => removeEventListener("storage", tell);
}
