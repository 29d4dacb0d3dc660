import { institutesToRemind, reminderRoundsDue } from "../../../shared/domain/survey/reminder.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { type DayDeps, dayRows } from "../survey-days/day-rows.ts";
import { recentSurveyDays } from "../survey-days/recent-survey-days.ts";
import { wantedRows } from "../survey-days/wanted-rows.ts";

/** Counts the institutes that should have a first reminder by `due` but are not in the ledger. */
export async function unremindedInstitutes(
  due: Date,
  deps: DayDeps & Pick<Deps, "settings" | "mailLedger">,
): Promise<number> {
  const territories = await deps.settings.territories();
  let unreminded = 0;
  for (const surveyDate of recentSurveyDays(due, (await deps.calendar()).anywhere())) {
    if (reminderRoundsDue(surveyDate, due, false).length === 0) continue;
    const reminded = new Set<string>();
    for await (const entries of deps.mailLedger.pagesOfDay(surveyDate, "reminder", deps.onDamaged)) {
      for (const { recipient } of entries) reminded.add(recipient);
    }
    const missing = await wantedRows(dayRows(surveyDate, territories, deps), { state: "missing" });
    unreminded += [...institutesToRemind(missing).keys()].filter((code) => !reminded.has(code)).length;
  }
  return unreminded;
}
