import type { InstituteCode } from "../domain/codes.ts";
import type { Language } from "../domain/language.ts";
import { spellInstant } from "../words/spelled-time.ts";
import type { MailMessage } from "./mail-message.ts";
import { renderLayout } from "./render-layout.ts";
import { singleLine } from "./single-line.ts";

export type ContactChangeInput = {
  /** Absent: the contacts are the health office's. */
  institute?: { instituteCode: InstituteCode; name: string };
  /** Of the latest change. */
  changedAt: Date;
  added: readonly string[];
  removed: readonly string[];
  /** The page with the contacts, which wants a sign-in. */
  link: string;
};

/** A mail to the addresses from before a change of contacts and to the present ones: nobody is replaced in silence. */
export function contactChangeMessage(input: ContactChangeInput): MailMessage {
  const it = wordsOf(input, "it");
  return {
    subject: `[Sentinella] ${it.title}`,
    ...renderLayout("operations-notice", { link: input.link, it, en: wordsOf(input, "en") }),
  };
}

function wordsOf({ institute, changedAt, added, removed }: ContactChangeInput, language: Language) {
  const whose = institute === undefined ? undefined : `${singleLine(institute.name)} (${institute.instituteCode})`;
  const at = spellInstant(changedAt, language);
  const say = words[language];
  return {
    title: say.title(whose),
    noticed: say.noticed(at),
    what: say.what(whose, at),
    list: {
      items: [...added.map((email) => say.added(hint(email))), ...removed.map((email) => say.removed(hint(email)))],
    },
    more: "",
    todo: say.todo(whose),
    button: say.button,
    about: say.about,
  };
}

const shownMax = 2;

/** Enough to know one's own address, or a colleague's, by; too little to write to a stranger's. */
function hint(email: string): string {
  const at = email.lastIndexOf("@");
  return singleLine(`${email.slice(0, Math.min(shownMax, at))}…${email.slice(at)}`);
}

type Words = {
  title: (whose: string | undefined) => string;
  noticed: (at: string) => string;
  what: (whose: string | undefined, at: string) => string;
  added: (address: string) => string;
  removed: (address: string) => string;
  todo: (whose: string | undefined) => string;
  button: string;
  about: string;
};

const words = {
  it: {
    title: (whose = "ATS") => `Contatti cambiati: ${whose}`,
    noticed: (at) => `Cambiati alle ${at}`,
    what: (whose, at) =>
      whose === undefined
        ? `Gli indirizzi a cui Sentinella scrive per l'ATS sono cambiati; l'ultima volta alle ${at}.`
        : `Gli indirizzi a cui Sentinella scrive per ${whose} sono cambiati; l'ultima volta alle ${at}.`,
    added: (address) => `aggiunto: ${address}`,
    removed: (address) => `tolto: ${address}`,
    todo: (whose) =>
      whose === undefined
        ? "Se lo avete fatto voi, o un collega, non serve altro. Altrimenti accedete, rimettete gli indirizzi giusti e avvisate chi gestisce il servizio: qualcuno potrebbe usare un accesso non suo."
        : "Se lo avete fatto voi, o un collega, non serve altro. Altrimenti accedete, rimettete gli indirizzi giusti e avvisate l'ATS: qualcuno potrebbe usare l'accesso della scuola.",
    button: "Apri i contatti",
    about:
      "Questo messaggio va agli indirizzi di prima e a quelli di adesso. È automatico, non occorre rispondere; per sicurezza gli indirizzi non sono scritti per intero.",
  },
  en: {
    title: (whose = "health office") => `Contacts changed: ${whose}`,
    noticed: (at) => `Changed at ${at}`,
    what: (whose = "the health office", at) =>
      `The addresses to which Sentinella writes for ${whose} have changed; the last time at ${at}.`,
    added: (address) => `added: ${address}`,
    removed: (address) => `removed: ${address}`,
    todo: (whose) =>
      whose === undefined
        ? "If you or a colleague did it, nothing more is needed. Otherwise sign in, put the right addresses back and tell whoever runs the service: somebody may be using an account that is not theirs."
        : "If you or a colleague did it, nothing more is needed. Otherwise sign in, put the right addresses back and tell the health office: somebody may be using the school's account.",
    button: "Open the contacts",
    about:
      "This message goes to the addresses from before and to the present ones. It is automatic, nobody needs to answer it; to be on the safe side, addresses are not written out.",
  },
} as const satisfies Record<Language, Words>;
