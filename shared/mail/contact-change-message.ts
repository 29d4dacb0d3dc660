import type { InstituteCode } from "../domain/codes.ts";
import type { Language } from "../domain/language.ts";
import { mailWords } from "../words/in-every-language.ts";
import { spellInstant } from "../words/spelled-time.ts";
import type { MailMessage } from "./mail-message.ts";
import { mailLanguages, renderLayout } from "./render-layout.ts";
import { singleLine } from "./single-line.ts";

export type ContactChangeInput = {
  /** The language of the people whose contacts changed. */
  language: Language;
  /** Absent when the contacts are the health office's. */
  institute?: { instituteCode: InstituteCode; name: string };
  /** The instant of the latest change. */
  changedAt: Date;
  added: readonly string[];
  removed: readonly string[];
  /** The page with the contacts; it needs a sign-in. */
  link: string;
};

/** A mail to the addresses before a change of contacts and after it, so that nobody is replaced without knowing. */
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

/** Enough to recognise one's own address or a colleague's, and too little to write to a stranger. */
function hint(email: string): string {
  const at = email.lastIndexOf("@");
  return singleLine(`${email.slice(0, Math.min(shownMax, at))}…${email.slice(at)}`);
}
