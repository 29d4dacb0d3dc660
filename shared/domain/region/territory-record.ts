import type { Rite } from "../calendar/carnival.ts";
import type { LocalDate } from "../calendar/local-date.ts";
import type { Territory } from "../codes.ts";
import { firstOfficeCode, type OfficeCode } from "./health-office.ts";

/** The settings of a territory that has, had or will have sentinel sites. */
export type TerritoryRecord = {
  territory: Territory;
  /** The date of its first listing. Territories of early releases have none. */
  since?: LocalDate;
  /** Absent: the first office owns it. */
  officeCode?: OfficeCode;
  /** The rite of its Carnival, if it differs from the province's. */
  rite?: Rite;
  /** Other names under which its history is stored. */
  aliases: readonly Territory[];
};

/** The office that owns the territory, now and for all its history. */
export function officeOf(record: Pick<TerritoryRecord, "officeCode"> | undefined): OfficeCode {
  return record?.officeCode ?? firstOfficeCode;
}
