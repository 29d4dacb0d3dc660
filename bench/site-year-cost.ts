import { functionMegabytes } from "../infra/aws/function-megabytes.ts";
import type { BenchRow } from "./bench-row.ts";
import type { MeasuredUnits, OperationUnits } from "./capacity.ts";
import { freeAMonth, prices } from "./prices.ts";

/** A year of one sentinel site. */
const year = {
  surveyDays: 70,
  /** Share of the survey days without an entry by 08:30 of the next day, so that a reminder goes out. */
  remindedShare: 0.3,
  /** Once at the start, and two changes. */
  enrolmentVariations: 3,
  /** Hourly from 07 to 23 on the survey day and the day after, and once after closing. */
  evaluationsADay: 2 * 17 + 1,
  /** The hourly watch examines a survey day for four days. */
  watchesADay: 4 * 23,
  /**
   * Exports of all that is in the tables. Storing them in the bucket, compressed and cold, costs a tenth of making
   * them.
   */
  exports: 52,
  /** Versions of the pages. Browsers load each version again. */
  pageVersions: 10,
} as const;

/** Values that are not measured here, estimated high. */
const assumed = {
  secondsACall: 0.05,
  secondsAMail: 0.15,
  secondsAnEvent: 0.05,
  logBytesACall: 800,
  logBytesAMail: 100,
  logBytesAnEvent: 800,
  /**
   * Lambda traces the first call of each second and 5 % of the others. This is the share in the morning hours of 55,000
   * sites. With fewer sites the share is larger, but all traces are then within the free amount.
   */
  tracesACall: 0.25,
  /** The entry page and its settings, which are never cached, and the answers of the API. */
  cdnRequestsAVisit: 3,
  cdnBytesAVisit: 8_000,
  cdnBytesAPageVersion: 250_000,
  /**
   * For each survey day: a report of 130 B, DynamoDB's 100 B on top, and its share of the day sheet. Also 21 ledger
   * entries.
   */
  storedBytesASiteYear: 70 * 261 + 21 * 300,
} as const;

const budgetDollars = 0.0025;
const bytesPerGigabyte = 1e9;
const megabytesPerGigabyte = 1_024;
const monthsPerYear = 12;
const schoolMonths = 10;

type CostPart = {
  what: string;
  /** At list price, per site and year. */
  dollars: number;
  /** If a part of it is free: the need of a site in a year, and the free amount of an account each month. */
  free?: { needed: number; aMonth: number };
};

/**
 * The cost that one sentinel site adds to the bill in a year, by part. Sign-in fees are not included.
 * @param sitesAnOffice Sentinel sites that one office enters together, or forgets together.
 */
export function siteYearCost(units: MeasuredUnits, sitesAnOffice: number): CostPart[] {
  const { surveyDays, remindedShare, enrolmentVariations, evaluationsADay, watchesADay, exports, pageVersions } = year;
  const visits = surveyDays / sitesAnOffice;
  const mails = visits * remindedShare;
  /** The form, and the reports sent from it. */
  const calls = visits * 2 + enrolmentVariations;
  /** Each mail causes one event: delivered or bounced. */
  const events = mails;
  const invocations = calls + events;
  const seconds = calls * assumed.secondsACall + mails * assumed.secondsAMail + events * assumed.secondsAnEvent;
  const gigabyteSeconds = seconds * (functionMegabytes / megabytesPerGigabyte);
  const logGigabytes =
    (calls * assumed.logBytesACall + mails * assumed.logBytesAMail + events * assumed.logBytesAnEvent) /
    bytesPerGigabyte;
  const storedGigabytes = assumed.storedBytesASiteYear / bytesPerGigabyte;
  const storedGigabyteMonths = storedGigabytes * monthsPerYear;
  const traces = invocations * assumed.tracesACall;
  const cdnRequests = calls + visits * assumed.cdnRequestsAVisit;
  const cdnGigabytes =
    (visits * assumed.cdnBytesAVisit + (pageVersions / sitesAnOffice) * assumed.cdnBytesAPageVersion) /
    bytesPerGigabyte;
  const part = (what: string, needed: number, price: number, aMonth?: number): CostPart => ({
    what,
    dollars: needed * price,
    ...(aMonth === undefined ? {} : { free: { needed, aMonth } }),
  });
  const database = (what: string, times: number, spent: OperationUnits): CostPart => ({
    what: `DynamoDB: ${what}`,
    dollars: times * (spent.readUnits * prices.readRequestUnit + spent.writeUnits * prices.writeRequestUnit),
  });
  return [
    database("form", surveyDays, units.form),
    database("submission", surveyDays, units.firstSubmission),
    database("enrolment", enrolmentVariations, units.enrolmentVariation),
    database("evaluation", surveyDays * evaluationsADay, units.evaluationPerSite),
    database("watch", surveyDays * watchesADay, units.watchPerSite),
    database("reminders", mails, units.reminder),
    database("events of mails", events, units.settlement),
    part("year's data", storedGigabyteMonths, prices.storedGigabyteMonth, freeAMonth.storedGigabytes),
    part("recovery of the year's data", storedGigabyteMonths, prices.recoverableGigabyteMonth),
    part("weekly exports", storedGigabytes * exports, prices.exportedGigabyte),
    part("HTTP API", calls, prices.httpRequest),
    part("function calls", invocations, prices.functionRequest, freeAMonth.functionRequests),
    part("function time", gigabyteSeconds, prices.functionGigabyteSecond, freeAMonth.functionGigabyteSeconds),
    part("traces", traces, prices.trace, freeAMonth.traces),
    part("mails", mails, prices.mail),
    part("notifications", events, prices.notification, freeAMonth.notifications),
    part("logs", logGigabytes, prices.logGigabyte, freeAMonth.logGigabytes),
    part("CDN requests", cdnRequests, prices.cdnRequest, freeAMonth.cdnRequests),
    part("CDN data", cdnGigabytes, prices.cdnGigabyte, freeAMonth.cdnGigabytes),
  ];
}

/** The cost of a part on the bill of an account with so many sites, per site and year. */
function billedDollars({ dollars, free }: CostPart, sites: number): number {
  if (free === undefined) return dollars;
  return dollars * Math.max(0, 1 - (free.aMonth * schoolMonths) / (free.needed * sites));
}

/**
 * The worst case, which is close to a drawn sample, and all sites of the institutes in the registry of Milano and Lodi.
 */
const sitesAnOfficeCases = [1, 1.8] as const;
const scales = [200, 8_000, 55_000] as const;

/** At list price, and on the bills of accounts of three sizes. */
export function siteYearRows(units: MeasuredUnits): BenchRow[] {
  return sitesAnOfficeCases.flatMap((sitesAnOffice) => {
    const parts = siteYearCost(units, sitesAnOffice);
    const largest = parts.toSorted((one, other) => other.dollars - one.dollars).slice(0, 3);
    const told = largest.map(({ what, dollars }) => `${what} ${dollars.toFixed(5)}`).join(", ");
    const row = (how: string, dollars: readonly number[], note: string): BenchRow => {
      const sum = dollars.reduce((total, one) => total + one, 0);
      return {
        what: `cost of a site and year ${how}, ${sitesAnOffice} an office`,
        ours: sum,
        baseline: budgetDollars,
        ratio: sum / budgetDollars,
        unit: "USD",
        budget: `≤ ${budgetDollars} USD`,
        kept: sum <= budgetDollars,
        note,
      };
    };
    return [
      row(
        "by list price",
        parts.map(({ dollars }) => dollars),
        `${prices.region}, ${prices.asOf}: ${told}`,
      ),
      ...scales.map((sites) =>
        row(
          `billed at ${sites} sites`,
          parts.map((one) => billedDollars(one, sites)),
          "without what every account has for nothing each month",
        ),
      ),
    ];
  });
}
