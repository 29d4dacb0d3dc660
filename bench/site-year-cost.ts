import type { BenchRow } from "./bench-row.ts";
import type { MeasuredUnits, OperationUnits } from "./capacity.ts";
import { prices } from "./prices.ts";

/** A year of one sentinel site. */
const year = {
  surveyDays: 70,
  /** Of the survey days: not entered by 08:30 of the day after, so a reminder goes out. */
  remindedShare: 0.3,
  /** Once at the start, and twice when something changes. */
  enrolmentVariations: 3,
  /** Hourly from 07 to 23 on the survey day and the day after, and once after closing. */
  evaluationsADay: 2 * 17 + 1,
} as const;

/** What is not measured here, taken on the high side. */
const assumed = {
  functionGigabytes: 0.5,
  secondsACall: 0.05,
  secondsAMail: 0.15,
  logBytesACall: 800,
  logBytesAMail: 100,
  /** Each survey day a report of 130 B with DynamoDB's 100 B on top and its share of the day sheet; 21 ledger entries. */
  storedBytesASiteYear: 70 * 261 + 21 * 300,
} as const;

const budgetDollars = 0.0025;
const bytesPerGigabyte = 1e9;
const monthsPerYear = 12;

type CostPart = { what: string; dollars: number };

/** What one sentinel site adds to the bill in a year, by part. Sign-in fees are not in it. */
export function siteYearCost(units: MeasuredUnits, sitesPerMail: number): CostPart[] {
  const { surveyDays, remindedShare, enrolmentVariations, evaluationsADay } = year;
  const mails = (surveyDays * remindedShare) / sitesPerMail;
  const calls = surveyDays * 2 + enrolmentVariations;
  const functionDollars = (seconds: number) =>
    seconds * assumed.functionGigabytes * prices.functionGigabyteSecond + prices.functionRequest;
  return [
    {
      what: "DynamoDB: form and submission",
      dollars: surveyDays * (unitDollars(units.form) + unitDollars(units.firstSubmission)),
    },
    { what: "DynamoDB: enrolment", dollars: enrolmentVariations * unitDollars(units.enrolmentVariation) },
    { what: "DynamoDB: evaluation", dollars: surveyDays * evaluationsADay * unitDollars(units.evaluationPerSite) },
    { what: "DynamoDB: reminders", dollars: mails * unitDollars(units.reminder) },
    {
      what: "DynamoDB: keeping the year's data for a year",
      dollars: (assumed.storedBytesASiteYear / bytesPerGigabyte) * prices.storedGigabyteMonth * monthsPerYear,
    },
    { what: "HTTP API", dollars: calls * prices.httpRequest },
    {
      what: "functions",
      dollars: calls * functionDollars(assumed.secondsACall) + mails * functionDollars(assumed.secondsAMail),
    },
    { what: "mails", dollars: mails * prices.mail },
    {
      what: "logs",
      dollars:
        ((calls * assumed.logBytesACall + mails * assumed.logBytesAMail) / bytesPerGigabyte) * prices.logGigabyte,
    },
  ];
}

function unitDollars({ readUnits, writeUnits }: OperationUnits): number {
  return readUnits * prices.readRequestUnit + writeUnits * prices.writeRequestUnit;
}

/** The worst case, a mail for each late site, and the usual one, where institutes have several sites. */
export function siteYearRows(units: MeasuredUnits): BenchRow[] {
  return [1, 2].map((sitesPerMail) => {
    const parts = siteYearCost(units, sitesPerMail);
    const dollars = parts.reduce((sum, part) => sum + part.dollars, 0);
    const largest = parts.toSorted((one, other) => other.dollars - one.dollars).slice(0, 3);
    return {
      what: `variable cost per site and year, ${sitesPerMail} late ${sitesPerMail === 1 ? "site" : "sites"} a mail`,
      ours: dollars,
      baseline: budgetDollars,
      ratio: dollars / budgetDollars,
      unit: "USD",
      budget: `≤ ${budgetDollars} USD`,
      kept: dollars <= budgetDollars,
      note: `list prices of ${prices.region}, ${prices.asOf}; ${largest.map((part) => `${part.what} ${part.dollars.toFixed(5)}`).join(", ")}`,
    };
  });
}
