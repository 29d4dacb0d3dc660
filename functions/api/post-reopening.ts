import { surveyDayStatus } from "../../shared/domain/calendar.ts";
import { formatInstant } from "../../shared/domain/local-date.ts";
import { surveyState, surveyWindow } from "../../shared/domain/survey-window.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

/** A reopening is for a correction, not for good. */
const reopenedDaysMax = 31;

export const handler = handlerFor("post-reopening")(async ({ path, site, body, caller, now }, deps) => {
  const { siteCode, date } = path;
  const status = surveyDayStatus(date, { level: site.level }, await deps.closures());
  if (status.kind !== "survey-day") return { problem: { reason: "not-a-survey-day", date } };
  const window = surveyWindow(date);
  if (surveyState(window, now) === "upcoming") return { problem: { reason: "survey-day-not-open", window } };
  const until = new Date(body.until);
  const tooLong = until.getTime() > now.getTime() + reopenedDaysMax * 86_400_000;
  if (until <= now || tooLong) {
    const detail = `must lie in the future, at most ${reopenedDaysMax} days ahead`;
    return { problem: { reason: "invalid-request", errors: [{ pointer: "/until", detail }] } };
  }

  // The day first: a sheet that is rebuilt once too often is harmless, one that stays stale is not.
  await deps.surveyDays.markReopened(site.territory, date, until);
  await deps.sites.addReopening(siteCode, {
    surveyDate: date,
    until,
    reason: body.reason,
    by: caller.subject,
    at: now,
  });
  const reopening = { siteCode, date, until: formatInstant(until), reason: body.reason, at: formatInstant(now) };
  return { status: 201, body: { ...reopening, by: caller.subject } };
});
