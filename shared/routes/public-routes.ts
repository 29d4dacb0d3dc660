import * as z from "zod";
import { page, schoolYear } from "../contracts/fields.ts";
import { openApiDocument } from "../contracts/openapi-document.ts";
import { byDate } from "../contracts/parameters.ts";
import { problem, problemMediaType } from "../contracts/problem.ts";
import { calendarQuery, surveyDay } from "../contracts/survey-day.ts";
import type { RoutesOf } from "./route.ts";

export const publicRoutes = {
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
} as const satisfies RoutesOf<"public">;
