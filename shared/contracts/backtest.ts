import * as z from "zod";
import { alertPolicy } from "./alert-policy.ts";
import { count, instant, level, localDate, siteCode, territory } from "./fields.ts";

export const backtestId = z
  .string()
  .regex(/^[0-9a-f]{16}$/, "not the id of a backtest")
  .max(16)
  .meta({ description: "Names a backtest", example: "3f9a0c1d2b4e5f60" });

/** The number of site-days that one call can replay. */
export const backtestSiteDaysMax = 300_000;
/** A result lists no more than these. Its totals and its counts by day are complete. */
export const backtestAlertsListedMax = 500;
export const backtestDaysListedMax = 5_000;

const alertsListed = {
  maxItems: backtestAlertsListedMax,
  description: `The first ${backtestAlertsListedMax}`,
};

export const backtestBody = z.strictObject({
  policy: alertPolicy,
  from: localDate.exactOptional().meta({ description: "Default: a year before `to`" }),
  to: localDate.exactOptional().meta({ description: "Default: today" }),
});

const outcome = z.object({
  siteDays: count,
  assessableDays: count.meta({ description: "Without assessable days, no alert means nothing" }),
  alertsPerSiteYear: z.number().min(0),
  sitesPerAlertDay: z.number().min(0),
  mails: count,
  siteAlerts: z
    .array(z.object({ siteCode, territory, level, date: localDate, severity: z.enum(["attention", "alert"]) }))
    .meta(alertsListed),
  siteAlertsTotal: count.exactOptional().meta({ description: "How many there are; absent: all are listed" }),
  territoryAlerts: z.array(z.object({ territory, level, date: localDate, z: z.number() })).meta(alertsListed),
  territoryAlertsTotal: count.exactOptional().meta({ description: "How many there are; absent: all are listed" }),
  days: z
    .array(
      z.object({
        territory: territory.exactOptional().meta({
          description: "Absent: all together, where one by one they would be too many",
        }),
        date: localDate,
        siteDays: count,
        sites: count.meta({ description: "Sites that would have alerted" }),
        territoryAlerts: count,
        notices: count,
        mailed: z.boolean().meta({ description: "Whether a digest would have gone" }),
      }),
    )
    .meta({ maxItems: backtestDaysListedMax }),
});

export const backtest = z
  .object({
    backtestId,
    startedAt: instant,
    startedBy: z.string(),
    from: localDate,
    to: localDate,
    policy: alertPolicy,
    proposed: outcome,
    active: outcome.meta({ description: "The same days under the policy in force, to compare with" }),
  })
  .meta({ id: "Backtest", description: "What a policy would have done over the stored history" });
