import * as z from "zod";
import {
  absenceReport,
  absenceReportBody,
  bulkReportBody,
  reopening,
  reopeningBody,
} from "../contracts/absence-report.ts";
import { instituteCode, localDate, page } from "../contracts/fields.ts";
import { institute } from "../contracts/institute.ts";
import { byInstitute, bySite, bySiteDay, paging } from "../contracts/parameters.ts";
import { bulkReportResult } from "../contracts/problem.ts";
import { optionalCountNames } from "../domain/survey/optional-counts.ts";
import type { RoutesOf } from "./route.ts";
import { healthOffice, recordReaders, reportReaders, reportWriters } from "./route-roles.ts";

export const absencesRoutes = {
  "get-institute": {
    method: "GET",
    path: "/v1/institutes/{instituteCode}",
    roles: reportReaders,
    servedBy: "absences",
    tables: { institutes: "read", sites: "read", enrolments: "read", absenceReports: "read", settings: "read" },
    contract: {
      summary: "An institute, its sites and what is due now",
      path: byInstitute,
      replies: { 200: { description: "With a link: only what its form needs", body: institute } },
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
        200: { description: "Corrected, or unchanged", body: absenceReport, etag: true },
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
      description: "Each item is checked on its own; the answer has a result for each.",
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
    tables: {
      sites: "read-write",
      surveyDays: "read-write",
      absenceReports: "read",
      settings: "read",
      audit: "append",
    },
    contract: {
      summary: "Let one site enter or correct a closed survey day again",
      description:
        "The same body again changes nothing. A day that was never opened is opened; without a report on it, no site counts as asked.",
      path: bySiteDay,
      body: { "application/json": reopeningBody },
      replies: {
        200: { description: "Unchanged", body: reopening },
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
} as const satisfies RoutesOf<"absences">;
