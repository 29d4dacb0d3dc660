import type { InstituteCode } from "../domain/codes.ts";
import type { Language } from "../domain/language.ts";
import { mailWords } from "../words/in-every-language.ts";
import { spellInstant } from "../words/spelled-time.ts";
import type { MailMessage } from "./mail-message.ts";
import { mailLanguages, renderLayout } from "./render-layout.ts";
import { singleLine } from "./single-line.ts";

export type ContactChangeInput = {
  /** Of those whose contacts they are. */
  language: Language;
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
  const spoken = mailLanguages(input.language);
  const [first, second] = [wordsOf(input, spoken[0]), wordsOf(input, spoken[1])];
  return {
    subject: `[Sentinella] ${first.title}`,
    ...renderLayout("operations-notice", spoken, { link: input.link, first, second }),
  };
}

function wordsOf({ institute, changedAt, added, removed }: ContactChangeInput, language: Language) {
  const say = mailWords[language].contactChange;
  const whose =
    institute === undefined ? say.healthOffice : `${singleLine(institute.name)} (${institute.instituteCode})`;
  const owner = institute === undefined ? "healthOffice" : "institute";
  const at = spellInstant(changedAt, language);
  return {
    title: say.title(whose),
    noticed: say.noticed(at),
    what: say.what[owner](at, whose),
    list: {
      items: [...added.map((email) => say.added(hint(email))), ...removed.map((email) => say.removed(hint(email)))],
    },
    more: "",
    todo: say.todo[owner],
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
