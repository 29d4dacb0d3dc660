import type { LocalDate } from "./calendar/local-date.ts";
import type { InstituteCode, Territory } from "./codes.ts";
import type { OfficeCode } from "./region/health-office.ts";

export const roles = ["school-office", "supplier", "link", "health-office", "school-authority", "region"] as const;
export type Role = (typeof roles)[number];

/** The author of a change, by the `subject` of the caller, and its time. */
export type Authorship = { by: string; at: Date };

/** The caller, as the token proves. `subject` names an account or a link, never a person's address. */
export type Principal =
  | { role: "school-office"; subject: string; instituteCodes: readonly InstituteCode[] }
  /** The machine of a register supplier. It sends reports and enrolments of these institutes. */
  | { role: "supplier"; subject: string; instituteCodes: readonly InstituteCode[] }
  | { role: "link"; subject: string; instituteCode: InstituteCode; surveyDate: LocalDate }
  | { role: "health-office"; subject: string; officeCode: OfficeCode }
  /**
   * A territorial school office (ufficio scolastico territoriale). No office owns it: its account lists its
   * territories.
   */
  | { role: "school-authority"; subject: string; territories: readonly Territory[] }
  | { role: "region"; subject: string };
