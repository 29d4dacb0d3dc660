import { officesOf } from "../../../shared/domain/jurisdiction.ts";
import { mailingOffices } from "../../../shared/domain/ledger/mailing-offices.ts";
import { institutesToRemind, reminderRoundsDue } from "../../../shared/domain/survey/reminder.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { ledgerOfDay } from "../mail/ledger-of-day.ts";
import { type DayDeps, dayRows } from "../survey-days/day-rows.ts";
import { recentSurveyDays } from "../survey-days/recent-survey-days.ts";
import { wantedRows } from "../survey-days/wanted-rows.ts";

/** Counts the institutes that should have a first reminder by `due` but are not in the ledger. */
export async function unremindedInstitutes(
  due: Date,
  deps: DayDeps & Pick<Deps, "settings" | "mailLedger" | "ownership">,
): Promise<number> {
  const territories = await deps.settings.territories();
  const offices = mailingOffices(officesOf(await deps.ownership()));
  let unreminded = 0;
  for (const surveyDate of recentSurveyDays(due, (await deps.calendar()).anywhere())) {
    if (reminderRoundsDue(surveyDate, due, false).length === 0) continue;
    const entries = await ledgerOfDay(surveyDate, ["reminder"], offices, deps);
    const reminded = new Set<string>(entries.map(({ recipient }) => recipient));
    const missing = await wantedRows(dayRows(surveyDate, territories, deps), { state: "missing" });
    unreminded += [...institutesToRemind(missing).keys()].filter((code) => !reminded.has(code)).length;
  }
  return unreminded;
}
