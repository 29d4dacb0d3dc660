import type { Level } from "./codes.ts";

/** What the health office wants to be told about. Every alert names the version it was raised under. */
export type AlertPolicy = {
  /** One site is this empty, whatever is usual there. */
  absolute: { enabled: boolean; absenceRateMin: number; pupilsMin: number };
  /** A plain line per school level, for those who want one. */
  levelThresholds: { enabled: boolean; absenceRateMin: Partial<Record<Level, number>>; pupilsMin: number };
};

export type VersionedPolicy = { version: number; policy: AlertPolicy };

/** Not official: no official threshold exists. 0.40 has the precedent of the national school protocol. */
export const defaultAlertPolicy: AlertPolicy = {
  absolute: { enabled: true, absenceRateMin: 0.4, pupilsMin: 20 },
  levelThresholds: { enabled: false, absenceRateMin: {}, pupilsMin: 20 },
};
