import english from "zod/v4/locales/en.js";
import { plural } from "../plural.ts";
import type { ProblemWords } from "../problem-words.ts";

export const problems: ProblemWords = {
  titles: {
    "malformed-json": "The body is not valid JSON",
    unauthenticated: "Sign-in needed",
    "link-expired": "The link has expired",
    forbidden: "Not for this role",
    "not-found": "Not found",
    "not-acceptable": "Not acceptable",
    "survey-day-closed": "The survey day is closed",
    "survey-day-not-open": "The survey day is not open yet",
    "site-not-sentinel": "The site is not a sentinel on that date",
    "enrolment-missing": "No enrolment on that date",
    "too-many-revisions": "Too many corrections",
    "survey-day-too-old": "The survey day is too long ago",
    "too-many-reopenings": "Too many reopenings",
    "too-many-closures": "Too many closures",
    "territory-taken": "The territory is another health office's",
    "institute-too-large": "The institute would be too large",
    "report-unreadable": "The stored value cannot be read",
    "needs-confirmation": "Please confirm",
    "illegal-transition": "Not a legal transition",
    "too-many-transitions": "Too many transitions",
    "backtest-missing": "Try the policy on past data first",
    "version-conflict": "The value has changed meanwhile",
    "weak-etag": "Weak ETags do not count here",
    "too-large": "Request too large",
    "unsupported-media-type": "Media type not accepted",
    "invalid-request": "Invalid request",
    "not-a-survey-day": "Not a survey day",
    "absent-exceeds-enrolled": "More absent than enrolled",
    "illness-exceeds-absent": "More ill than absent",
    "condition-required": "If-Match is required",
    "too-many-requests": "Too many requests",
    "internal-error": "Internal error",
    unavailable: "Unavailable",
  },
  details: {
    "survey-day-closed": (since) =>
      `Closed since ${since}. If the value must still be entered or corrected, ask the health office to reopen the day.`,
    "survey-day-not-open": (opensAt) => `Entry opens at ${opensAt}.`,
    "not-a-survey-day": (date) => `Nothing is surveyed on ${date}: the survey days are in the calendar.`,
    "site-not-sentinel": (siteCode, date) =>
      `Site ${siteCode} is not a sentinel on ${date}: it need not enter absences.`,
    "enrolment-missing": (siteCode, date) => `First register the enrolment of site ${siteCode} in force on ${date}.`,
    "absent-exceeds-enrolled": (absent, pupils) =>
      `${absent} absent, but ${pupils} are enrolled that day. Correct the number or update the enrolment.`,
    "illness-exceeds-absent": (count, absent) => `${count} absent for illness, but ${absent} absent in all.`,
    "too-many-revisions": (revisionsMax) =>
      `The value has already been corrected ${revisionsMax} times. Write to the health office.`,
    "survey-day-too-old": (date, daysMax) =>
      `Survey days of the last ${daysMax} days can be reopened: ${date} stays as it is.`,
    "too-many-closures": (closuresMax) => `${closuresMax} closures are registered already. Remove those of past years.`,
    "territory-taken": (taken) =>
      `Another health office already has it: ${taken}. Take it off the list of that office first.`,
    "too-many-reopenings": (reopeningsMax, firstUntil) =>
      `The site has ${reopeningsMax} reopenings already. The first ends at ${firstUntil}: try again the day after, once its survey day has been evaluated again.`,
    "institute-too-large": (instituteCode, sitesMax, territoriesMax) =>
      `An institute has at most ${sitesMax} sites, in ${territoriesMax} territories: ${instituteCode} would have more. Check the code of the institute and the territory.`,
    "report-unreadable": (siteCode, date) =>
      `There is a value of site ${siteCode} for ${date} already, but it is damaged: lest it be lost it is not replaced. The operators know of it: try again later, or write to the health office.`,
    "needs-confirmation": (warnings) => `Please check: ${warnings}. If it is right, send again with confirm.`,
    "version-conflict":
      "Somebody else has written another value. Look at the current one and, to change it, send again with its version (If-Match).",
    "illegal-transition": (from, to) => `"${from}" does not lead to "${to}".`,
    "too-many-transitions": (transitionsMax) =>
      `After ${transitionsMax} transitions an alert is not reopened: if the line is crossed again, a new one is raised.`,
    "backtest-missing": "A policy is activated with the id of a backtest (POST /v1/backtests) of that very policy.",
    "link-expired": (lastMinute) =>
      `The link was valid until ${lastMinute}. If the value is still missing, sign in or write to the health office.`,
    unauthenticated: "The access token is missing or not valid.",
    forbidden: "Your role cannot do this.",
    "not-found": "There is nothing here.",
    "not-acceptable": "We answer in JSON.",
    "malformed-json": "The request body cannot be read.",
    "unsupported-media-type": (accepted) => `We take ${accepted}.`,
    "too-large": (limit) => `The limit is ${limit}.`,
    "invalid-request": "Some values are not right: see the errors.",
    "weak-etag":
      'Send the ETag in If-Match as you received it, as "1": a weak one (W/"1") does not say that the value is the very same. If a proxy has weakened it, turn off its compression.',
    "condition-required": "Read the value first and send its version as If-Match.",
    "comes-back": (seconds) =>
      `Try again in ${plural("en", seconds, { one: "one second", other: `${seconds} seconds` })}. Nothing that was answered is lost.`,
  },
  units: { megabytes: "MB", rows: "rows", "site-days": "site-days" },
  warnings: {
    "over-40-percent-absent": "over 40 % absent",
    "zero-absent-in-large-site": "none absent among over 200",
    "enrolment-moves-over-25-percent": "enrolment moves by over 25 %",
    "over-35-pupils-per-class": "over 35 pupils per class",
  },
  values: {
    ifMatch: 'an ETag in quotes is wanted, as "1", a list of them, or *',
    cursor: "not a cursor of this list",
    officeNotSaid: "there are several health offices: say which",
    seriesScope: "a siteCode, or a territory and a level",
    daysBeforeTo: (daysMax) => `must lie at most ${daysMax} days before \`to\``,
    yearBefore2000: "a year before it lies 1999",
    reopenedUntil: (daysMax) => `must lie in the future, at most ${daysMax} days ahead`,
    "outside-school-year": (schoolYear) => `not in the school year ${schoolYear}`,
    "weekdays-begun": () => "weekdays change from tomorrow on; those in force stay in the list as they are",
  },
  ofSchema: english,
  ofContracts: {
    "not a month, as YYYY-MM": "not a month, as YYYY-MM",
    "not a month of the years 2000 to 2099": "not a month of the years 2000 to 2099",
    "not the id of a backtest": "not the id of a backtest",
    "lower-case letters, digits and hyphens, at most 60": "lower-case letters, digits and hyphens, at most 60",
    "must not come before from": "must not come before from",
    "at most 10 members": "at most 10 members",
    "not a codice meccanografico": "not a codice meccanografico",
    "the code of an institute: pupils hang on site codes": "the code of an institute: pupils hang on site codes",
    "not a date that exists, as YYYY-MM-DD": "not a date that exists, as YYYY-MM-DD",
    "not a date of the years 2000 to 2099": "not a date of the years 2000 to 2099",
    "not a school year, as 2026-27": "not a school year, as 2026-27",
    "not two consecutive years": "not two consecutive years",
    "not a cadastral code": "not a cadastral code",
    "letters, digits, spaces and ' . ( ) / - only": "letters, digits, spaces and ' . ( ) / - only",
    "not well-formed Unicode": "not well-formed Unicode",
    "control characters are not allowed": "control characters are not allowed",
    "must come after sentinelFrom": "must come after sentinelFrom",
    "must not exceed the baseline's window": "must not exceed the baseline's window",
    "names a weekday twice": "names a weekday twice",
  },
  works: "The service works",
};
