/**
 * Every DynamoDB table: keys, indexes, protection. The store names its tables from this file, the local cloud creates
 * them from it, and `infra/aws` deploys them from it. All key attributes are strings.
 */
export type TableIndex = {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes in addition to the keys; "all" copies the item. A change of any other attribute costs no write here. */
  readonly projects: "all" | "keys" | readonly string[];
};

export type Table = {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly indexes: readonly TableIndex[];
  /** The data that would be lost with the table, in words: the reason for its protection. */
  readonly holds: string;
};

export const tables = {
  institutes: {
    name: "Institutes",
    partitionKey: "instituteCode",
    indexes: [],
    holds: "the institutes, who is mailed for each of them, and whether the address works",
  },
  sites: {
    name: "Sites",
    partitionKey: "siteCode",
    indexes: [
      // Keys only, so that an enrolment variation costs one write, not two.
      { name: "byInstitute", partitionKey: "instituteCode", sortKey: "siteCode", projects: "keys" },
      // One query for a whole territory. A change of these attributes costs one more write; an enrolment is not among
      // them.
      {
        name: "byTerritory",
        partitionKey: "territory",
        sortKey: "siteCode",
        projects: [
          "instituteCode",
          "name",
          "level",
          "municipality",
          "district",
          "sentinelFrom",
          "sentinelUntil",
          "registeredFor",
        ],
      },
      // Sparse: only sentinel sites have the partition attribute.
      {
        name: "sentinelsByTerritory",
        partitionKey: "sentinelTerritory",
        sortKey: "siteCode",
        projects: ["instituteCode", "level", "municipality", "sentinelFrom", "sentinelUntil"],
      },
    ],
    holds: "the registry entry of each site, its sentinel dates and its last enrolment steps",
  },
  enrolments: {
    name: "Enrolments",
    partitionKey: "siteCode",
    sortKey: "validFrom",
    indexes: [],
    holds: "every enrolment step ever registered",
  },
  absenceReports: {
    name: "AbsenceReports",
    partitionKey: "surveyDate",
    sortKey: "siteCode",
    // An index here would double the price of every submission. History comes from day sheets.
    indexes: [],
    holds: "the absence reports with their frozen denominators and their revisions",
  },
  surveyDays: {
    name: "SurveyDays",
    partitionKey: "territory",
    sortKey: "surveyDatePart",
    indexes: [],
    holds: "the state of each survey day, its frozen expected set and, after closing, its day sheet",
  },
  alerts: {
    name: "Alerts",
    partitionKey: "scope",
    sortKey: "ruleSequence",
    indexes: [
      // Only the previous release reads it, while both releases run. It will go with the next release.
      { name: "byStatus", partitionKey: "status", sortKey: "raisedAt", projects: "all" },
      // Only alerts have these attributes. The explanations next to them are in no index.
      { name: "byTerritory", partitionKey: "territory", sortKey: "standing", projects: "all" },
    ],
    holds: "the alerts with their crossings and lifecycle, and the explanation of each crossing",
  },
  mailLedger: {
    name: "MailLedger",
    partitionKey: "surveyDateKind",
    sortKey: "recipientRound",
    indexes: [],
    holds: "which mail went to which recipient: claimed, skipped, sent, delivered, bounced, uncertain",
  },
  settings: {
    name: "Settings",
    partitionKey: "name",
    sortKey: "version",
    indexes: [],
    holds:
      "territories, closures and school calendars of the region; closures, contacts, alert policies of each office",
  },
  audit: {
    name: "Audit",
    partitionKey: "scopeMonth",
    sortKey: "instantId",
    indexes: [],
    holds: "who has decided what and when, with how it stood before and after in short",
  },
} as const satisfies Record<string, Table>;

export type TableId = keyof typeof tables;
