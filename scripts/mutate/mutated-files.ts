import { globSync } from "node:fs";

/** What is mutated, by what it is for. */
const groups: Readonly<Record<string, readonly string[]>> = {
  domain: ["shared/domain/**/*.ts"],
  detection: ["shared/detection/*.ts"],
  ledger: ["shared/store/mail-ledger-store.ts", "functions/flows/mail/mail-*.ts"],
  jobs: ["functions/jobs/*.ts", "functions/flows/**/*.ts"],
};

/** Flows of routes alone, whose tests need the whole service. */
const flowsOfRoutes = [
  "functions/flows/registry/*.ts",
  "functions/flows/reports/*.ts",
  "functions/flows/paging/page-*.ts",
  "functions/flows/alerts/{alert-page,backtest-period-fault,keep-backtest,run-backtest,stored-days}.ts",
  "functions/flows/faults/{invalid-request,unreadable-file}.ts",
  "functions/flows/mail/ledger-of-day.ts",
  "functions/flows/survey-days/{describe-rows,read-due-sites,read-series,series-scope}.ts",
];

/** Files with what each is part of; what is part of two is counted with the first. */
export function mutatedFiles(): Map<string, string> {
  const files = new Map<string, string>();
  const leftOut = new Set(globSync(flowsOfRoutes));
  for (const [group, patterns] of Object.entries(groups)) {
    for (const file of globSync([...patterns]).toSorted()) {
      if (!leftOut.has(file) && !files.has(file)) files.set(file, group);
    }
  }
  return files;
}
