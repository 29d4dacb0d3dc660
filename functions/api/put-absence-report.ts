import { absenceReportReply } from "../../shared/contracts/absence-report-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { reportContent } from "../flows/reports/report-content.ts";
import { submissionCounts, submitReport } from "../flows/reports/submit-report.ts";

export const handler = handlerFor("put-absence-report")(async ({ path, site, body, ifMatch, caller, now }, deps) => {
  const submission = { site, surveyDate: path.date, ifMatch, by: caller.subject, now, ...reportContent(body) };
  const decision = await submitReport(submission, deps);
  if (decision.kind === "refused") return { problem: decision.refusal };

  const { kind, report } = decision;
  deps.log.metrics(submissionCounts(kind), now);
  return { status: kind === "created" ? 201 : 200, body: absenceReportReply(report), version: report.version };
});
