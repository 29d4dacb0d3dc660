import { absenceReportReply } from "../../shared/contracts/absence-report-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { problemBody } from "../../shared/runtime/problem-reply.ts";
import { submitReports } from "../flows/reports/submit-reports.ts";

export const handler = handlerFor("put-institute-absence-reports")(
  async ({ path, body, caller, language, now }, deps) => {
    const sites = await deps.sites.ofInstitute(path.instituteCode, deps.onDamaged);
    const entry = { surveyDate: path.date, by: caller.subject, now };
    const decided = await submitReports(sites, body.items, entry, deps);

    const items = decided.map(({ siteCode, decision }) => {
      if (decision.kind !== "refused") {
        const status = decision.kind === "created" ? 201 : 200;
        return { siteCode, status, report: absenceReportReply(decision.report) };
      }
      const problem = problemBody(decision.refusal, language, "");
      return { siteCode, status: problem.status, problem };
    });
    const refusals = decided.flatMap(({ decision }) => (decision.kind === "refused" ? [decision.refusal] : []));
    return { status: 200, body: { items }, refusals };
  },
);
