import { absenceReportReply } from "../contracts/absence-report-reply.ts";
import {
  type ProblemBody,
  type ProblemName,
  problemMediaType,
  problemStatuses,
  problemType,
} from "../contracts/problem.ts";
import { formatInstant } from "../domain/calendar/local-date.ts";
import type { Language } from "../domain/language.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { SurveyWindow } from "../domain/survey/survey-window.ts";
import { problemWords } from "../words/in-every-language.ts";
import type { ProblemWords } from "../words/problem-words.ts";
import { spellCount } from "../words/spelled-number.ts";
import { spellInstant, spellLastMinute } from "../words/spelled-time.ts";

export type InvalidValue = { pointer: string; detail: string };

/** Every refusal of a route: those of the domain and those of the HTTP boundary. */
export type ProblemCause =
  | Refusal
  | { reason: "malformed-json" | "forbidden" | "not-acceptable" | "internal-error" }
  /** `because` is only for the log: it would tell the caller what exists. */
  | { reason: "unauthenticated"; because: "no-token" | "invalid-token" }
  | { reason: "not-found"; because?: "no-such-route" | "outside-scope" }
  | { reason: "link-expired"; lateUntil: Date }
  | { reason: "unsupported-media-type"; accepted: readonly string[] }
  | { reason: "too-large"; limit: number; of: keyof ProblemWords["units"] }
  | { reason: "invalid-request"; errors: readonly InvalidValue[] }
  | { reason: "condition-required" | "weak-etag" }
  | { reason: "backtest-missing" }
  | { reason: "stale-version"; currentVersion: number }
  | { reason: "unavailable" | "too-many-requests"; retryAfterSeconds: number };

function windowMembers({ opensAt, dueAt, lateUntil }: SurveyWindow) {
  return { opensAt: formatInstant(opensAt), dueAt: formatInstant(dueAt), lateUntil: formatInstant(lateUntil) };
}

/** What happened and what to do now, in words. */
function detailOf(cause: ProblemCause, language: Language): string {
  const { details, units, warnings } = problemWords[language];
  const at = (instant: Date) => spellInstant(instant, language);
  switch (cause.reason) {
    case "survey-day-closed":
      return details[cause.reason](at(cause.window.lateUntil));
    case "survey-day-not-open":
      return details[cause.reason](at(cause.window.opensAt));
    case "not-a-survey-day":
      return details[cause.reason](cause.date);
    case "site-not-sentinel":
    case "enrolment-missing":
    case "report-unreadable":
      return details[cause.reason](cause.siteCode, cause.date);
    case "absent-exceeds-enrolled":
      return details[cause.reason](cause.absent, cause.pupils);
    case "illness-exceeds-absent":
      return details[cause.reason](cause.count, cause.absent);
    case "too-many-revisions":
      return details[cause.reason](cause.revisionsMax);
    case "survey-day-too-old":
      return details[cause.reason](cause.date, cause.daysMax);
    case "too-many-reopenings":
      return details[cause.reason](cause.reopeningsMax, at(cause.firstUntil));
    case "too-many-closures":
      return details[cause.reason](cause.closuresMax);
    case "territory-taken":
      return details[cause.reason](
        cause.taken.map(({ territory, officeCode }) => `${territory} (${officeCode})`).join(", "),
      );
    case "institute-too-large":
      return details[cause.reason](cause.instituteCode, cause.sitesMax, cause.territoriesMax);
    case "needs-confirmation":
      return details[cause.reason](cause.warnings.map((warning) => warnings[warning]).join("; "));
    case "stale-version":
      return details["version-conflict"];
    case "illegal-transition":
      return details[cause.reason](cause.from, cause.to);
    case "too-many-transitions":
      return details[cause.reason](cause.transitionsMax);
    case "link-expired":
      return details[cause.reason](spellLastMinute(cause.lateUntil, language));
    case "unsupported-media-type":
      return details[cause.reason](cause.accepted.join(", "));
    case "too-large":
      return details[cause.reason](`${spellCount(cause.limit, language)} ${units[cause.of]}`);
    case "too-many-requests":
    case "unavailable":
      return details["comes-back"](cause.retryAfterSeconds);
    case "internal-error":
      return "";
    default:
      return details[cause.reason];
  }
}

/** The members that a cause adds to its problem document. */
function membersOf(cause: ProblemCause): Partial<ProblemBody> {
  switch (cause.reason) {
    case "survey-day-closed":
      return { ...windowMembers(cause.window), closedSince: formatInstant(cause.window.lateUntil) };
    case "survey-day-not-open":
      return windowMembers(cause.window);
    case "link-expired":
      return { lateUntil: formatInstant(cause.lateUntil) };
    case "needs-confirmation":
      return { warnings: [...cause.warnings] };
    case "version-conflict":
      return cause.current === undefined
        ? { currentVersion: 0 }
        : { current: absenceReportReply(cause.current), currentVersion: cause.current.version };
    case "stale-version":
      return { currentVersion: cause.currentVersion };
    case "invalid-request":
      return { errors: [...cause.errors] };
    default:
      return {};
  }
}

/** The name of the problem for a cause. */
export function problemNameOf(cause: ProblemCause): ProblemName {
  return cause.reason === "stale-version" ? "version-conflict" : cause.reason;
}

function headersOf(cause: ProblemCause): Record<string, string> {
  if (cause.reason === "unauthenticated" || cause.reason === "link-expired") return { "www-authenticate": "Bearer" };
  if ("retryAfterSeconds" in cause) return { "retry-after": String(cause.retryAfterSeconds) };
  return {};
}

/** The problem document of a refusal, in the caller's language. An internal error has only a request id. */
export function problemBody(cause: ProblemCause, language: Language, requestId: string): ProblemBody {
  const name = problemNameOf(cause);
  const head = { type: problemType(name), status: problemStatuses[name], title: problemWords[language].titles[name] };
  if (name === "internal-error") return { ...head, requestId };
  return { ...head, detail: detailOf(cause, language), ...membersOf(cause) };
}

/** Headers of all our answers. */
export const commonHeaders = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
};

export type HttpReply = { statusCode: number; headers: Record<string, string>; body: string };

export function problemReply(cause: ProblemCause, language: Language, requestId: string): HttpReply {
  const body = problemBody(cause, language, requestId);
  return {
    statusCode: body.status,
    headers: { ...commonHeaders, "content-type": problemMediaType, "content-language": language, ...headersOf(cause) },
    body: JSON.stringify(body),
  };
}
