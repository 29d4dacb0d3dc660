import { globSync } from "node:fs";

/**
 * The tests that must notice the mutations of a file. None of them starts an engine. The rules have their own tests:
 * the jobs' tests reach every rule too, but take a hundred times as long.
 */
export const testSets = {
  rules: ["test/{domain,detection}/**/*.test.ts"],
  jobs: [
    "test/store/mail-ledger-store.test.ts",
    "test/functions/{migrations,series,surveillance}.test.ts",
    "test/functions/mail/*.test.ts",
    "test/functions/jobs/*.test.ts",
    "test/reliability/{alerts,crash-explorer,mail-limits,readers,reminders,silent-loss}.test.ts",
  ],
} as const;
export type TestSet = keyof typeof testSets;

/** The mutated files, by purpose. */
const groups: Readonly<Record<string, { heldAgainst: TestSet; files: readonly string[] }>> = {
  domain: { heldAgainst: "rules", files: ["shared/domain/**/*.ts"] },
  detection: { heldAgainst: "rules", files: ["shared/detection/*.ts"] },
  ledger: { heldAgainst: "jobs", files: ["shared/store/mail-ledger-store.ts", "functions/flows/mail/mail-*.ts"] },
  jobs: { heldAgainst: "jobs", files: ["functions/jobs/*.ts", "functions/flows/**/*.ts"] },
};

/** Flows that only routes use. Their tests need the whole service. */
const flowsOfRoutes = [
  "functions/flows/{calendar,offices,registry}/*.ts",
  "functions/flows/reports/*.ts",
  "functions/flows/paging/page-*.ts",
  "functions/flows/alerts/{alert-page,backtest-period-fault,keep-backtest,run-backtest,stored-days}.ts",
  "functions/flows/faults/{invalid-request,unreadable-file}.ts",
  "functions/flows/mail/{ledger-of-day,note-contact-change,own-entries}.ts",
  "functions/flows/survey-days/{describe-rows,own-day-rows,read-due-sites,read-series,reopen-survey-day,series-scope}.ts",
];

export type MutatedFile = { group: string; heldAgainst: TestSet };

/** Each file with the group it belongs to. A file of two groups counts in the first one. */
export function mutatedFiles(): Map<string, MutatedFile> {
  const files = new Map<string, MutatedFile>();
  const leftOut = new Set(globSync(flowsOfRoutes));
  for (const [group, { heldAgainst, files: patterns }] of Object.entries(groups)) {
    for (const file of globSync([...patterns]).toSorted()) {
      if (!leftOut.has(file) && !files.has(file)) files.set(file, { group, heldAgainst });
    }
  }
  return files;
}
