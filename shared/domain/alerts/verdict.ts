/** Ascending: a later one is worse. */
export const alertSeverities = ["attention", "alert"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** Provisional while the survey day is open or late, final once after it closed. */
export type Verdict = "provisional" | "final";
