import type * as z from "zod";
import type { absenceReportBody } from "../../../shared/contracts/absence-report.ts";
import type { ReportContent } from "../../../shared/domain/survey/absence-report.ts";
import { givenByName } from "../../../shared/domain/survey/optional-counts.ts";

/** The content of a body, and whether the person confirms it. A closure needs no confirmation. */
export function reportContent(body: z.output<typeof absenceReportBody>): { content: ReportContent; confirm: boolean } {
  if ("closed" in body) return { content: { closed: true, reason: body.reason }, confirm: true };
  const { absent, confirm = false } = body;
  return { content: { absent, ...givenByName(({ name }) => body[name]) }, confirm };
}
