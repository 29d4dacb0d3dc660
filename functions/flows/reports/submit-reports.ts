import type * as z from "zod";
import type { bulkReportBody } from "../../../shared/contracts/absence-report.ts";
import type { SiteCode } from "../../../shared/domain/codes.ts";
import type { Site } from "../../../shared/domain/registry/site.ts";
import type { ReportDecision } from "../../../shared/domain/survey/decide-report.ts";
import { outsideScope } from "../../../shared/runtime/authorise.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { reportContent } from "./report-content.ts";
import { type Submission, type SubmissionDeps, submissionCounts, submitReport } from "./submit-report.ts";

type DecidedItem = {
  siteCode: SiteCode;
  decision: ReportDecision | { kind: "refused"; refusal: typeof outsideScope };
};

/**
 * Submits the reports of several sites of one institute. A refusal for one site does not stop the others.
 * @param sites those of the institute: for the caller, no other site exists
 */
export async function submitReports(
  sites: readonly Site[],
  items: z.output<typeof bulkReportBody>["items"],
  entry: Pick<Submission, "surveyDate" | "by" | "now">,
  deps: SubmissionDeps & Pick<Deps, "log">,
): Promise<DecidedItem[]> {
  const bySiteCode = new Map(sites.map((site) => [site.siteCode, site]));
  const decided: DecidedItem[] = [];
  // One after the other, so that a repeated site is decided in the order sent.
  for (const { siteCode, version, ...report } of items) {
    const site = bySiteCode.get(siteCode);
    if (site === undefined) {
      decided.push({ siteCode, decision: { kind: "refused", refusal: outsideScope } });
      continue;
    }
    const ifMatch = version === undefined ? undefined : [version];
    const decision = await submitReport({ site, ifMatch, ...entry, ...reportContent(report) }, deps);
    if (decision.kind !== "refused") deps.log.metrics(submissionCounts(decision.kind), entry.now);
    decided.push({ siteCode, decision });
  }
  return decided;
}
