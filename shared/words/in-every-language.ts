import type { Language } from "../domain/language.ts";
import type { CsvWords } from "./csv-words.ts";
import { csv as csvDe } from "./de/csv.ts";
import { feed as feedDe } from "./de/feed.ts";
import { mails as mailsDe } from "./de/mails.ts";
import { problems as problemsDe } from "./de/problems.ts";
import { csv as csvEn } from "./en/csv.ts";
import { feed as feedEn } from "./en/feed.ts";
import { mails as mailsEn } from "./en/mails.ts";
import { problems as problemsEn } from "./en/problems.ts";
import type { FeedWords } from "./feed-words.ts";
import { csv as csvIt } from "./it/csv.ts";
import { feed as feedIt } from "./it/feed.ts";
import { mails as mailsIt } from "./it/mails.ts";
import { problems as problemsIt } from "./it/problems.ts";
import type { MailWords } from "./mail-words.ts";
import type { ProblemWords } from "./problem-words.ts";

// The service answers readers of any language. A bundle contains only the tables that its function reads. Browsers load
// one language and do not import these.

export const problemWords: Record<Language, ProblemWords> = { it: problemsIt, en: problemsEn, de: problemsDe };
export const csvWords: Record<Language, CsvWords> = { it: csvIt, en: csvEn, de: csvDe };
export const feedWords: Record<Language, FeedWords> = { it: feedIt, en: feedEn, de: feedDe };
export const mailWords: Record<Language, MailWords> = { it: mailsIt, en: mailsEn, de: mailsDe };
