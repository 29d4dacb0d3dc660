import { absenceReportCsv, type ExportRow } from "../../shared/contracts/absence-report-csv.ts";
import { exportRowsMax } from "../../shared/contracts/absence-report-export.ts";
import { surveyDaysBetween } from "../../shared/domain/calendar/calendar.ts";
import { type DaySheet, noCount } from "../../shared/domain/survey/day-sheet.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("export-absence-reports")(async ({ query }, deps) => {
  const { month, territory, limit = exportRowsMax } = query;
  const dates = surveyDaysBetween(`${month}-01`, lastDayOf(month), {}, []);
  const { sheets } = await deps.surveyDays.sheets(territory, dates, deps.onDamaged);

  const page = pageByKey(sheets.flatMap(rowsOf), ({ date, siteCode }) => `${date} ${siteCode}`, {
    ...pageRequest(query),
    limit,
  });
  return {
    status: 200,
    body: absenceReportCsv(page.items),
    ...(page.cursor === undefined ? {} : { nextCursor: page.cursor }),
  };
});

function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

function rowsOf({ territory, surveyDate, siteCodes, levels, pupils, absent, flags }: DaySheet): ExportRow[] {
  return siteCodes.map((siteCode, index) => ({
    date: surveyDate,
    territory,
    level: levels[index] ?? "",
    siteCode,
    flags: flags[index] ?? 0,
    pupils: pupils[index] ?? 0,
    absent: absent[index] ?? noCount,
  }));
}
