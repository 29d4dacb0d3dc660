import type { Rite } from "../calendar/carnival.ts";
import type { LocalDate } from "../calendar/local-date.ts";
import type { Territory } from "../codes.ts";
import { firstOfficeCode, type OfficeCode } from "./health-office.ts";

/** What is known of a territory that has, had or will have sentinel sites. */
export type TerritoryRecord = {
  territory: Territory;
  /** The date on which it was first listed; those of early releases have none. */
  since?: LocalDate;
  /** Absent: the first office owns it. */
  officeCode?: OfficeCode;
  /** By which rite Carnival is kept, where it is not that of the province. */
  rite?: Rite;
  /** The names under which its history lies too. */
  aliases: readonly Territory[];
};

/** The office that owns the territory, now and with all its history. */
export function officeOf(record: Pick<TerritoryRecord, "officeCode"> | undefined): OfficeCode {
  return record?.officeCode ?? firstOfficeCode;
}
