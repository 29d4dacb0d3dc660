import * as z from "zod";
import type { ExceedsAbsent } from "../domain/survey/optional-counts.ts";
import { absenceReport } from "./absence-report.ts";
import { instant, siteCode } from "./fields.ts";

type Text = { it: string; en: string };
type ProblemEntry = { status: number; title: Text };

/** The closed list of what the API refuses. The name is the last part of the `type` URN; it never changes. */
export const problems = {
  "malformed-json": { status: 400, title: { it: "Il corpo non è JSON valido", en: "The body is not valid JSON" } },
  unauthenticated: { status: 401, title: { it: "Accesso necessario", en: "Sign-in needed" } },
  "link-expired": { status: 401, title: { it: "Il collegamento è scaduto", en: "The link has expired" } },
  forbidden: { status: 403, title: { it: "Operazione non consentita a questo ruolo", en: "Not for this role" } },
  "not-found": { status: 404, title: { it: "Non trovato", en: "Not found" } },
  "not-acceptable": { status: 406, title: { it: "Formato richiesto non disponibile", en: "Not acceptable" } },
  "survey-day-closed": { status: 409, title: { it: "La rilevazione è chiusa", en: "The survey day is closed" } },
  "survey-day-not-open": {
    status: 409,
    title: { it: "La rilevazione non è ancora aperta", en: "The survey day is not open yet" },
  },
  "site-not-sentinel": {
    status: 409,
    title: { it: "Il plesso non è sentinella in quella data", en: "The site is not a sentinel on that date" },
  },
  "enrolment-missing": {
    status: 409,
    title: { it: "Mancano gli iscritti per quella data", en: "No enrolment on that date" },
  },
  "too-many-revisions": { status: 409, title: { it: "Troppe correzioni", en: "Too many corrections" } },
  "survey-day-too-old": {
    status: 409,
    title: { it: "La giornata è troppo lontana", en: "The survey day is too long ago" },
  },
  "too-many-reopenings": { status: 409, title: { it: "Troppe riaperture", en: "Too many reopenings" } },
  "report-unreadable": {
    status: 409,
    title: { it: "Il dato registrato non si legge", en: "The stored value cannot be read" },
  },
  "needs-confirmation": { status: 409, title: { it: "Serve una conferma", en: "Please confirm" } },
  "illegal-transition": {
    status: 409,
    title: { it: "Passaggio di stato non ammesso", en: "Not a legal transition" },
  },
  "too-many-transitions": { status: 409, title: { it: "Troppi passaggi di stato", en: "Too many transitions" } },
  "backtest-missing": {
    status: 409,
    title: { it: "Prima provate la regola sui dati passati", en: "Try the policy on past data first" },
  },
  "version-conflict": {
    status: 412,
    title: { it: "Nel frattempo il dato è cambiato", en: "The value has changed meanwhile" },
  },
  "weak-etag": {
    status: 412,
    title: { it: "Qui gli ETag deboli non valgono", en: "Weak ETags do not count here" },
  },
  "too-large": { status: 413, title: { it: "Richiesta troppo grande", en: "Request too large" } },
  "unsupported-media-type": {
    status: 415,
    title: { it: "Tipo di contenuto non accettato", en: "Media type not accepted" },
  },
  "invalid-request": { status: 422, title: { it: "Richiesta non valida", en: "Invalid request" } },
  "not-a-survey-day": {
    status: 422,
    title: { it: "Non è un giorno di rilevazione", en: "Not a survey day" },
  },
  "absent-exceeds-enrolled": {
    status: 422,
    title: { it: "Assenti più degli iscritti", en: "More absent than enrolled" },
  },
  "illness-exceeds-absent": {
    status: 422,
    title: { it: "Assenze per malattia più degli assenti", en: "More ill than absent" },
  },
  "condition-required": { status: 428, title: { it: "Serve If-Match", en: "If-Match is required" } },
  "too-many-requests": { status: 429, title: { it: "Troppe richieste", en: "Too many requests" } },
  "internal-error": { status: 500, title: { it: "Errore interno", en: "Internal error" } },
  unavailable: { status: 503, title: { it: "Servizio momentaneamente non disponibile", en: "Unavailable" } },
} as const satisfies Record<string, ProblemEntry> & Record<ExceedsAbsent, ProblemEntry>;

export type ProblemName = keyof typeof problems;

export const problemMediaType = "application/problem+json";

export function problemType(name: ProblemName): string {
  return `urn:sentinella:problem:${name}`;
}

/** RFC 9457, with the members our problems add. */
export const problem = z
  .object({
    type: z.string().meta({ description: "A stable URN", example: "urn:sentinella:problem:survey-day-closed" }),
    status: z.int().min(200).max(599),
    title: z.string(),
    detail: z.string().exactOptional().meta({ description: "What happened and what to do, in the caller's language" }),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .exactOptional()
      .meta({ description: "One entry per offending value, with its JSON pointer" }),
    opensAt: instant.exactOptional(),
    dueAt: instant.exactOptional(),
    lateUntil: instant.exactOptional(),
    closedSince: instant.exactOptional(),
    warnings: z.array(z.string()).exactOptional().meta({ description: "What has to be confirmed" }),
    current: absenceReport.exactOptional().meta({ description: "The value that stands" }),
    currentVersion: z.int().min(0).exactOptional().meta({ description: "The version that stands" }),
    requestId: z.string().exactOptional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details" });

export type ProblemBody = z.output<typeof problem>;

/** What became of each item of a bulk submission, in the order sent. */
export const bulkReportResult = z.object({
  items: z.array(
    z.object({
      siteCode,
      status: z.int().min(200).max(599),
      report: absenceReport.exactOptional(),
      problem: problem.exactOptional(),
    }),
  ),
});
