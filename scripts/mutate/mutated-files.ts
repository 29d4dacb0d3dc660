import { globSync } from "node:fs";
import { basename } from "node:path";

/** What is mutated, by what it is for. */
const groups: Readonly<Record<string, readonly string[]>> = {
  domain: ["shared/domain/**/*.ts"],
  detection: ["shared/detection/*.ts"],
  ledger: ["shared/store/mail-ledger-store.ts", "functions/flows/mail/mail-*.ts"],
  jobs: ["functions/jobs/*.ts", "functions/flows/**/*.ts"],
};

/** Flows of routes alone, whose tests need the whole service. */
const flowsOfRoutes = ["page-by-key.ts", "page-request.ts", "report-content.ts", "run-backtest.ts", "submit-report.ts"];

/** Files with what each is part of; what is part of two is counted with the first. */
export function mutatedFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [group, patterns] of Object.entries(groups)) {
    for (const file of globSync([...patterns]).toSorted()) {
      if (!flowsOfRoutes.includes(basename(file)) && !files.has(file)) files.set(file, group);
    }
  }
  return files;
}
