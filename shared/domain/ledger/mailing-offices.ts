import { firstOfficeCode, type OfficeCode } from "../region/health-office.ts";

/** In whose parts of the ledger a mail may lie: those of the offices, and of the first, which had all territories once. */
export function mailingOffices(offices: Iterable<OfficeCode>): readonly OfficeCode[] {
  return [...new Set([firstOfficeCode, ...offices])];
}
