import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { readerOf } from "./digest-id.ts";

/** The addresses that receive the office's digests, by their names in the ledger. */
export async function digestReaders(
  officeCode: OfficeCode,
  deps: Pick<Deps, "settings" | "onDamaged">,
): Promise<ReadonlyMap<string, string>> {
  const { alertDigests } = await deps.settings.healthOfficeContacts(officeCode, deps.onDamaged);
  const valid = alertDigests.filter(({ state }) => state === "valid");
  return new Map(valid.map(({ email }) => [readerOf(officeCode, email), email]));
}
