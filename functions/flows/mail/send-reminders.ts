import pMap from "p-map";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { InstituteCode, SiteCode } from "../../../shared/domain/codes.ts";
import { type Ownership, officesOf } from "../../../shared/domain/jurisdiction.ts";
import type { LedgerEntry } from "../../../shared/domain/ledger/mail-ledger.ts";
import { mailingOffices } from "../../../shared/domain/ledger/mailing-offices.ts";
import { firstOfficeCode, type OfficeCode } from "../../../shared/domain/region/health-office.ts";
import { type OwnerOf, ownerIn } from "../../../shared/domain/region/owner-of.ts";
import type { Institute } from "../../../shared/domain/registry/institute.ts";
import type { DayRow } from "../../../shared/domain/survey/day-rows.ts";
import { institutesToRemind, type ReminderRound, reminderRoundsDue } from "../../../shared/domain/survey/reminder.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { hasTime, type JobTime } from "../../../shared/runtime/job-chain.ts";
import type { Isolated } from "../faults/faults.ts";
import { type DayDeps, dayRows } from "../survey-days/day-rows.ts";
import { wantedRows } from "../survey-days/wanted-rows.ts";
import { ledgerOfDay } from "./ledger-of-day.ts";
import type { MailFate } from "./mail-once.ts";
import { mailPace, type PaceDeps, reminderShare } from "./mail-pace.ts";
import { type Reminder, type RemindingDeps, remindInstitute, validAddresses } from "./remind-institute.ts";
import { tellUnreachable } from "./tell-unreachable.ts";

export type ReminderDeps = DayDeps &
  RemindingDeps &
  PaceDeps &
  Pick<Deps, "settings" | "ownership" | "mailRatePerSecond" | "mailsPerDay"> &
  Isolated;

/** Mails at the same time: enough to keep the rate while SES is slow. */
const sendersMax = 16;

/** The result of a reminder in one run. */
type ReminderFate = Extract<MailFate, "taken" | "skipped" | "sent" | "uncertain"> | "failed" | "leftForNextRun";

type ReminderCounts = Record<ReminderFate, number>;

/**
 * Mails each institute that has missing sites and no entry in the ledger yet. A claim whose worker has died is never
 * sent again: a doubled reminder would be worse than a lost one. When SES accepts no more mails, a later run sends the
 * rest. The operators learn which institutes get no reminder.
 */
export async function sendReminders(
  surveyDate: LocalDate,
  round: ReminderRound,
  time: JobTime,
  deps: ReminderDeps,
): Promise<ReminderCounts> {
  const ownership = await deps.ownership();
  const handled = await handledInstitutes(surveyDate, ownership, deps);
  const territories = await deps.settings.territories();
  const missing = await wantedRows(dayRows(surveyDate, territories, deps), { state: "missing" });
  const toRemind = institutesToRemind(missing);
  const officesByInstitute = officesMissingReports(missing, ownerIn(ownership));
  // A damaged institute is reported when its own reminder fails.
  const institutes = await deps.institutes.getMany([...toRemind.keys()], () => undefined);
  const due = [...toRemind].filter(([instituteCode]) =>
    isRoundDue(round, surveyDate, handled.get(instituteCode) ?? []),
  );
  const todo = withinDay(due, handled, institutes, deps);
  const counts = {
    taken: 0,
    skipped: 0,
    sent: 0,
    uncertain: 0,
    failed: 0,
    leftForNextRun: due.length - todo.length,
  };

  const pace = mailPace(deps.mailRatePerSecond * reminderShare, time, deps);
  async function send(one: Reminded): Promise<void> {
    const { instituteCode, recipients } = one;
    const [officeCode = firstOfficeCode] = officesByInstitute.get(instituteCode) ?? [];
    // The fault of one institute must not keep the others from their reminders.
    const fate = await deps.faults.isolate("reminder-failed", { surveyDate, officeCode, instituteCode }, () =>
      pace.inTurn(recipients, () => remindInstitute({ surveyDate, round, officeCode, ...one }, deps)),
    );
    counts[inThisRun(fate ?? "failed")] += 1;
  }
  await pMap(todo, send, { concurrency: sendersMax });
  if (hasTime(time)) {
    await deps.faults.isolate("operators-not-told", { surveyDate }, () =>
      tellUnreachable(surveyDate, toRemind, institutes, officesByInstitute, deps),
    );
  }
  return counts;
}

function inThisRun(fate: MailFate | "failed" | "no-time-left"): ReminderFate {
  switch (fate) {
    case "put-off":
    case "too-fast":
    case "quota-used-up":
    case "no-time-left":
      return "leftForNextRun";
    default:
      return fate;
  }
}

type Reminded = Pick<Reminder, "instituteCode" | "siteCodes" | "recipients">;

/** The owners of each institute's missing sites, in the order of the territories. The first one mails the reminder. */
function officesMissingReports(
  missing: readonly DayRow[],
  ownerOf: OwnerOf,
): ReadonlyMap<InstituteCode, readonly OfficeCode[]> {
  const sites = missing
    .flatMap(({ site }) => site ?? [])
    .toSorted((one, other) => (one.territory < other.territory ? -1 : 1));
  return new Map(
    [...Map.groupBy(sites, ({ instituteCode }) => instituteCode)].map(([code, own]) => [
      code,
      [...new Set(own.map(({ territory }) => ownerOf(territory)))],
    ]),
  );
}

/**
 * The due reminders, in order, that fit in the rest of the daily share. All reminders of this survey day count for one
 * date.
 */
function withinDay(
  due: readonly (readonly [InstituteCode, readonly SiteCode[]])[],
  handled: ReadonlyMap<InstituteCode, readonly LedgerEntry[]>,
  institutes: readonly Institute[],
  deps: Pick<Deps, "mailsPerDay">,
): Reminded[] {
  const addresses = new Map(institutes.map((institute) => [institute.instituteCode, validAddresses(institute).length]));
  const mailed = [...handled.values()].flat().filter(({ status }) => status !== "skipped");
  let left = Math.floor(deps.mailsPerDay * reminderShare);
  for (const { recipients = 1 } of mailed) left -= recipients;
  const todo: Reminded[] = [];
  for (const [instituteCode, siteCodes] of due) {
    // An institute without an address still gets an entry in the ledger.
    const recipients = Math.max(1, addresses.get(instituteCode) ?? 1);
    left -= recipients;
    if (left < 0) break;
    todo.push({ instituteCode, siteCodes, recipients });
  }
  return todo;
}

/** The entries that the ledger already has, by institute. All offices' parts count, because territories change hands. */
async function handledInstitutes(
  surveyDate: LocalDate,
  ownership: Ownership,
  deps: Pick<Deps, "mailLedger" | "onDamaged">,
): Promise<Map<InstituteCode, LedgerEntry[]>> {
  const offices = mailingOffices(officesOf(ownership));
  return Map.groupBy(await ledgerOfDay(surveyDate, ["reminder"], offices, deps), ({ recipient }) => recipient);
}

/**
 * A later round is for institutes that did not react to the round before. It is not for those that got that round after
 * this one was due.
 */
function isRoundDue(round: ReminderRound, surveyDate: LocalDate, handled: readonly LedgerEntry[]): boolean {
  if (handled.some((entry) => entry.round === round)) return false;
  if (round === 1) return true;
  const before = handled.find((entry) => entry.round === round - 1);
  return before !== undefined && !reminderRoundsDue(surveyDate, before.claimedAt, true).includes(round);
}
