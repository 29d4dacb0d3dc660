import { digestDateOf } from "../../../shared/domain/alerts/telling.ts";
import { type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import {
  digestedAlertsMax,
  type LedgerDetail,
  type LedgerEntry,
  type LedgerKey,
} from "../../../shared/domain/ledger/mail-ledger.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import { worstFirst } from "../../../shared/mail/alert-digest-message.ts";
import { type DigestComposer, type DigestNews, rankedOf } from "./compose-digest.ts";
import { digestIdOf, digestRecipient } from "./digest-id.ts";
import { type MailFate, type MailOnceDeps, mailOnce } from "./mail-once.ts";
import type { ToldReader } from "./told-readers.ts";

/** One mail to one reader. */
export type DigestTask = {
  key: LedgerKey;
  email: string;
  detail: LedgerDetail;
  digestId: string;
  news: readonly DigestNews[];
};

/** A reader, by name in the ledger and by address. */
export type DigestReader = { officeCode: OfficeCode; reader: string; email: string };

/** Normally one digest. A flood of alerts needs several, because an entry of the ledger can name only so many. */
export function digestsFor(
  { officeCode, reader, email }: DigestReader,
  news: ToldReader["news"],
  surveyDate: LocalDate,
  now: Date,
): DigestTask[] {
  const digestDate = digestDateOf(surveyDate, localDateAt(now));
  const ranked = news
    .map(({ alert: { alertId, severity }, told }): DigestNews => ({ alertId, severity, told }))
    .toSorted((one, other) => worstFirst(rankedOf(one), rankedOf(other)));
  const tasks: DigestTask[] = [];
  for (let start = 0; start < ranked.length; start += digestedAlertsMax) {
    const part = ranked.slice(start, start + digestedAlertsMax);
    const digestId = digestIdOf(part);
    const alerts = part.map(({ alertId, severity }) => ({ alertId, severity }));
    tasks.push({
      key: {
        surveyDate: digestDate,
        kind: "digest",
        officeCode,
        recipient: digestRecipient(digestId, reader),
        round: 1,
      },
      email,
      detail: { alerts, alertsAt: now, ...(digestDate === surveyDate ? {} : { aboutDate: surveyDate }) },
      digestId,
      news: part,
    });
  }
  return tasks;
}

/** The same digest again, under the same name. */
export function repeatOf(entry: LedgerEntry, email: string): DigestTask {
  const { alerts = [], alertsAt = entry.claimedAt, aboutDate } = entry;
  return {
    key: entry,
    email,
    detail: { alerts, alertsAt, ...(aboutDate === undefined ? {} : { aboutDate }) },
    digestId: digestIdOf(alerts),
    news: alerts.map((alert) => ({ ...alert, told: undefined })),
  };
}

/** Sends one digest by the ledger. For a mail that another run has taken, it returns what is known of it. */
export async function sendToReader(
  { key, email, detail, digestId, news }: DigestTask,
  compose: DigestComposer,
  deps: MailOnceDeps,
): Promise<MailFate> {
  const fate = await mailOnce(
    {
      key,
      detail,
      repeatable: true,
      prepare: async () => {
        const message = await compose(digestId, news);
        return { kind: "mail", mail: { to: [email], ...message, headers: { "X-Sentinella-Digest": digestId } } };
      },
    },
    deps,
  );
  if (fate !== "taken") return fate;
  const entry = await deps.mailLedger.get(key);
  switch (entry?.status) {
    case undefined:
    case "claimed":
    case "uncertain":
      // A run has taken it but not settled it: it has neither arrived nor failed.
      return "uncertain";
    case "skipped":
    case "bounced":
      return "skipped";
    case "sent":
    case "delivered":
    case "complained":
      return "taken";
  }
}
