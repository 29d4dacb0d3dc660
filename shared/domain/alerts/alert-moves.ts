import type { AlertStatus } from "./alert.ts";

/** What people may do with an alert. New and withdrawn are reached by evaluations alone. */
export const alertMoves = {
  new: ["acknowledged"],
  acknowledged: ["verified", "false-alarm"],
  verified: ["closed"],
  "false-alarm": ["closed"],
  closed: ["reopened"],
  reopened: ["verified", "false-alarm", "closed"],
  withdrawn: [],
} as const satisfies Record<AlertStatus, readonly AlertStatus[]>;
