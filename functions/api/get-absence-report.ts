import { absenceReportReply } from "../../shared/contracts/absence-report-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-absence-report")(async ({ path }, deps) => {
  const report = await deps.reports.get(path.siteCode, path.date, { consistent: true });
  if (report === undefined) return { problem: { reason: "not-found" } };
  return { status: 200, body: absenceReportReply(report), version: report.version };
});
