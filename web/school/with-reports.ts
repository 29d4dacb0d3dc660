import { givenByName } from "../../shared/domain/survey/optional-counts.ts";
import type { ReplyBody } from "../api/api-types.ts";

type Institute = ReplyBody<"get-institute">;
type Report = NonNullable<ReplyBody<"put-institute-absence-reports">["items"][number]["report"]>;

/** The institute updated with the reports of an answer, so that they show even if nothing can be read again. */
export function withReports(institute: Institute, reports: readonly Report[]): Institute {
  const due = institute.due.map((day) => ({
    ...day,
    sites: day.sites.map((site) => {
      const report = reports.find(({ siteCode, date }) => siteCode === site.siteCode && date === day.date);
      if (report === undefined) return site;
      // The fields of an earlier entry do not stay.
      const { siteCode, pupils, reopenedUntil, previous } = site;
      const { absent, reason, version, enteredAt, enteredBy } = report;
      return {
        siteCode,
        ...(pupils === undefined ? {} : { pupils }),
        ...(reopenedUntil === undefined ? {} : { reopenedUntil }),
        ...(previous === undefined ? {} : { previous }),
        ...(absent === undefined ? {} : { absent }),
        ...givenByName(({ name }) => report[name]),
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
