import type { InstituteCode, Level, Municipality, SiteCode, Territory } from "../codes.ts";
import type { LocalDate } from "./local-date.ts";

/** On strike and weather days sites are still expected, but the day does not train a baseline. */
export const closureKinds = ["closure", "strike", "weather"] as const;
export type ClosureKind = (typeof closureKinds)[number];

/** The sites that a closure concerns; `region` means all. */
export type ClosureScope =
  | { kind: "region" }
  | { kind: "territory"; territory: Territory }
  | { kind: "municipality"; municipality: Municipality }
  | { kind: "institute"; instituteCode: InstituteCode }
  | { kind: "site"; siteCode: SiteCode };

export type Closure = {
  closureId: string;
  kind: ClosureKind;
  scope: ClosureScope;
  /** Absent: all levels. */
  level?: Level;
  from: LocalDate;
  /** Last day of the closure, included. */
  to: LocalDate;
  reason: string;
};
