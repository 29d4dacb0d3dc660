import * as z from "zod";
import {
  absenceReport,
  absenceReportBody,
  bulkReportBody,
  reopening,
  reopeningBody,
} from "./contracts/absence-report.ts";
import { absenceReportExportQuery } from "./contracts/absence-report-export.ts";
import { alert, alertId, alertQuery, explainedAlert, transitionBody } from "./contracts/alert.ts";
import { alertPolicyBody, versionedAlertPolicy } from "./contracts/alert-policy.ts";
import { backtest, backtestBody, backtestId } from "./contracts/backtest.ts";
import { closure, closureBody, closureId } from "./contracts/closure.ts";
import type { Contract } from "./contracts/contract.ts";
import { coverage, siteDay, siteDayQuery } from "./contracts/coverage.ts";
import { enrolmentBody, enrolmentHistoryItem, enrolmentStep } from "./contracts/enrolment.ts";
import { cursor, instituteCode, limit, localDate, page, pupilSiteCode, schoolYear } from "./contracts/fields.ts";
import { healthOfficeContacts, healthOfficeContactsBody } from "./contracts/health-office-contacts.ts";
import { contactsBody, contactsReply, institute } from "./contracts/institute.ts";
import { mailLedgerEntry, mailLedgerQuery } from "./contracts/mail-ledger.ts";
import { openApiDocument } from "./contracts/openapi-document.ts";
import { bulkReportResult, problem, problemMediaType } from "./contracts/problem.ts";
import { csvFile, registryImportQuery, registryImportResult } from "./contracts/registry-import.ts";
import { series, seriesQuery } from "./contracts/series.ts";
import { sentinelBody, sentinelResult, site, siteBody } from "./contracts/site.ts";
import { calendarQuery, surveyDay } from "./contracts/survey-day.ts";
import type { Role } from "./domain/principal.ts";
import { optionalCountNames } from "./domain/survey/optional-counts.ts";
import type { TableId } from "./tables.ts";

/**
 * Every HTTP route. The gateway in the cloud, the local gateway, validation, authorisation and the OpenAPI document
 * are made from these rows; the handler of a row is `functions/api/<row name>.ts`.
 */
export type Route = {
  method: "GET" | "PUT" | "POST" | "DELETE";
  path: `/v1/${string}`;
  /** Who may call it; within a role everybody sees only what is theirs. */
  roles: readonly Role[] | "public";
  /** The Lambda function that serves it. */
  servedBy: "public" | "registration" | "absences" | "surveillance";
  /** What the handler does to which table; becomes the function's permissions. */
  tables: Partial<Record<TableId, "read" | "write" | "read-write">>;
  contract: Contract;
};

const bySite = z.object({ siteCode: pupilSiteCode });
const bySiteDay = z.object({ siteCode: pupilSiteCode, date: localDate });
const byInstitute = z.object({ instituteCode });
const byDate = z.object({ date: localDate });
const paging = z.object({ cursor, limit });

const school = ["school-office", "health-office"] as const;
/** A supplier of electronic registers sends and reads reports and enrolments, and nothing else. */
const recordReaders = ["school-office", "supplier", "health-office"] as const;
const reportReaders = [...recordReaders, "link"] as const;
const reportWriters = ["school-office", "supplier", "link"] as const;
const healthOffice = ["health-office"] as const;

export const routes = {
  "get-status": {
    method: "GET",
    path: "/v1/status",
    roles: "public",
    servedBy: "public",
    tables: { settings: "read" },
    contract: {
      summary: "Whether the service works",
      replies: {
        200: { description: "It works", body: problem, mediaType: problemMediaType },
      },
    },
  },
  "get-openapi": {
    method: "GET",
    path: "/v1/openapi.json",
    roles: "public",
    servedBy: "public",
    tables: {},
    contract: { summary: "This contract", replies: { 200: { description: "OpenAPI", body: openApiDocument } } },
  },
  "list-survey-days": {
    method: "GET",
    path: "/v1/survey-days",
    roles: "public",
    servedBy: "public",
    tables: { settings: "read" },
    contract: {
      summary: "The survey days of the current school year",
      query: calendarQuery.extend({
        "school-year": schoolYear.exactOptional(),
      }),
      replies: { 200: { description: "In order", body: page(surveyDay) } },
    },
  },
  "get-survey-days-feed": {
    method: "GET",
    path: "/v1/survey-days.ics",
    roles: "public",
    servedBy: "public",
    tables: { settings: "read" },
    contract: {
      summary: "The survey days of the current school year as a calendar feed",
      query: calendarQuery,
      replies: { 200: { description: "iCalendar, RFC 5545", body: z.string(), mediaType: "text/calendar" } },
    },
  },
  "get-survey-day": {
    method: "GET",
    path: "/v1/survey-days/{date}",
    roles: "public",
    servedBy: "public",
    tables: { settings: "read" },
    contract: {
      summary: "One survey day with its window",
      path: byDate,
      query: calendarQuery,
      replies: { 200: { description: "The day", body: surveyDay } },
      problems: ["not-a-survey-day"],
    },
  },
  "get-institute": {
    method: "GET",
    path: "/v1/institutes/{instituteCode}",
    roles: reportReaders,
    servedBy: "absences",
    tables: { institutes: "read", sites: "read", absenceReports: "read", settings: "read" },
    contract: {
      summary: "An institute, its sites and what is due now",
      path: byInstitute,
      replies: { 200: { description: "With a link: only what its form needs", body: institute } },
    },
  },
  "put-institute-contacts": {
    method: "PUT",
    path: "/v1/institutes/{instituteCode}/contacts",
    roles: ["school-office"],
    servedBy: "registration",
    tables: { institutes: "read-write", settings: "read-write" },
    contract: {
      summary: "Say who is mailed for the institute",
      description: "The addresses from before and the new ones are told by mail.",
      path: byInstitute,
      body: { "application/json": contactsBody },
      replies: { 200: { description: "As it stands now", body: contactsReply } },
    },
  },
  "get-site": {
    method: "GET",
    path: "/v1/sites/{siteCode}",
    roles: school,
    servedBy: "registration",
    tables: { sites: "read" },
    contract: { summary: "One site", path: bySite, replies: { 200: { description: "The site", body: site } } },
  },
  "put-site": {
    method: "PUT",
    path: "/v1/sites/{siteCode}",
    roles: healthOffice,
    servedBy: "registration",
    tables: { sites: "read-write", institutes: "read-write", settings: "read-write" },
    contract: {
      summary: "Register or change a site",
      path: bySite,
      body: { "application/json": siteBody },
      replies: { 200: { description: "Changed", body: site }, 201: { description: "Registered", body: site } },
    },
  },
  "list-enrolments": {
    method: "GET",
    path: "/v1/sites/{siteCode}/enrolments",
    roles: recordReaders,
    servedBy: "registration",
    tables: { sites: "read", enrolments: "read" },
    contract: {
      summary: "Every enrolment step of a site, latest first",
      path: bySite,
      query: paging,
      replies: { 200: { description: "A page", body: page(enrolmentHistoryItem) } },
    },
  },
  "put-enrolment": {
    method: "PUT",
    path: "/v1/sites/{siteCode}/enrolments/{validFrom}",
    roles: ["school-office", "supplier"],
    servedBy: "registration",
    tables: { sites: "read-write", enrolments: "read-write" },
    contract: {
      summary: "Register pupils and classes from a date on",
      path: z.object({ siteCode: pupilSiteCode, validFrom: localDate }),
      body: { "application/json": enrolmentBody },
      replies: {
        200: { description: "It stood already, or replaces the step of that date", body: enrolmentStep },
        201: { description: "A new step", body: enrolmentStep },
      },
      problems: ["needs-confirmation", "too-many-revisions"],
    },
  },
  "list-absence-reports": {
    method: "GET",
    path: "/v1/sites/{siteCode}/absence-reports",
    roles: recordReaders,
    servedBy: "absences",
    tables: { sites: "read", absenceReports: "read", settings: "read" },
    contract: {
      summary: "The reports of a site, newest first",
      path: bySite,
      query: paging,
      replies: { 200: { description: "A page", body: page(absenceReport) } },
    },
  },
  "get-absence-report": {
    method: "GET",
    path: "/v1/sites/{siteCode}/absence-reports/{date}",
    roles: reportReaders,
    servedBy: "absences",
    tables: { sites: "read", absenceReports: "read" },
    contract: {
      summary: "One report with its revisions",
      path: bySiteDay,
      replies: { 200: { description: "The report", body: absenceReport, etag: true } },
    },
  },
  "put-absence-report": {
    method: "PUT",
    path: "/v1/sites/{siteCode}/absence-reports/{date}",
    roles: reportWriters,
    servedBy: "absences",
    tables: { sites: "read", enrolments: "read", absenceReports: "read-write", settings: "read" },
    contract: {
      summary: "Submit or correct the absences of one site on one survey day",
      description:
        "Creating needs no condition. The same body again answers 200 and changes nothing, also after closing. A different body needs If-Match.",
      path: bySiteDay,
      ifMatch: "optional",
      body: { "application/json": absenceReportBody },
      replies: {
        200: { description: "Corrected, or it stood already", body: absenceReport, etag: true },
        201: { description: "Submitted", body: absenceReport, etag: true },
      },
      problems: [
        "survey-day-closed",
        "survey-day-not-open",
        "not-a-survey-day",
        "site-not-sentinel",
        "enrolment-missing",
        "absent-exceeds-enrolled",
        ...optionalCountNames.map((name) => `${name}-exceeds-absent` as const),
        "too-many-revisions",
        "report-unreadable",
        "needs-confirmation",
        "version-conflict",
      ],
    },
  },
  "put-institute-absence-reports": {
    method: "PUT",
    path: "/v1/institutes/{instituteCode}/absence-reports/{date}",
    roles: reportWriters,
    servedBy: "absences",
    tables: { sites: "read", enrolments: "read", absenceReports: "read-write", settings: "read" },
    contract: {
      summary: "Submit the absences of all sites of an institute at once",
      description: "Each item is judged by itself; the answer says how each fared.",
      path: z.object({ instituteCode, date: localDate }),
      body: { "application/json": bulkReportBody },
      replies: { 200: { description: "A status per item, in the order sent", body: bulkReportResult } },
    },
  },
  "post-reopening": {
    method: "POST",
    path: "/v1/sites/{siteCode}/absence-reports/{date}/reopenings",
    roles: healthOffice,
    servedBy: "absences",
    tables: { sites: "read-write", surveyDays: "read-write", absenceReports: "read", settings: "read" },
    contract: {
      summary: "Let one site enter or correct a closed survey day again",
      description:
        "The same body again changes nothing. A day that was never opened is opened, with nobody asked unless somebody has reported on it.",
      path: bySiteDay,
      body: { "application/json": reopeningBody },
      replies: {
        200: { description: "It stood already", body: reopening },
        201: { description: "Reopened", body: reopening },
      },
      problems: [
        "not-a-survey-day",
        "survey-day-not-open",
        "survey-day-too-old",
        "site-not-sentinel",
        "too-many-reopenings",
      ],
    },
  },
  "import-registry": {
    method: "POST",
    path: "/v1/registry-imports",
    roles: healthOffice,
    servedBy: "registration",
    tables: { sites: "read-write", institutes: "read-write", settings: "read-write" },
    contract: {
      summary: "Import the Ministry's registry of schools",
      query: registryImportQuery,
      body: { "text/csv": csvFile },
      replies: { 200: { description: "The fate of each row", body: registryImportResult } },
      problems: ["too-large"],
    },
  },
  "put-sentinel-sites": {
    method: "PUT",
    path: "/v1/sentinel-sites",
    roles: healthOffice,
    servedBy: "registration",
    tables: { sites: "read-write", settings: "read-write" },
    contract: {
      summary: "Say which sites are sentinels, and from when to when",
      query: registryImportQuery,
      body: { "application/json": sentinelBody, "text/csv": csvFile },
      replies: { 200: { description: "The fate of each row", body: sentinelResult } },
      problems: ["too-large"],
    },
  },
  "list-closures": {
    method: "GET",
    path: "/v1/closures",
    roles: healthOffice,
    servedBy: "registration",
    tables: { settings: "read" },
    contract: {
      summary: "The closures beside the regional calendar",
      query: paging,
      replies: { 200: { description: "A page", body: page(closure) } },
    },
  },
  "put-closure": {
    method: "PUT",
    path: "/v1/closures/{closureId}",
    roles: healthOffice,
    servedBy: "registration",
    tables: { settings: "read-write" },
    contract: {
      summary: "Register or change a closure, a strike or a weather day",
      path: z.object({ closureId }),
      body: { "application/json": closureBody },
      replies: { 200: { description: "Changed", body: closure }, 201: { description: "Registered", body: closure } },
    },
  },
  "delete-closure": {
    method: "DELETE",
    path: "/v1/closures/{closureId}",
    roles: healthOffice,
    servedBy: "registration",
    tables: { settings: "read-write" },
    contract: {
      summary: "Take a closure back",
      path: z.object({ closureId }),
      replies: { 204: { description: "It is gone" } },
    },
  },
  "get-coverage": {
    method: "GET",
    path: "/v1/survey-days/{date}/coverage",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { surveyDays: "read", absenceReports: "read", sites: "read", settings: "read" },
    contract: {
      summary: "How many of the expected sites have reported, live",
      path: byDate,
      replies: { 200: { description: "expected = onTime + late + missing", body: coverage } },
      problems: ["not-a-survey-day"],
    },
  },
  "list-survey-day-sites": {
    method: "GET",
    path: "/v1/survey-days/{date}/sites",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: {
      surveyDays: "read",
      absenceReports: "read",
      sites: "read",
      institutes: "read",
      mailLedger: "read",
      settings: "read",
    },
    contract: {
      summary: "Each asked site of a survey day: state, numbers, contact and mail",
      path: byDate,
      query: siteDayQuery.extend(paging.shape),
      replies: { 200: { description: "A page, ordered by site code", body: page(siteDay) } },
      problems: ["not-a-survey-day"],
    },
  },
  "list-alerts": {
    method: "GET",
    path: "/v1/alerts",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { alerts: "read" },
    contract: {
      summary: "Alerts, by status if asked",
      query: alertQuery,
      replies: { 200: { description: "A page, newest first within a status", body: page(alert) } },
    },
  },
  "get-alert": {
    method: "GET",
    path: "/v1/alerts/{alertId}",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { alerts: "read" },
    contract: {
      summary: "One alert with the explanations of its crossings",
      path: z.object({ alertId }),
      replies: { 200: { description: "The alert", body: explainedAlert, etag: true } },
    },
  },
  "post-alert-transition": {
    method: "POST",
    path: "/v1/alerts/{alertId}/transitions",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { alerts: "read-write" },
    contract: {
      summary: "Move an alert on: acknowledge, verify, false alarm, close, reopen",
      path: z.object({ alertId }),
      body: { "application/json": transitionBody },
      replies: { 200: { description: "The alert as it stands now", body: alert, etag: true } },
      problems: ["illegal-transition", "too-many-transitions", "version-conflict"],
    },
  },
  "get-series": {
    method: "GET",
    path: "/v1/series",
    roles: school,
    servedBy: "surveillance",
    tables: { surveyDays: "read", sites: "read", settings: "read" },
    contract: {
      summary: "Absence rate, what is usual, and alerts by survey day",
      description: "Of a site, or of a school level in a territory. A school office sees its own sites.",
      query: seriesQuery,
      replies: { 200: { description: "Closed survey days, oldest first", body: series } },
      problems: ["not-found"],
    },
  },
  "post-backtest": {
    method: "POST",
    path: "/v1/backtests",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { surveyDays: "read", settings: "read-write" },
    contract: {
      summary: "Replay a policy over the stored history, beside the one in force",
      body: { "application/json": backtestBody },
      replies: { 201: { description: "What would have been raised and mailed", body: backtest } },
      problems: ["too-large"],
    },
  },
  "get-backtest": {
    method: "GET",
    path: "/v1/backtests/{backtestId}",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { settings: "read" },
    contract: {
      summary: "A backtest that was run",
      path: z.object({ backtestId }),
      replies: { 200: { description: "The backtest", body: backtest } },
    },
  },
  "get-alert-policy": {
    method: "GET",
    path: "/v1/alert-policy",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { settings: "read" },
    contract: {
      summary: "The alert policy in force",
      replies: { 200: { description: "Version 0 is the documented default", body: versionedAlertPolicy, etag: true } },
    },
  },
  "put-alert-policy": {
    method: "PUT",
    path: "/v1/alert-policy",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { settings: "read-write" },
    contract: {
      summary: "Put a new alert policy in force",
      description: "Wants the id of a backtest of this very policy: first see what it would have raised and mailed.",
      ifMatch: "required",
      body: { "application/json": alertPolicyBody },
      replies: { 200: { description: "The new version", body: versionedAlertPolicy, etag: true } },
      problems: ["version-conflict", "backtest-missing"],
    },
  },
  "get-health-office-contacts": {
    method: "GET",
    path: "/v1/health-office/contacts",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { settings: "read" },
    contract: {
      summary: "Who at the health office is mailed",
      replies: { 200: { description: "The contacts", body: healthOfficeContacts, etag: true } },
    },
  },
  "put-health-office-contacts": {
    method: "PUT",
    path: "/v1/health-office/contacts",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { settings: "read-write" },
    contract: {
      summary: "Say who gets alert digests and operations notices",
      description: "The addresses from before and the new ones are told by mail.",
      ifMatch: "optional",
      body: { "application/json": healthOfficeContactsBody },
      replies: { 200: { description: "As it stands now", body: healthOfficeContacts, etag: true } },
      problems: ["version-conflict"],
    },
  },
  "export-absence-reports": {
    method: "GET",
    path: "/v1/exports/absence-reports",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { surveyDays: "read" },
    contract: {
      summary: "The closed survey days of one month and territory, for a spreadsheet",
      description:
        "As Italian Excel reads it: semicolons and a byte-order mark. Counts under 5 are not told. When more rows follow, the Link header (rel=next) says where; each answer begins with the headings.",
      query: absenceReportExportQuery,
      replies: {
        200: { description: "By date, then by site", body: z.string(), mediaType: "text/csv", linksOn: true },
      },
    },
  },
  "get-mail-ledger": {
    method: "GET",
    path: "/v1/mail-ledger",
    roles: healthOffice,
    servedBy: "surveillance",
    tables: { mailLedger: "read" },
    contract: {
      summary: "Who was mailed what about a survey day",
      query: mailLedgerQuery,
      replies: { 200: { description: "A page", body: page(mailLedgerEntry) } },
    },
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
