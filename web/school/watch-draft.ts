import { type DayDraft, draftKeyOf, readDayDraft } from "./draft.ts";

/**
 * Reports what another tab on this device types or sends for the day. Otherwise each tab would know only its own
 * changes.
 * @returns stops the reports
 */
export function watchDraft(instituteCode: string, date: string, onChange: (draft: DayDraft) => void): () => void {
  const tell = ({ key }: StorageEvent) => {
    if (key === draftKeyOf(instituteCode, date)) onChange(readDayDraft(instituteCode, date));
  };
  addEventListener("storage", tell);
  return () => removeEventListener("storage", tell);
}
