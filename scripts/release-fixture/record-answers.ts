import * as z from "zod";
import { alertStatuses } from "../../shared/domain/alerts/alert.ts";
import type { LocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { FixtureApi } from "./fixture-api.ts";
import { altoLago, institutes, valdorsa } from "./schools.ts";

/** One question to the API, its user, and the answer. */
export type RecordedAnswer = { user: string | null; path: string; status: number; body: unknown };

const officeUser = "health-office";
const levels = ["pre-primary", "primary", "lower-secondary", "upper-secondary"];
const months = ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"];
const yearOfSeries = "from=2025-09-01&to=2026-02-12";

const alertPage = z.object({ items: z.array(z.object({ alertId: z.string() })) });

/** The answers of the API to every question about the season, at the present time. */
export async function recordAnswers(
  dates: readonly LocalDate[],
  backtestIds: readonly string[],
  api: FixtureApi,
): Promise<RecordedAnswer[]> {
  const { body } = await api.ask(officeUser, "/v1/alerts?limit=500");
  const alertIds = alertPage.parse(body).items.map(({ alertId }) => alertId);
  const answers: RecordedAnswer[] = [];
  const paths = [
    ...alertIds.map((alertId) => `/v1/alerts/${alertId}`),
    ...backtestIds.map((backtestId) => `/v1/backtests/${backtestId}`),
  ];
  for (const [user, path] of questions(dates, paths)) {
    const { status, body: answer } = await api.ask(user ?? undefined, path);
    answers.push({ user, path, status, body: answer });
  }
  return answers;
}

function questions(dates: readonly LocalDate[], paths: readonly string[]): [user: string | null, path: string][] {
  const codes = institutes.flatMap(({ sites }) => sites.map(({ siteCode }) => siteCode));
  const asOffice = [
    ...institutes.map(({ instituteCode }) => `/v1/institutes/${instituteCode}`),
    ...codes.flatMap((siteCode) => [
      `/v1/sites/${siteCode}`,
      `/v1/sites/${siteCode}/enrolments?limit=500`,
      `/v1/sites/${siteCode}/absence-reports?limit=500`,
      `/v1/series?siteCode=${siteCode}&${yearOfSeries}`,
    ]),
    ...[valdorsa, altoLago].flatMap((territory) => [
      ...levels.map((level) => `/v1/series?territory=${encodeURIComponent(territory)}&level=${level}&${yearOfSeries}`),
      ...months.map((month) => `/v1/exports/absence-reports?month=${month}&territory=${encodeURIComponent(territory)}`),
    ]),
    ...dates.flatMap((date) => [
      `/v1/survey-days/${date}/coverage`,
      `/v1/survey-days/${date}/sites?limit=500`,
      `/v1/mail-ledger?date=${date}&limit=500`,
    ]),
    "/v1/alerts?limit=500",
    ...alertStatuses.map((status) => `/v1/alerts?status=${status}&limit=500`),
    ...paths,
    "/v1/closures?limit=500",
    "/v1/alert-policy",
    "/v1/health-office/contacts",
  ];
  const asSchools = institutes.flatMap(({ instituteCode, sites }) =>
    [`/v1/institutes/${instituteCode}`, ...sites.map(({ siteCode }) => `/v1/sites/${siteCode}/absence-reports`)].map(
      (path): [string, string] => [instituteCode, path],
    ),
  );
  return [
    ...asOffice.map((path): [string, string] => [officeUser, path]),
    ...asSchools,
    [null, "/v1/status"],
    [null, "/v1/survey-days?school-year=2025-26"],
  ];
}
