import * as z from "zod";
import { eachByName } from "../../shared/domain/survey/optional-counts.ts";

const siteDraft = z.object({
  absent: z.string(),
  /** An older draft may lack the count; then nothing was typed for it. */
  ...eachByName(() => z.string().default("")),
  closed: z.boolean(),
  reason: z.string(),
  /** The version that a correction started from; absent if nothing had been sent. */
  basedOn: z.number().optional(),
});

/** What a person has typed for one site but not sent. */
export type SiteDraft = z.output<typeof siteDraft>;
export type DayDraft = Readonly<Record<string, SiteDraft>>;

export const emptyDraft: SiteDraft = { absent: "", ...eachByName(() => ""), closed: false, reason: "" };

const dayDraft = z.record(z.string(), siteDraft).catch({});

/** The key of the day's draft on this device. */
export function draftKeyOf(instituteCode: string, date: string): string {
  return `sentinella.draft.${instituteCode}.${date}`;
}

/** What was typed on this device for the day, even if the page was closed or the connection lost. */
export function readDayDraft(instituteCode: string, date: string): DayDraft {
  const stored = localStorage.getItem(draftKeyOf(instituteCode, date));
  if (stored === null) return {};
  try {
    return dayDraft.parse(JSON.parse(stored));
  } catch {
    return {};
  }
}

export function keepDraft(instituteCode: string, date: string, draft: DayDraft): void {
  if (Object.keys(draft).length === 0) localStorage.removeItem(draftKeyOf(instituteCode, date));
  else localStorage.setItem(draftKeyOf(instituteCode, date), JSON.stringify(draft));
}
