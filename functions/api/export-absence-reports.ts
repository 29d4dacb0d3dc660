import { absenceReportCsv, exportRows } from "../../shared/contracts/absence-report-csv.ts";
import { exportRowsMax } from "../../shared/contracts/absence-report-export.ts";
import { monthBounds } from "../../shared/domain/calendar/month-bounds.ts";
import { grantTerritory } from "../../shared/domain/jurisdiction.ts";
import { outsideScope } from "../../shared/runtime/authorise.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("export-absence-reports")(async ({ query, jurisdiction, language }, deps) => {
  const { month, limit = exportRowsMax } = query;
  const own = grantTerritory(jurisdiction, query.territory);
  if (own === undefined) return { problem: outsideScope };
  const { from, to } = monthBounds(month);
  const { sheets } = await deps.surveyDays.sheetsBetween(own.territory, from, to, deps.onDamaged);

  const keyOf = ({ date, siteCode }: { date: string; siteCode: string }) => `${date} ${siteCode}`;
  const page = pageByKey(sheets.flatMap(exportRows), keyOf, { ...pageRequest(query), limit });
  const body = absenceReportCsv(page.items, language);
  return { status: 200, body, ...(page.cursor === undefined ? {} : { nextCursor: page.cursor }) };
});
