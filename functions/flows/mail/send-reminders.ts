import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { InstituteCode, SiteCode } from "../../../shared/domain/codes.ts";
import type { LedgerEntry, LedgerKey } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { Institute } from "../../../shared/domain/registry/institute.ts";
import { institutesToRemind, type ReminderRound, reminderRoundsDue } from "../../../shared/domain/survey/reminder.ts";
import { surveyWindow } from "../../../shared/domain/survey/survey-window.ts";
import { reminderMessage } from "../../../shared/mail/reminder-message.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { JobTime } from "../../../shared/runtime/job-chain.ts";
import type { Isolated } from "../faults/faults.ts";
import { wantedRows } from "../survey-days/wanted-rows.ts";
import { type MailFate, mailOnce } from "./mail-once.ts";
import { mailPace, reminderShare } from "./mail-pace.ts";

export type ReminderDeps = Pick<
  Deps,
  | "settings"
  | "surveyDays"
  | "reports"
  | "closures"
  | "sites"
  | "institutes"
  | "mailLedger"
  | "mailer"
  | "linkTokens"
  | "webOrigin"
  | "mailRatePerSecond"
  | "mailsPerDay"
  | "now"
  | "log"
  | "onDamaged"
  | "pause"
  | "stopwatch"
> &
  Isolated;

/** Mails under way at once: enough to keep the rate while SES takes its time. */
const sendersMax = 16;

/** What becomes of a reminder in one run. */
type ReminderFate = Extract<MailFate, "taken" | "skipped" | "sent" | "uncertain"> | "failed" | "leftForNextRun";

type ReminderCounts = Record<ReminderFate, number>;

/**
 * Mails each institute that has missing sites and no entry in the ledger yet. A claim whose worker has died is never
 * sent again: a second reminder for one lost would be worse than none. Where SES takes no more mails, the rest is left
 * for a later run.
 */
export async function sendReminders(
  surveyDate: LocalDate,
  round: ReminderRound,
  time: JobTime,
  deps: ReminderDeps,
): Promise<ReminderCounts> {
  const handled = await handledInstitutes(surveyDate, deps);
  const missing = await wantedRows(surveyDate, { state: "missing" }, deps);
  const due = [...institutesToRemind(missing)].filter(([instituteCode]) =>
    isRoundDue(round, surveyDate, handled.get(instituteCode) ?? []),
  );
  const todo = await withinDay(due, handled, deps);
  const counts = {
    taken: 0,
    skipped: 0,
    sent: 0,
    uncertain: 0,
    failed: 0,
    leftForNextRun: due.length - todo.length,
  };

  const pace = mailPace(deps.mailRatePerSecond * reminderShare, time, deps);
  const queue = todo.values();
  async function sendNext(): Promise<void> {
    for (const one of queue) {
      const { instituteCode, recipients } = one;
      // What is wrong with one institute must not keep the others from being reminded.
      const fate = await deps.faults.isolate("reminder-failed", { surveyDate, instituteCode }, () =>
        pace.inTurn(recipients, () => remind({ surveyDate, round, ...one }, deps)),
      );
      counts[inThisRun(fate ?? "failed")] += 1;
    }
  }
  await Promise.all(Array.from({ length: sendersMax }, sendNext));
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

type Reminded = { instituteCode: InstituteCode; siteCodes: readonly SiteCode[]; recipients: number };

/** As many of the due ones, in order, as the reminders of this survey day, all of one date, have left of their share. */
async function withinDay(
  due: readonly (readonly [InstituteCode, readonly SiteCode[]])[],
  handled: ReadonlyMap<InstituteCode, readonly LedgerEntry[]>,
  deps: ReminderDeps,
): Promise<Reminded[]> {
  const institutes = await deps.institutes.getMany(
    due.map(([instituteCode]) => instituteCode),
    // A damaged one is told when its own reminder fails.
    () => undefined,
  );
  const addresses = new Map(institutes.map((institute) => [institute.instituteCode, validAddresses(institute).length]));
  const mailed = [...handled.values()].flat().filter(({ status }) => status !== "skipped");
  let left = Math.floor(deps.mailsPerDay * reminderShare);
  for (const { recipients = 1 } of mailed) left -= recipients;
  const todo: Reminded[] = [];
  for (const [instituteCode, siteCodes] of due) {
    // Whom nobody can mail gets an entry in the ledger all the same.
    const recipients = Math.max(1, addresses.get(instituteCode) ?? 1);
    left -= recipients;
    if (left < 0) break;
    todo.push({ instituteCode, siteCodes, recipients });
  }
  return todo;
}

function validAddresses({ contacts }: Institute): string[] {
  return contacts.filter(({ state }) => state === "valid").map(({ email }) => email);
}

/** What stands in the ledger already, by institute. */
async function handledInstitutes(
  surveyDate: LocalDate,
  deps: ReminderDeps,
): Promise<Map<InstituteCode, LedgerEntry[]>> {
  const handled = new Map<InstituteCode, LedgerEntry[]>();
  for await (const entries of deps.mailLedger.pagesOfDay(surveyDate, "reminder", deps.onDamaged)) {
    for (const entry of entries) handled.set(entry.recipient, [...(handled.get(entry.recipient) ?? []), entry]);
  }
  return handled;
}

/** A later round is for whom the one before did not move, not for whom that one reached only when this was due too. */
function isRoundDue(round: ReminderRound, surveyDate: LocalDate, handled: readonly LedgerEntry[]): boolean {
  if (handled.some((entry) => entry.round === round)) return false;
  if (round === 1) return true;
  const before = handled.find((entry) => entry.round === round - 1);
  return before !== undefined && !reminderRoundsDue(surveyDate, before.claimedAt, true).includes(round);
}

type Due = Reminded & { surveyDate: LocalDate; round: ReminderRound };

async function remind(
  { surveyDate, round, instituteCode, siteCodes, recipients }: Due,
  deps: ReminderDeps,
): Promise<MailFate> {
  const key: LedgerKey = { surveyDate, kind: "reminder", recipient: instituteCode, round };
  return mailOnce(
    {
      key,
      detail: { siteCodes, recipients },
      repeatable: false,
      prepare: async () => {
        const stillMissing = await withoutReport(surveyDate, siteCodes, deps);
        if (stillMissing.length === 0) return { kind: "skip", reason: "reported-meanwhile" };
        const [institute, sites] = await Promise.all([
          deps.institutes.get(instituteCode, { consistent: true }),
          deps.sites.getMany(stillMissing, deps.onDamaged),
        ]);
        const to = institute === undefined ? [] : validAddresses(institute);
        if (institute === undefined || to.length === 0) return { kind: "skip", reason: "no-valid-address" };
        const token = await deps.linkTokens.sign(instituteCode, surveyDate);
        const names = new Map(sites.map(({ siteCode, name }) => [siteCode, name]));
        const message = reminderMessage({
          institute,
          surveyDate,
          window: surveyWindow(surveyDate),
          // A site of which nothing can be read is missing all the same.
          sites: stillMissing.toSorted().map((siteCode) => ({ siteCode, name: names.get(siteCode) ?? siteCode })),
          link: `${deps.webOrigin}/enter#token=${token}`,
          round,
        });
        return { kind: "mail", mail: { to, ...message }, detail: { siteCodes: stillMissing } };
      },
    },
    deps,
  );
}

async function withoutReport(
  surveyDate: LocalDate,
  siteCodes: readonly SiteCode[],
  deps: Pick<Deps, "reports">,
): Promise<SiteCode[]> {
  const reports = await Promise.all(
    siteCodes.map((siteCode) => deps.reports.get(siteCode, surveyDate, { consistent: true })),
  );
  return siteCodes.filter((_, index) => reports[index] === undefined);
}
