import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** The addresses that receive the office's operations notices. */
export async function operatorAddresses(
  officeCode: OfficeCode,
  deps: Pick<Deps, "settings" | "onDamaged">,
): Promise<string[]> {
  const { operationsNotices } = await deps.settings.healthOfficeContacts(officeCode, deps.onDamaged);
  return operationsNotices.filter(({ state }) => state === "valid").map(({ email }) => email);
}
