import type { Language } from "../domain/language.ts";
import type { FaultName, NamedFault } from "../domain/ledger/fault.ts";
import { spellDate } from "../words/spelled-time.ts";
import { singleLine } from "./single-line.ts";

const names = {
  "damaged-item": { it: "Elemento danneggiato, che non si legge", en: "Damaged item, which cannot be read" },
  "day-not-opened": { it: "Giornata non aperta", en: "Survey day not opened" },
  "day-not-evaluated": { it: "Giornata non valutata", en: "Survey day not evaluated" },
  "day-not-closed": { it: "Giornata non chiusa", en: "Survey day not closed" },
  "day-not-told": {
    it: "Giornata chiusa, ma non tutto è registrato o non tutti i lettori sono avvisati",
    en: "Survey day closed, but not everything is recorded or not every reader told",
  },
  "report-not-counted": {
    it: "Registrazione di un plesso che non è in nessun territorio, non contata",
    en: "Report of a site that is in no territory, not counted",
  },
  "alert-failed": { it: "Allerta non aggiornata", en: "Alert not updated" },
  "digest-failed": { it: "Riepilogo delle allerte non inviato", en: "Alert digest not sent" },
  "reminder-failed": { it: "Sollecito non inviato", en: "Reminder not sent" },
  "notice-failed": { it: "Cambio di contatti non comunicato", en: "Change of contacts not told" },
  "silence-not-checked": { it: "Silenzio delle scuole non controllato", en: "Silence of the schools not checked" },
  "claims-not-settled": {
    it: "Invii interrotti non segnati come incerti",
    en: "Mails cut short, not listed as uncertain",
  },
  "day-not-compared": {
    it: "Giornata non confrontata con le registrazioni",
    en: "Survey day not compared with its reports",
  },
  "not-watched": { it: "Controllo orario incompleto", en: "Hourly check incomplete" },
  "job-failed": { it: "Lavoro interrotto", en: "Job cut short" },
} as const satisfies Record<FaultName, Record<Language, string>>;

/** What failed and what it concerns, on one line, with the name under which the runbook has it. */
export function faultWords({ name, about }: NamedFault, language: Language): string {
  const { surveyDate, territory, siteCode, instituteCode, alertId, job, table, key } = about;
  const parts = [
    surveyDate && spellDate(surveyDate, language),
    territory,
    siteCode && { it: `plesso ${siteCode}`, en: `site ${siteCode}` }[language],
    instituteCode && { it: `istituto ${instituteCode}`, en: `institute ${instituteCode}` }[language],
    alertId && { it: `allerta ${alertId}`, en: `alert ${alertId}` }[language],
    job && { it: `lavoro ${job}`, en: `job ${job}` }[language],
    table && { it: `tabella ${table}`, en: `table ${table}` }[language],
    key,
  ].filter((part) => part !== undefined && part !== "");
  const concerns = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return singleLine(`${names[name][language]} (${name})${concerns}`);
}
