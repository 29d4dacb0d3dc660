import type { LocalDate } from "./calendar/local-date.ts";
import type { InstituteCode, Territory } from "./codes.ts";
import type { OfficeCode } from "./region/health-office.ts";

export const roles = ["school-office", "supplier", "link", "health-office", "school-authority", "region"] as const;
export type Role = (typeof roles)[number];

/** Who wrote something, by the `subject` of the caller, and when. */
export type Authorship = { by: string; at: Date };

/** Who is calling, as proved by the token. `subject` names an account or a link, never a person's address. */
export type Principal =
  | { role: "school-office"; subject: string; instituteCodes: readonly InstituteCode[] }
  /** A register supplier's machine, for the institutes whose reports and enrolments it sends. */
  | { role: "supplier"; subject: string; instituteCodes: readonly InstituteCode[] }
  | { role: "link"; subject: string; instituteCode: InstituteCode; surveyDate: LocalDate }
  | { role: "health-office"; subject: string; officeCode: OfficeCode }
  /** A territorial school office (ufficio scolastico territoriale), which no office owns: its account names its territories. */
  | { role: "school-authority"; subject: string; territories: readonly Territory[] }
  | { role: "region"; subject: string };
