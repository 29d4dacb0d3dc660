import { addDays, type LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import { defaultLanguage } from "../../../shared/domain/language.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import { ownerIn } from "../../../shared/domain/region/owner-of.ts";
import { surveyWindow } from "../../../shared/domain/survey/survey-window.ts";
import { operationsNoticeMessage } from "../../../shared/mail/operations-notice-message.ts";
import { pageUrl } from "../../../shared/page-paths.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { hasTime, type JobTime } from "../../../shared/runtime/job-chain.ts";
import type { Isolated } from "../faults/faults.ts";
import type { LiveDay } from "../survey-days/live-day.ts";
import { readerOf } from "./digest-id.ts";
import { type MailOnceDeps, mailOnce } from "./mail-once.ts";
import { operatorAddresses } from "./operator-addresses.ts";

type NoticeDeps = MailOnceDeps & Pick<Deps, "webOrigin">;

export type SilenceDeps = NoticeDeps &
  Pick<Deps, "settings" | "surveyDays" | "calendar" | "ownership" | "onDamaged"> &
  Isolated;

/** Fewer on-time reports than this share of the usual number are silence. */
const usualShareMin = 0.5;
/** The last closed survey days define the usual number. Fewer than `min` are too few; at most `max` are read. */
const usualDays = { min: 3, max: 5 } as const;
/** They are within this many days, also after the Christmas break, but not across the summer. */
const usualLookBackDays = 60;

/**
 * Mails the operators of a territory's office when its reports have suddenly vanished: after the time for on-time
 * reports, fewer than half of the usual number have come. Until the opposite is known, this is a fault of the service or
 * the channel, not an epidemic.
 * @returns how many notices went out
 */
export async function notifySilence(
  surveyDate: LocalDate,
  { coverageOf }: Pick<LiveDay, "coverageOf">,
  time: JobTime,
  deps: SilenceDeps,
): Promise<number> {
  const now = deps.now();
  if (now < surveyWindow(surveyDate).dueAt) return 0;
  const from = addDays(surveyDate, -usualLookBackDays);
  const calendar = await deps.calendar();
  const ownerOf = ownerIn(await deps.ownership());
  let sent = 0;
  for (const [territory, { totals }] of coverageOf) {
    if (!hasTime(time)) break;
    await deps.faults.isolate("silence-not-checked", { surveyDate, territory }, async () => {
      const earlier = calendar.of(territory).surveyWeekdays(from, addDays(surveyDate, -1));
      const usualShare = await usualOnTimeShare(territory, earlier, deps);
      if (usualShare === undefined) return;
      const usual = usualShare * totals.expected;
      if (totals.onTime >= usual * usualShareMin) return;
      const { onTime: reported, expected } = totals;
      const officeCode = ownerOf(territory);
      const silence = { surveyDate, territory, usual: Math.round(usual), reported, expected };
      sent += await notify(silence, officeCode, await operatorAddresses(officeCode, deps), now, deps);
    });
  }
  return sent;
}

/** It is a share, because the number of expected sites differs by day; a day with only closed sites has none. */
async function usualOnTimeShare(
  territory: Territory,
  dates: readonly LocalDate[],
  deps: Pick<Deps, "surveyDays" | "onDamaged">,
): Promise<number | undefined> {
  const states = await deps.surveyDays.states(territory, dates, deps.onDamaged);
  const shares = states
    .toSorted((one, other) => (one.surveyDate < other.surveyDate ? -1 : 1))
    .flatMap(({ totals }) => (totals === undefined || totals.expected === 0 ? [] : [totals.onTime / totals.expected]))
    .slice(-usualDays.max)
    .toSorted((one, other) => one - other);
  return shares.length < usualDays.min ? undefined : shares[Math.floor(shares.length / 2)];
}

type Silence = { surveyDate: LocalDate; territory: Territory; usual: number; reported: number; expected: number };

async function notify(
  silence: Silence,
  officeCode: OfficeCode,
  addresses: readonly string[],
  now: Date,
  deps: NoticeDeps,
): Promise<number> {
  let sent = 0;
  for (const email of addresses) {
    const recipient = `silence.${readerOf(officeCode, `${silence.territory} ${email}`)}`;
    const fate = await mailOnce(
      {
        key: { surveyDate: silence.surveyDate, kind: "notice", officeCode, recipient, round: 1 },
        detail: {},
        repeatable: true,
        prepare: async () => {
          const message = operationsNoticeMessage({
            language: defaultLanguage,
            kind: "silence",
            link: pageUrl(deps.webOrigin, "coverage"),
            noticedAt: now,
            ...silence,
          });
          return { kind: "mail", mail: { to: [email], ...message } };
        },
      },
      deps,
    );
    if (fate === "sent") sent += 1;
  }
  return sent;
}
