import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { InstituteCode, Territory } from "../domain/codes.ts";
import type { Language } from "../domain/language.ts";
import type { NamedFault } from "../domain/ledger/fault.ts";
import { mailWords } from "../words/in-every-language.ts";
import { spellDate, spellInstant } from "../words/spelled-time.ts";
import { faultWords } from "./fault-words.ts";
import type { MailMessage } from "./mail-message.ts";
import { mailLanguages, renderLayout } from "./render-layout.ts";
import { singleLine } from "./single-line.ts";

type NoticedInstitute = { instituteCode: InstituteCode; name: string };

/** A notice about the service, not about health. Somebody has to act on it. */
export type OperationsNotice = {
  /** The language of the people who run the survey. */
  language: Language;
  /** The page on which they act on it. */
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
      /** How many sites usually report, as a median. */
      usual: number;
    }
  | {
      /** Contacts of institutes with missing sites. */
      kind: "contacts-not-valid";
      contacts: readonly (NoticedInstitute & { state: "bounced" | "complained" })[];
    }
  | {
      /** What failed in a run of a job; the rest of the run was done. */
      kind: "faults";
      job: string;
      faults: readonly NamedFault[];
    }
  | {
      /** Institutes with missing sites that have no usable address. */
      kind: "institutes-without-address";
      surveyDate: LocalDate;
      institutes: readonly (NoticedInstitute & { missingSites: number })[];
    }
);

/** How many institutes a notice lists. The page behind the link has all of them. */
export const institutesListedMax = 200;

/** How many faults a notice lists. The log of the job has all of them. */
export const faultsListedMax = 50;

/** A mail to the people who run the survey. */
export function operationsNoticeMessage(notice: OperationsNotice): MailMessage {
  const spoken = mailLanguages(notice.language);
  const [first, second] = [wordsOf(notice, spoken[0]), wordsOf(notice, spoken[1])];
  return {
    subject: `[${mailWords[spoken[0]].notice.subject}] ${first.title}`,
    ...renderLayout("operations-notice", spoken, { link: notice.link, first, second }),
  };
}

type NoticeWords = {
  title: string;
  what: string;
  list?: { items: string[] };
  more: string;
  todo: string;
};

function wordsOf(
  notice: OperationsNotice,
  language: Language,
): NoticeWords & Record<"noticed" | "button" | "about", string> {
  const { noticed, button, about } = mailWords[language].notice;
  return { noticed: noticed(spellInstant(notice.noticedAt, language)), button, about, ...kindWords(notice, language) };
}

function kindWords(notice: OperationsNotice, language: Language): NoticeWords {
  const say = mailWords[language].notice;
  switch (notice.kind) {
    case "silence": {
      const { title, what, todo } = say.silence;
      const territory = singleLine(notice.territory);
      return {
        title: title(spellDate(notice.surveyDate, language), territory),
        what: what(territory, notice.reported, notice.expected, notice.usual),
        more: "",
        todo,
      };
    }
    case "contacts-not-valid": {
      const { title, states, what, todo } = say.contactsNotValid;
      const items = notice.contacts.map((contact) => `${nameOf(contact)}: ${states[contact.state]}`);
      return { title: title(items.length), what, ...listed(items, institutesListedMax, say.more.onThePage), todo };
    }
    case "faults": {
      const { title, what, todo } = say.faults;
      const items = notice.faults.map((fault) => faultWords(fault, language));
      return {
        title: title(notice.job, items.length),
        what,
        ...listed(items, faultsListedMax, say.more.inTheLog),
        todo,
      };
    }
    case "institutes-without-address": {
      const { title, missingSites, what, todo } = say.institutesWithoutAddress;
      const items = notice.institutes.map(
        (institute) => `${nameOf(institute)}: ${missingSites(institute.missingSites)}`,
      );
      return {
        title: title(items.length),
        what: what(spellDate(notice.surveyDate, language)),
        ...listed(items, institutesListedMax, say.more.onThePage),
        todo,
      };
    }
  }
}

function nameOf(institute: NoticedInstitute): string {
  return `${singleLine(institute.name)} (${institute.instituteCode})`;
}

function listed(
  items: readonly string[],
  listedMax: number,
  more: (count: number) => string,
): { list: { items: string[] }; more: string } {
  const rest = items.length - listedMax;
  return { list: { items: items.slice(0, listedMax) }, more: rest > 0 ? more(rest) : "" };
}
