import * as z from "zod";
import { absenceReportExportQuery } from "../contracts/absence-report-export.ts";
import { alert, alertId, alertQuery, explainedAlert, transitionBody } from "../contracts/alert.ts";
import { alertPolicyBody, versionedAlertPolicy } from "../contracts/alert-policy.ts";
import { backtest, backtestBody, backtestId } from "../contracts/backtest.ts";
import { coverage, siteDay, siteDayQuery } from "../contracts/coverage.ts";
import { page } from "../contracts/fields.ts";
import { healthOfficeContacts, healthOfficeContactsBody } from "../contracts/health-office-contacts.ts";
import { mailLedgerEntry, mailLedgerQuery } from "../contracts/mail-ledger.ts";
import { byDate, byOffice, paging } from "../contracts/parameters.ts";
import { series, seriesQuery } from "../contracts/series.ts";
import { countShownMin } from "../domain/count-shown-min.ts";
import type { RoutesOf } from "./route.ts";
import { healthOffice, officeAndRegion, officeAuthorityAndRegion, schoolRoles } from "./route-roles.ts";

export const surveillanceRoutes = {
  "get-coverage": {
    method: "GET",
    path: "/v1/survey-days/{date}/coverage",
    roles: officeAuthorityAndRegion,
    servedBy: "surveillance",
    tables: { surveyDays: "read", absenceReports: "read", sites: "read", settings: "read" },
    contract: {
      summary: "How many of the expected sites have reported, live",
      path: byDate,
      query: byOffice,
      replies: { 200: { description: "expected = onTime + late + missing", body: coverage } },
      problems: ["not-a-survey-day"],
    },
  },
  "list-survey-day-sites": {
    method: "GET",
    path: "/v1/survey-days/{date}/sites",
    roles: officeAuthorityAndRegion,
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
      description: "A school authority sees no numbers.",
      path: byDate,
      query: siteDayQuery.extend({ ...byOffice.shape, ...paging.shape }),
      replies: { 200: { description: "A page, ordered by site code", body: page(siteDay) } },
      problems: ["not-a-survey-day"],
    },
  },
  "list-alerts": {
    method: "GET",
    path: "/v1/alerts",
    roles: officeAndRegion,
    servedBy: "surveillance",
    tables: { alerts: "read", settings: "read" },
    contract: {
      summary: "Alerts, by status if asked",
      query: alertQuery,
      replies: { 200: { description: "A page, newest first within a status", body: page(alert) } },
    },
  },
  "get-alert": {
    method: "GET",
    path: "/v1/alerts/{alertId}",
    roles: officeAndRegion,
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
    tables: { alerts: "read-write", audit: "append" },
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
    roles: schoolRoles,
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
    perOffice: true,
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
    roles: officeAndRegion,
    servedBy: "surveillance",
    perOffice: true,
    tables: { settings: "read" },
    contract: {
      summary: "A backtest that was run",
      path: z.object({ backtestId }),
      query: byOffice,
      replies: { 200: { description: "The backtest", body: backtest } },
    },
  },
  "get-alert-policy": {
    method: "GET",
    path: "/v1/alert-policy",
    roles: officeAndRegion,
    servedBy: "surveillance",
    perOffice: true,
    tables: { settings: "read" },
    contract: {
      summary: "The alert policy in force",
      query: byOffice,
      replies: { 200: { description: "Version 0 is the documented default", body: versionedAlertPolicy, etag: true } },
    },
  },
  "put-alert-policy": {
    method: "PUT",
    path: "/v1/alert-policy",
    roles: healthOffice,
    servedBy: "surveillance",
    perOffice: true,
    tables: { settings: "read-write", audit: "append" },
    contract: {
      summary: "Put a new alert policy in force",
      description:
        "Requires the id of a backtest of exactly this policy, which shows what it would have raised and mailed.",
      ifMatch: "required",
      body: { "application/json": alertPolicyBody },
      replies: { 200: { description: "The new version", body: versionedAlertPolicy, etag: true } },
      problems: ["version-conflict", "backtest-missing"],
    },
  },
  "get-health-office-contacts": {
    method: "GET",
    path: "/v1/health-office/contacts",
    roles: officeAndRegion,
    servedBy: "surveillance",
    perOffice: true,
    tables: { settings: "read" },
    contract: {
      summary: "Who at the health office is mailed",
      query: byOffice,
      replies: { 200: { description: "The contacts", body: healthOfficeContacts, etag: true } },
    },
  },
  "put-health-office-contacts": {
    method: "PUT",
    path: "/v1/health-office/contacts",
    roles: healthOffice,
    servedBy: "surveillance",
    perOffice: true,
    tables: { settings: "read-write", audit: "append" },
    contract: {
      summary: "Set who gets alert digests and operations notices",
      description: "The old and the new addresses get a mail about it.",
      ifMatch: "optional",
      body: { "application/json": healthOfficeContactsBody },
      replies: { 200: { description: "As it stands now", body: healthOfficeContacts, etag: true } },
      problems: ["version-conflict"],
    },
  },
  "export-absence-reports": {
    method: "GET",
    path: "/v1/exports/absence-reports",
    roles: officeAndRegion,
    servedBy: "surveillance",
    tables: { surveyDays: "read" },
    contract: {
      summary: "The closed survey days of one month and territory, for a spreadsheet",
      description: `As Excel in Italy reads it: semicolons and a byte-order mark. Headings and values are in the language asked for. Counts under ${countShownMin} are not shown. When more rows follow, the Link header (rel=next) says where; each answer begins with the headings.`,
      query: absenceReportExportQuery,
      replies: {
        200: { description: "By date, then by site", body: z.string(), mediaType: "text/csv", linksOn: true },
      },
    },
  },
  "get-mail-ledger": {
    method: "GET",
    path: "/v1/mail-ledger",
    roles: officeAuthorityAndRegion,
    servedBy: "surveillance",
    tables: { mailLedger: "read", sites: "read" },
    contract: {
      summary: "The mails about a survey day and their recipients",
      description: "A school authority sees only reminders.",
      query: mailLedgerQuery,
      replies: { 200: { description: "A page", body: page(mailLedgerEntry) } },
    },
  },
} as const satisfies RoutesOf<"surveillance">;
