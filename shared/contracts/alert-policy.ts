import * as z from "zod";
import type { AlertPolicy } from "../domain/alerts/alert-policy.ts";
import type { Level } from "../domain/codes.ts";
import { pupils, rate, version } from "./fields.ts";

const days = z.int().min(1).max(60);
const sites = z.int().min(1).max(10_000);
const probability = z.number().gt(0).lt(1);
/** A rule that needs more days than its window has would never signal again. */
const overWindow = "must not exceed the baseline's window";

/** Rates by level. It is an object and not a record: a record would check unknown names one by one. */
const levelRates = z.strictObject({
  "pre-primary": rate.exactOptional(),
  primary: rate.exactOptional(),
  "lower-secondary": rate.exactOptional(),
  "upper-secondary": rate.exactOptional(),
} satisfies Record<Level, z.ZodType>);

/** The policy that the health office edits. The bounds prevent a typing error that silences it or floods it. */
export const alertPolicy = z
  .strictObject({
    absolute: z.strictObject({ enabled: z.boolean(), absenceRateMin: rate, pupilsMin: pupils }),
    levelThresholds: z.strictObject({
      enabled: z.boolean(),
      absenceRateMin: levelRates,
      pupilsMin: pupils,
    }),
    siteRule: z
      .strictObject({
        enabled: z.boolean(),
        baselineObservations: days,
        baselineObservationsMin: days,
        guardDays: z.int().min(0).max(20),
        shrinkagePupils: z.number().min(0).max(10_000),
        overdispersion: probability,
        territoryFactorMax: z.number().min(1).max(100),
        territoryFactorSitesMin: sites,
        territoryFactorReportedShareMin: rate,
        attentionProbability: probability,
        confirmedProbability: probability,
        certainProbability: probability,
        absenceRateMin: rate,
        excessPupilsMin: z.number().min(0).max(1_000),
        pupilsMin: pupils,
      })
      .refine((rule) => rule.baselineObservationsMin <= rule.baselineObservations, {
        path: ["baselineObservationsMin"],
        message: overWindow,
      }),
    commonCause: z.strictObject({ enabled: z.boolean(), signallingShareMax: rate, signallingSitesMin: sites }),
    territoryRule: z
      .strictObject({
        enabled: z.boolean(),
        baselineDays: days,
        baselineDaysMin: days,
        guardDays: z.int().min(0).max(20),
        spreadMin: z.number().gt(0).max(5),
        zMax: z.number().gt(0).max(20),
        consecutiveDays: z.int().min(1).max(10),
        reportedShareMin: rate,
        sitesMin: sites,
        pupilsMin: z.int().min(0).max(10_000_000),
      })
      .refine((rule) => rule.baselineDaysMin <= rule.baselineDays, { path: ["baselineDaysMin"], message: overWindow }),
  })
  .meta({
    id: "AlertPolicy",
    description: "Thresholds of the health office; none of them is official",
  }) satisfies z.ZodType<AlertPolicy>;

export const alertPolicyBody = z.strictObject({
  policy: alertPolicy,
  backtestId: z.string().min(1).max(60).exactOptional().meta({ description: "A backtest of this very policy" }),
});

export const versionedAlertPolicy = z.object({ version, policy: alertPolicy });
