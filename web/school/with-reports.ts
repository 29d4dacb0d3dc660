import type { ReplyBody } from "../api/api-types.ts";

type Institute = ReplyBody<"get-institute">;
type Report = NonNullable<ReplyBody<"put-institute-absence-reports">["items"][number]["report"]>;

/** The institute with what a submission was answered, so that it shows also where nothing can be read any more. */
export function withReports(institute: Institute, reports: readonly Report[]): Institute {
  const due = institute.due.map((day) => ({
    ...day,
    sites: day.sites.map((site) => {
      const report = reports.find(({ siteCode, date }) => siteCode === site.siteCode && date === day.date);
      if (report === undefined) return site;
      const { absent: _, illness: __, reason: ___, ...kept } = site;
      const { absent, illness, reason, version, enteredAt, enteredBy } = report;
      return {
        ...kept,
        ...(absent === undefined ? {} : { absent }),
        ...(illness === undefined ? {} : { illness }),
        ...(reason === undefined ? {} : { reason }),
        state: "reported" as const,
        version,
        enteredAt,
        enteredBy,
      };
    }),
  }));
  return { ...institute, due };
}
