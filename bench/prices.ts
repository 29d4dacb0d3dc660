/**
 * List prices in US dollars without taxes, free tiers or discounts, for Europe (Milan), eu-south-1. They come from the
 * public price pages of Amazon Web Services in mid 2025. Nothing here is fetched: check the prices again before you use
 * them in a budget.
 */
export const prices = {
  region: "eu-south-1",
  asOf: "mid 2025",
  /** Amazon DynamoDB, on demand, standard tables. */
  writeRequestUnit: 0.7423 / 1_000_000,
  readRequestUnit: 0.1485 / 1_000_000,
  /** Amazon DynamoDB: standard storage, and the additional price of point-in-time recovery. */
  storedGigabyteMonth: 0.297,
  recoverableGigabyteMonth: 0.238,
  /**
   * Amazon DynamoDB, a gigabyte exported. It is estimated: above the price of Northern Virginia by the same factor as
   * the others.
   */
  exportedGigabyte: 0.119,
  /** Amazon API Gateway, HTTP API, first 300 million a month. */
  httpRequest: 1.17 / 1_000_000,
  /** AWS Lambda on arm64. */
  functionRequest: 0.23 / 1_000_000,
  functionGigabyteSecond: 0.000_015_613_8,
  /** Amazon SES, a mail to one recipient. */
  mail: 0.1 / 1_000,
  /** Amazon SNS, a notification of SES. Its delivery to a function is free. */
  notification: 0.5 / 1_000_000,
  /** Amazon CloudWatch Logs, a gigabyte received. */
  logGigabyte: 0.5985,
  /** AWS X-Ray, a trace recorded. */
  trace: 5 / 1_000_000,
  /** Amazon CloudFront in Europe: a request over HTTPS, and a gigabyte to the reader. */
  cdnRequest: 0.012 / 10_000,
  cdnGigabyte: 0.085,
} as const;

/** The free amounts of every account each month, without those of the first year only. */
export const freeAMonth = {
  storedGigabytes: 25,
  functionRequests: 1_000_000,
  functionGigabyteSeconds: 400_000,
  notifications: 1_000_000,
  logGigabytes: 5,
  traces: 100_000,
  cdnRequests: 10_000_000,
  cdnGigabytes: 1_000,
} as const;
