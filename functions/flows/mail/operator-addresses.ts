import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** The addresses that receive operations notices. */
export async function operatorAddresses(deps: Pick<Deps, "settings" | "onDamaged">): Promise<string[]> {
  const { operationsNotices } = await deps.settings.healthOfficeContacts(firstOfficeCode, deps.onDamaged);
  return operationsNotices.filter(({ state }) => state === "valid").map(({ email }) => email);
}
