import { absenceReportReply } from "../../shared/contracts/absence-report-reply.ts";
import { outsideScope } from "../../shared/runtime/authorise.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { problemBody } from "../../shared/runtime/problem-reply.ts";
import { reportContent } from "../flows/reports/report-content.ts";
import { submissionCounts, submitReport } from "../flows/reports/submit-report.ts";

export const handler = handlerFor("put-institute-absence-reports")(
  async ({ path, body, caller, language, now }, deps) => {
    const sites = new Map(
      (await deps.sites.ofInstitute(path.instituteCode, deps.onDamaged)).map((site) => [site.siteCode, site]),
    );
    const items = [];
    const refusals = [];
    // One after the other: the same site named twice is then decided in the order sent.
    for (const { siteCode, version, ...report } of body.items) {
      const site = sites.get(siteCode);
      const ifMatch = version === undefined ? undefined : [version];
      const submission = { surveyDate: path.date, ifMatch, by: caller.subject, now, ...reportContent(report) };
      const decision =
        site === undefined
          ? { kind: "refused" as const, refusal: outsideScope }
          : await submitReport({ site, ...submission }, deps);
      if (decision.kind === "refused") {
        const problem = problemBody(decision.refusal, language, "");
        items.push({ siteCode, status: problem.status, problem });
        refusals.push(decision.refusal);
        continue;
      }
      deps.log.metrics(submissionCounts(decision.kind), now);
      items.push({
        siteCode,
        status: decision.kind === "created" ? 201 : 200,
        report: absenceReportReply(decision.report),
      });
    }
    return { status: 200, body: { items }, refusals };
  },
);
