import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { InstituteCode, SiteCode } from "../domain/codes.ts";
import type { Language } from "../domain/language.ts";
import type { SurveyWindow } from "../domain/survey/survey-window.ts";
import { spellDate, spellLastMinute } from "../words/spelled-time.ts";
import type { MailMessage } from "./mail-message.ts";
import { renderLayout } from "./render-layout.ts";
import { singleLine } from "./single-line.ts";

export type ReminderInput = {
  institute: { instituteCode: InstituteCode; name: string };
  surveyDate: LocalDate;
  window: Pick<SurveyWindow, "lateUntil">;
  /** The missing sites, all of them. */
  sites: readonly { siteCode: SiteCode; name: string }[];
  /** Opens the prefilled form; carries its token in the fragment. */
  link: string;
  /** 2 for the second reminder about the same survey day. */
  round: number;
};

/** One mail to an institute about all its sites that have not entered the survey day's absences. */
export function reminderMessage(input: ReminderInput): MailMessage {
  const name = singleLine(input.institute.name);
  const { instituteCode } = input.institute;
  const sites = input.sites.map((site) => ({ siteCode: site.siteCode, name: singleLine(site.name) }));
  const wordsIn = (language: Language) =>
    words[language]({
      institute: `${name} (${instituteCode})`,
      day: spellDate(input.surveyDate, language),
      until: spellLastMinute(input.window.lateUntil, language),
      sites: sites.length,
    });
  const it = wordsIn("it");
  return {
    subject: `${input.round > 1 ? "Secondo sollecito: " : ""}${it.title} – ${instituteCode}`,
    ...renderLayout("reminder", { link: input.link, sites, it, en: wordsIn("en") }),
  };
}

type Facts = { institute: string; day: string; until: string; sites: number };

const words = {
  it: ({ institute, day, until, sites }: Facts) => ({
    title: `Mancano le assenze di ${day}`,
    greeting: `Alla segreteria di ${institute}`,
    missing:
      sites === 1
        ? `Per questo plesso non sono ancora state inserite le assenze di ${day}:`
        : `Per questi ${sites} plessi non sono ancora state inserite le assenze di ${day}:`,
    button: "Inserite le assenze",
    until: `Si possono inserire entro le ${until}.`,
    how: "Il modulo è già pronto: basta un numero per plesso, anche zero. Aprire il collegamento non invia nulla: i dati partono solo con «Invia».",
    closed:
      "Il plesso era chiuso? Indicatelo nello stesso modulo, con il motivo: non sarà più contato tra quelli mancanti.",
    done: "Se nel frattempo avete già inserito i dati, non serve fare altro. Non occorre rispondere a questo messaggio: è automatico e nessuno legge le risposte.",
    fallback: "Se il pulsante non funziona, copiate questo indirizzo nel browser:",
    personal: `Il collegamento vale solo per il vostro istituto e per questa giornata, fino alle ${until}: non inoltratelo fuori dalla scuola.`,
  }),
  en: ({ institute, day, until, sites }: Facts) => ({
    title: `The absences of ${day} are missing`,
    missing:
      sites === 1
        ? `${institute} has not entered the absences of ${day} for the site listed above.`
        : `${institute} has not entered the absences of ${day} for the ${sites} sites listed above.`,
    until: `They can be entered until ${until}, with the link above: one number per site, zero included. Opening it sends nothing.`,
    closed: "If a site was closed, say so in the same form, with the reason.",
    done: "If you have entered the data meanwhile, nothing more is needed. This message is automatic; nobody needs to answer it.",
  }),
} as const satisfies Record<Language, (facts: Facts) => Record<string, string>>;
