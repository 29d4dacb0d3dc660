import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { InstituteCode, Territory } from "../domain/codes.ts";
import type { Language } from "../domain/language.ts";
import type { NamedFault } from "../domain/ledger/fault.ts";
import { spellCount } from "../words/spelled-number.ts";
import { spellDate, spellInstant } from "../words/spelled-time.ts";
import { faultWords } from "./fault-words.ts";
import type { MailMessage } from "./mail-message.ts";
import { renderLayout } from "./render-layout.ts";
import { singleLine } from "./single-line.ts";

type NoticedInstitute = { instituteCode: InstituteCode; name: string };

/** Something about the service, not about health, that somebody has to look after. */
export type OperationsNotice = {
  /** The page on which it is looked after. */
  link: string;
  noticedAt: Date;
} & (
  | {
      /** Fewer than half the usual reports of the survey day have come. */
      kind: "silence";
      surveyDate: LocalDate;
      territory: Territory;
      /** Sites that reported on time. */
      reported: number;
      expected: number;
      /** How many usually do, a median. */
      usual: number;
    }
  | {
      kind: "contacts-not-valid";
      institutes: readonly (NoticedInstitute & { state: "bounced" | "complained" })[];
    }
  | {
      /** What failed in a run of a job, while the rest of it was done. */
      kind: "faults";
      job: string;
      faults: readonly NamedFault[];
    }
  | {
      /** Institutes with missing sites whom nobody can remind. */
      kind: "institutes-without-address";
      surveyDate: LocalDate;
      institutes: readonly (NoticedInstitute & { missingSites: number })[];
    }
);

/** How many institutes a notice lists; the page behind the link has them all. */
export const institutesListedMax = 200;

/** How many faults a notice lists; the log of the job has them all. */
export const faultsListedMax = 50;

/** A mail to those who run the survey. */
export function operationsNoticeMessage(notice: OperationsNotice): MailMessage {
  const it = wordsOf(notice, "it");
  return {
    subject: `[Sentinella, servizio] ${it.title}`,
    ...renderLayout("operations-notice", { link: notice.link, it, en: wordsOf(notice, "en") }),
  };
}

type NoticeWords = {
  title: string;
  noticed: string;
  what: string;
  list?: { items: string[] };
  more: string;
  todo: string;
};

function wordsOf(notice: OperationsNotice, language: Language): NoticeWords & { button: string; about: string } {
  const at = spellInstant(notice.noticedAt, language);
  const frame = {
    it: {
      noticed: `Rilevato alle ${at}`,
      button: "Apri Sentinella",
      about:
        "Avviso sul funzionamento del servizio: non è un segnale sanitario. Messaggio automatico, non occorre rispondere.",
    },
    en: {
      noticed: `Noticed at ${at}`,
      button: "Open Sentinella",
      about: "A notice about the service, not a health signal. Automatic message, nobody needs to answer.",
    },
  } as const satisfies Record<Language, object>;
  return { ...frame[language], ...kindWords(notice, language) };
}

function kindWords(notice: OperationsNotice, language: Language): Omit<NoticeWords, "noticed"> {
  const count = (value: number) => spellCount(value, language);
  switch (notice.kind) {
    case "silence": {
      const territory = singleLine(notice.territory);
      const day = spellDate(notice.surveyDate, language);
      const [reported, expected, usual] = [count(notice.reported), count(notice.expected), count(notice.usual)];
      return {
        it: {
          title: `Poche registrazioni per ${day}: ${territory}`,
          what: `Nel territorio ${territory} hanno risposto in tempo ${reported} plessi su ${expected} attesi; di solito sono circa ${usual}. È meno della metà.`,
          more: "",
          todo: "Di norma è un guasto (accesso, rete, posta) o un giorno senza lezioni che manca nel calendario. Verificate che le scuole riescano a entrare, che i solleciti siano partiti e che il calendario sia giusto.",
        },
        en: {
          title: `Few reports for ${day}: ${territory}`,
          what: `In the territory ${territory} ${reported} of ${expected} expected sites reported on time; usually it is about ${usual}. That is fewer than half.`,
          more: "",
          todo: "Usually something has failed (sign-in, network, mail), or a day without lessons is missing from the calendar. Check that schools can get in, that reminders went out and that the calendar is right.",
        },
      }[language];
    }
    case "contacts-not-valid": {
      const states = {
        it: {
          bounced: "l'indirizzo respinge la posta",
          complained: "il messaggio è stato segnalato come indesiderato",
        },
        en: { bounced: "the address rejects mail", complained: "the mail was marked as unwanted" },
      } as const;
      const items = notice.institutes.map((institute) => `${nameOf(institute)}: ${states[language][institute.state]}`);
      const total = count(notice.institutes.length);
      return {
        it: {
          title: `Contatti da correggere: ${total}`,
          what: "A questi contatti non scriviamo più, finché non vengono corretti: le loro scuole non ricevono solleciti.",
          ...listed(items, institutesListedMax, onThePage, language),
          todo: "Chiedete alla scuola un indirizzo valido e registratelo nella pagina dell'istituto.",
        },
        en: {
          title: `Contacts to be corrected: ${total}`,
          what: "These contacts are not mailed any more until they are corrected: their schools get no reminders.",
          ...listed(items, institutesListedMax, onThePage, language),
          todo: "Ask the school for a valid address and enter it on the institute's page.",
        },
      }[language];
    }
    case "faults": {
      const items = notice.faults.map((fault) => faultWords(fault, language));
      const total = count(notice.faults.length);
      return {
        it: {
          title: `Guasti nel lavoro ${notice.job}: ${total}`,
          what: "Queste parti del lavoro non sono riuscite; tutto il resto è stato fatto. Ogni avvio del lavoro riprova.",
          ...listed(
            items,
            faultsListedMax,
            { it: "nel registro (log) del lavoro", en: "in the log of the job" },
            language,
          ),
          todo: "Un elemento danneggiato resta tale finché qualcuno lo ripara: cercate il nome tra parentesi in docs/operations.md («Guasti per nome»), che dice come trovarlo, ripararlo e che cosa ne dipende. Finché resta, ve lo scriviamo una volta al giorno.",
        },
        en: {
          title: `Faults in the job ${notice.job}: ${total}`,
          what: "These parts of the job have failed; all the rest has been done. Each run of the job tries again.",
          ...listed(
            items,
            faultsListedMax,
            { it: "nel registro (log) del lavoro", en: "in the log of the job" },
            language,
          ),
          todo: "A damaged item stays so until somebody repairs it: look up the name in brackets in docs/operations.md (“Faults by name”), which says how to find it, how to repair it and what depends on it. As long as it lasts we write once a day.",
        },
      }[language];
    }
    case "institutes-without-address": {
      const day = spellDate(notice.surveyDate, language);
      const sites = (missing: number) =>
        language === "it"
          ? `${count(missing)} ${missing === 1 ? "plesso mancante" : "plessi mancanti"}`
          : `${count(missing)} ${missing === 1 ? "missing site" : "missing sites"}`;
      const items = notice.institutes.map((institute) => `${nameOf(institute)}: ${sites(institute.missingSites)}`);
      const total = count(notice.institutes.length);
      return {
        it: {
          title: `Istituti senza indirizzo: ${total}`,
          what: `Per ${day} mancano dati, ma questi istituti non hanno un indirizzo e non è stato possibile sollecitarli.`,
          ...listed(items, institutesListedMax, onThePage, language),
          todo: "Sentite gli istituti e registrate il loro indirizzo: il prossimo sollecito partirà da solo.",
        },
        en: {
          title: `Institutes without an address: ${total}`,
          what: `Data are missing for ${day}, but these institutes have no address and could not be reminded.`,
          ...listed(items, institutesListedMax, onThePage, language),
          todo: "Call the institutes and enter their address: the next reminder goes out by itself.",
        },
      }[language];
    }
  }
}

function nameOf(institute: NoticedInstitute): string {
  return `${singleLine(institute.name)} (${institute.instituteCode})`;
}

const onThePage = { it: "nella pagina di Sentinella", en: "on the page" } as const;

function listed(
  items: readonly string[],
  listedMax: number,
  elsewhere: Record<Language, string>,
  language: Language,
): { list?: { items: string[] }; more: string } {
  const rest = spellCount(items.length - listedMax, language);
  const more = language === "it" ? `E altri ${rest}, ${elsewhere.it}.` : `And ${rest} more, ${elsewhere.en}.`;
  return { list: { items: items.slice(0, listedMax) }, more: items.length > listedMax ? more : "" };
}
