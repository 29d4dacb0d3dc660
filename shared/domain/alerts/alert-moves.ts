import type { AlertStatus } from "./alert.ts";

/** The moves that people may make with an alert. Only evaluations make an alert new or withdrawn. */
export const alertMoves = {
  new: ["acknowledged"],
  acknowledged: ["verified", "false-alarm"],
  verified: ["closed"],
  "false-alarm": ["closed"],
  closed: ["reopened"],
  reopened: ["verified", "false-alarm", "closed"],
  withdrawn: [],
} as const satisfies Record<AlertStatus, readonly AlertStatus[]>;
