import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { JobTime } from "../../../shared/runtime/job-chain.ts";
import { notifySilence, type SilenceDeps } from "../mail/notify-silence.ts";
import { type DigestDeps, sendDigests } from "../mail/send-digests.ts";
import { closeSurveyDay, type DayToClose, type DayToTell, noteTelling, recordTheRest } from "./close-survey-days.ts";
import type { EvaluatedDay, EvaluationDeps } from "./evaluate-survey-day.ts";

type TellingDeps = EvaluationDeps & DigestDeps;

export const nothingClosed = { closed: 0, raised: 0, withdrawn: 0, digests: 0, leftForNextRun: 0 };

/** Closes a survey day, mails the readers what is new or worse, and mails the operators when reports have vanished. */
export async function closeAndTell(
  due: DayToClose,
  now: Date,
  time: JobTime,
  deps: TellingDeps & SilenceDeps,
): Promise<typeof nothingClosed> {
  const { surveyDate } = due;
  const day = await deps.faults.isolate("day-not-closed", { surveyDate }, () => closeSurveyDay(due, now, time, deps));
  if (day === undefined) return nothingClosed;
  const { toldOffices, ...counts } = await tell(surveyDate, day, time, deps);
  await noteTelling(surveyDate, day, toldOffices, now, deps);
  if (day.closed === 0) return { ...counts, closed: 0 };
  await deps.faults.isolate("silence-not-checked", { surveyDate }, () => notifySilence(surveyDate, day, time, deps));
  return { ...counts, closed: 1 };
}

/** Records the missing findings of a closed survey day in the alerts, and mails the readers who do not know them. */
export async function recordAndTell(
  due: DayToTell,
  now: Date,
  time: JobTime,
  deps: TellingDeps,
): Promise<typeof nothingClosed> {
  const { surveyDate, territories } = due;
  const day = await deps.faults.isolate("day-not-told", { surveyDate }, () => recordTheRest(due, now, time, deps));
  if (day === undefined) return nothingClosed;
  const { toldOffices, ...counts } = await tell(surveyDate, day, time, deps);
  await noteTelling(surveyDate, day, toldOffices, now, deps, territories);
  return { ...counts, closed: 0 };
}

async function tell(surveyDate: LocalDate, day: EvaluatedDay, time: JobTime, deps: DigestDeps) {
  const { touched, raised, withdrawn } = day.applied;
  const told = await deps.faults.isolate("digest-failed", { surveyDate }, () =>
    sendDigests({ surveyDate, verdict: "final", day, touched }, time, deps),
  );
  const { sent, toldOffices } = told ?? { sent: 0, toldOffices: new Set<OfficeCode>() };
  return { raised, withdrawn, digests: sent, leftForNextRun: day.leftForNextRun, toldOffices };
}
