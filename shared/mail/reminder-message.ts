import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { InstituteCode, SiteCode } from "../domain/codes.ts";
import type { Language } from "../domain/language.ts";
import type { SurveyWindow } from "../domain/survey/survey-window.ts";
import { mailWords } from "../words/in-every-language.ts";
import { spellDate, spellLastMinute } from "../words/spelled-time.ts";
import type { MailMessage } from "./mail-message.ts";
import { mailLanguages, renderLayout } from "./render-layout.ts";
import { singleLine } from "./single-line.ts";

export type ReminderInput = {
  /** The institute's language. */
  language: Language;
  institute: { instituteCode: InstituteCode; name: string };
  surveyDate: LocalDate;
  window: Pick<SurveyWindow, "lateUntil">;
  /** All missing sites. */
  sites: readonly { siteCode: SiteCode; name: string }[];
  /** Opens the prefilled form. It carries its token in the fragment. */
  link: string;
  /** 2 for the second reminder about the same survey day. */
  round: number;
};

/** One mail to an institute about all its sites without a report for the survey day. */
export function reminderMessage(input: ReminderInput): MailMessage {
  const { instituteCode } = input.institute;
  const sites = input.sites.map((site) => ({ siteCode: site.siteCode, name: singleLine(site.name) }));
  const spoken = mailLanguages(input.language);
  const first = wordsOf(input, spoken[0]);
  const again = input.round > 1 ? mailWords[spoken[0]].reminder.again : "";
  return {
    subject: `${again}${first.title} – ${instituteCode}`,
    ...renderLayout("reminder", spoken, { link: input.link, sites, first, second: wordsBelow(input, spoken[1]) }),
  };
}

function wordsOf(input: ReminderInput, language: Language) {
  const { title, greeting, missing, until, personal, button, how, closed, done, fallback } =
    mailWords[language].reminder;
  const { institute, day, lastMinute } = factsOf(input, language);
  return {
    title: title(day),
    greeting: greeting(institute),
    missing: missing(input.sites.length, day),
    until: until(lastMinute),
    personal: personal(lastMinute),
    ...{ button, how, closed, done, fallback },
  };
}

function wordsBelow(input: ReminderInput, language: Language) {
  const { title, below } = mailWords[language].reminder;
  const { institute, day, lastMinute } = factsOf(input, language);
  return {
    ...below,
    title: title(day),
    missing: below.missing(institute, day, input.sites.length),
    until: below.until(lastMinute),
  };
}

function factsOf({ institute, surveyDate, window }: ReminderInput, language: Language) {
  return {
    institute: `${singleLine(institute.name)} (${institute.instituteCode})`,
    day: spellDate(surveyDate, language),
    lastMinute: spellLastMinute(window.lateUntil, language),
  };
}
