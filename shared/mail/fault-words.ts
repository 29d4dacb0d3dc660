import type { Language } from "../domain/language.ts";
import type { NamedFault } from "../domain/ledger/fault.ts";
import { mailWords } from "../words/in-every-language.ts";
import { spellDate } from "../words/spelled-time.ts";
import { singleLine } from "./single-line.ts";

const named = ["siteCode", "instituteCode", "alertId", "job", "table"] as const;

/** What failed and what it is about, on one line, with the name that the runbook uses. */
export function faultWords({ name, about }: NamedFault, language: Language): string {
  const { faults, faultAbout } = mailWords[language];
  const { surveyDate, territory, key } = about;
  const parts = [
    surveyDate && spellDate(surveyDate, language),
    territory,
    ...named.map((member) => about[member] && faultAbout[member](about[member])),
    key,
  ].filter((part) => part !== undefined && part !== "");
  const concerns = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return singleLine(`${faults[name]} (${name})${concerns}`);
}
