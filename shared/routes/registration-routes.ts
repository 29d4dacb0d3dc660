import * as z from "zod";
import { areasBody, areasResult } from "../contracts/areas.ts";
import { closure, closureBody, closureId } from "../contracts/closure.ts";
import { enrolmentBody, enrolmentHistoryItem, enrolmentStep } from "../contracts/enrolment.ts";
import { localDate, page, pupilSiteCode } from "../contracts/fields.ts";
import { healthOfficeBody, healthOfficeDetails } from "../contracts/health-office.ts";
import { contactsBody, contactsReply } from "../contracts/institute.ts";
import { byInstitute, byOffice, byOfficeCode, bySchoolYear, bySite, paging } from "../contracts/parameters.ts";
import { csvFile, registryImportQuery, registryImportResult } from "../contracts/registry-import.ts";
import { schoolCalendar, schoolCalendarBody } from "../contracts/school-calendar.ts";
import { sentinelBody, sentinelResult, site, siteBody } from "../contracts/site.ts";
import { territoryDetails } from "../contracts/territory.ts";
import type { RoutesOf } from "./route.ts";
import {
  healthOffice,
  officeAndRegion,
  officeAuthorityAndRegion,
  recordReaders,
  region,
  siteReaders,
} from "./route-roles.ts";

export const registrationRoutes = {
  "put-institute-contacts": {
    method: "PUT",
    path: "/v1/institutes/{instituteCode}/contacts",
    roles: ["school-office"],
    servedBy: "registration",
    tables: { institutes: "read-write", settings: "read-write" },
    contract: {
      summary: "Set who gets the mails for the institute",
      description: "The old and the new addresses get a mail about it.",
      path: byInstitute,
      body: { "application/json": contactsBody },
      replies: { 200: { description: "As it stands now", body: contactsReply } },
    },
  },
  "get-site": {
    method: "GET",
    path: "/v1/sites/{siteCode}",
    roles: siteReaders,
    servedBy: "registration",
    tables: { sites: "read" },
    contract: {
      summary: "One site; a school authority does not see its enrolment",
      path: bySite,
      replies: { 200: { description: "The site", body: site } },
    },
  },
  "put-site": {
    method: "PUT",
    path: "/v1/sites/{siteCode}",
    roles: officeAndRegion,
    servedBy: "registration",
    tables: { sites: "read-write", institutes: "read-write", settings: "read-write", audit: "append" },
    contract: {
      summary: "Register or change a site",
      path: bySite,
      body: { "application/json": siteBody },
      replies: { 200: { description: "Changed", body: site }, 201: { description: "Registered", body: site } },
      problems: ["institute-too-large"],
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
        200: { description: "Unchanged, or the step of that date is replaced", body: enrolmentStep },
        201: { description: "A new step", body: enrolmentStep },
      },
      problems: ["needs-confirmation", "too-many-revisions"],
    },
  },
  "import-registry": {
    method: "POST",
    path: "/v1/registry-imports",
    roles: officeAndRegion,
    servedBy: "registration",
    tables: { sites: "read-write", institutes: "read-write", settings: "read-write", audit: "append" },
    contract: {
      summary: "Import the Ministry's registry of schools",
      description: "Rows of territories that are not the caller's are rejected.",
      query: registryImportQuery,
      body: { "text/csv": csvFile },
      replies: { 200: { description: "The result of each row", body: registryImportResult } },
      problems: ["too-large"],
    },
  },
  "put-sentinel-sites": {
    method: "PUT",
    path: "/v1/sentinel-sites",
    roles: officeAuthorityAndRegion,
    servedBy: "registration",
    tables: { sites: "read-write", settings: "read-write", audit: "append" },
    contract: {
      summary: "Say which sites are sentinels, and from when to when",
      query: registryImportQuery,
      body: { "application/json": sentinelBody, "text/csv": csvFile },
      replies: { 200: { description: "The result of each row", body: sentinelResult } },
      problems: ["too-large"],
    },
  },
  "put-areas": {
    method: "PUT",
    path: "/v1/areas",
    roles: officeAndRegion,
    servedBy: "registration",
    tables: { sites: "read-write", settings: "read-write", audit: "append" },
    contract: {
      summary: "Say of which district the municipalities and sites of territories are",
      description:
        "Takes the place of what was entered before, for each territory that the list names. A site's own row goes before its municipality's. Rows of territories that are not the caller's are told, and not taken.",
      query: registryImportQuery,
      body: { "application/json": areasBody, "text/csv": csvFile },
      replies: { 200: { description: "The fate of each row, and the sites of no district", body: areasResult } },
      problems: ["too-large"],
    },
  },
  "get-school-calendar": {
    method: "GET",
    path: "/v1/school-calendars/{schoolYear}",
    roles: siteReaders,
    servedBy: "registration",
    tables: { settings: "read" },
    contract: {
      summary: "Lessons, holidays and survey weekdays of a school year",
      description: "Lombardy's permanent calendar, with what was entered for the year.",
      path: bySchoolYear,
      replies: { 200: { description: "The calendar", body: schoolCalendar } },
    },
  },
  "put-school-calendar": {
    method: "PUT",
    path: "/v1/school-calendars/{schoolYear}",
    roles: officeAndRegion,
    servedBy: "registration",
    tables: { settings: "read-write", audit: "append" },
    contract: {
      summary: "Enter lessons, holidays and survey weekdays of a school year",
      description:
        "Replaces the earlier entry. Parts that the body omits are as in the permanent calendar: a level, the holidays, Tuesday and Thursday. Weekdays change from tomorrow on; entries that have begun stay in the list as they are.",
      path: bySchoolYear,
      body: { "application/json": schoolCalendarBody },
      replies: { 200: { description: "The calendar as it stands now", body: schoolCalendar } },
    },
  },
  "list-health-offices": {
    method: "GET",
    path: "/v1/health-offices",
    roles: officeAuthorityAndRegion,
    servedBy: "registration",
    tables: { settings: "read" },
    contract: {
      summary: "The health offices that the region has entered",
      description: "An office sees itself, a school authority those of its territories.",
      replies: { 200: { description: "By their codes", body: page(healthOfficeDetails) } },
    },
  },
  "put-health-office": {
    method: "PUT",
    path: "/v1/health-offices/{officeCode}",
    roles: region,
    servedBy: "registration",
    tables: { settings: "read-write", audit: "append" },
    contract: {
      summary: "Enter a health office and its territories",
      description:
        "Territories of the first office, and new ones, may be given to any; those of another office are refused. The same body again changes nothing, and finishes what was interrupted.",
      path: byOfficeCode,
      ifMatch: "optional",
      body: { "application/json": healthOfficeBody },
      replies: {
        200: { description: "As it stands now", body: healthOfficeDetails, etag: true },
        201: { description: "Entered", body: healthOfficeDetails, etag: true },
      },
      problems: ["territory-taken", "version-conflict"],
    },
  },
  "list-territories": {
    method: "GET",
    path: "/v1/territories",
    roles: officeAuthorityAndRegion,
    servedBy: "registration",
    tables: { settings: "read" },
    contract: {
      summary: "The territories that the caller may see",
      query: byOffice,
      replies: { 200: { description: "By their names", body: page(territoryDetails) } },
    },
  },
  "list-closures": {
    method: "GET",
    path: "/v1/closures",
    roles: officeAndRegion,
    servedBy: "registration",
    perOffice: true,
    tables: { settings: "read" },
    contract: {
      summary: "The closures in addition to the regional calendar",
      query: paging.extend(byOffice.shape),
      replies: { 200: { description: "A page", body: page(closure) } },
    },
  },
  "put-closure": {
    method: "PUT",
    path: "/v1/closures/{closureId}",
    roles: healthOffice,
    servedBy: "registration",
    perOffice: true,
    tables: { settings: "read-write", audit: "append" },
    contract: {
      summary: "Register or change a closure, a strike or a weather day",
      path: z.object({ closureId }),
      body: { "application/json": closureBody },
      replies: { 200: { description: "Changed", body: closure }, 201: { description: "Registered", body: closure } },
      problems: ["too-many-closures"],
    },
  },
  "delete-closure": {
    method: "DELETE",
    path: "/v1/closures/{closureId}",
    roles: healthOffice,
    servedBy: "registration",
    perOffice: true,
    tables: { settings: "read-write", audit: "append" },
    contract: {
      summary: "Take a closure back",
      path: z.object({ closureId }),
      replies: { 204: { description: "It is gone" } },
    },
  },
} as const satisfies RoutesOf<"registration">;
