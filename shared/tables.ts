/**
 * Every DynamoDB table: keys, indexes, protection. The store names its tables from here, the local cloud creates
 * them from here, and `infra/aws` deploys them from here. All key attributes are strings.
 */
export type TableIndex = {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes beside the keys; "all" copies the item. Anything not listed does not cost a write here. */
  readonly projects: "all" | "keys" | readonly string[];
};

export type Table = {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly indexes: readonly TableIndex[];
  /** What would be lost with the table, in words: the reason for its protection. */
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
      // Keys only: an enrolment variation then costs one write, not two.
      { name: "byInstitute", partitionKey: "instituteCode", sortKey: "siteCode", projects: "keys" },
      // One query for whoever looks at a territory; one more write where one of these changes, and enrolments are none.
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
      // Sparse: only sentinel sites carry the partition attribute.
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
    // An index here would double the price of every submission; history is read from day sheets.
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
      // Read by the release before alone, while it and this one are at work; it goes with the release after this one.
      { name: "byStatus", partitionKey: "status", sortKey: "raisedAt", projects: "all" },
      // Alerts alone carry these attributes; the explanations beside them are in no index.
      { name: "byTerritory", partitionKey: "territory", sortKey: "standing", projects: "all" },
    ],
    holds: "the alerts with their crossings and lifecycle, and the explanation of each crossing",
  },
  mailLedger: {
    name: "MailLedger",
    partitionKey: "surveyDateKind",
    sortKey: "recipientRound",
    indexes: [],
    holds: "what was mailed to whom: claimed, skipped, sent, delivered, bounced, uncertain",
  },
  settings: {
    name: "Settings",
    partitionKey: "name",
    sortKey: "version",
    indexes: [],
    holds:
      "territories, closures and school calendars of the region; closures, contacts, alert policies of each office",
  },
} as const satisfies Record<string, Table>;

export type TableId = keyof typeof tables;
