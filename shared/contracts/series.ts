import * as z from "zod";
import { alertSeverities } from "../domain/alerts/verdict.ts";
import { askedTerritory, count, level, localDate, pupilSiteCode, rate, siteCode, territory } from "./fields.ts";

/** Either a site, or a territory with a level; at most a year. */
export const seriesQuery = z.object({
  siteCode: pupilSiteCode.exactOptional(),
  territory: askedTerritory.exactOptional(),
  level: level.exactOptional(),
  from: localDate.exactOptional().meta({ description: "Default: 120 days before `to`" }),
  to: localDate.exactOptional().meta({ description: "Default: today" }),
});

export const series = z
  .object({
    siteCode: siteCode.exactOptional(),
    territory,
    level,
    items: z.array(
      z.object({
        date: localDate,
        absent: count.exactOptional(),
        pupils: count.exactOptional(),
        absenceRate: rate.exactOptional(),
        expectedRate: rate.exactOptional(),
        lowRate: rate.exactOptional().meta({ description: "Lower end of what is usual" }),
        highRate: rate.exactOptional().meta({ description: "Upper end of what is usual" }),
        severity: z.enum(alertSeverities).exactOptional().meta({ description: "A rule signalled on that day" }),
        medianRate: rate
          .exactOptional()
          .meta({ description: "Median of the sentinel sites of the same level; only with five or more of them" }),
      }),
    ),
  })
  .meta({ id: "Series", description: "Absence rate by closed survey day, oldest first" });
