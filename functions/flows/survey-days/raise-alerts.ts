import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import { surveyWindow, windowState } from "../../../shared/domain/survey/survey-window.ts";
import type { JobTime } from "../../../shared/runtime/job-chain.ts";
import { notifySilence, type SilenceDeps } from "../mail/notify-silence.ts";
import { type DigestDeps, sendDigests } from "../mail/send-digests.ts";
import { type EvaluationDeps, evaluateSurveyDay } from "./evaluate-survey-day.ts";

export const nothingRaised = { raised: 0, appended: 0, withdrawn: 0, digests: 0, notices: 0, leftForNextRun: 0 };

/** Whether the day gets provisional verdicts: its window has begun and has not passed. */
export function isUnderWay(surveyDate: LocalDate, now: Date): boolean {
  const state = windowState(surveyWindow(surveyDate), now);
  return state === "open" || state === "late";
}

/** Gives the provisional verdict on a survey day and mails what is new or worse. */
export async function raiseAlerts(
  surveyDate: LocalDate,
  now: Date,
  time: JobTime,
  deps: EvaluationDeps & DigestDeps & SilenceDeps,
): Promise<typeof nothingRaised> {
  const verdict = "provisional";
  const day = await deps.faults.isolate("day-not-evaluated", { surveyDate }, () =>
    evaluateSurveyDay({ surveyDate, verdict }, now, time, deps),
  );
  if (day === undefined) return nothingRaised;
  const { touched, raised, appended, withdrawn } = day.applied;
  const told = await deps.faults.isolate("digest-failed", { surveyDate }, () =>
    sendDigests({ surveyDate, verdict, day, touched }, time, deps),
  );
  const notices = await deps.faults.isolate("silence-not-checked", { surveyDate }, () =>
    notifySilence(surveyDate, day, time, deps),
  );
  const { leftForNextRun } = day;
  return { raised, appended, withdrawn, digests: told?.sent ?? 0, notices: notices ?? 0, leftForNextRun };
}
