import { defaultAlertPolicy, type VersionedPolicy } from "../../../shared/domain/alerts/alert-policy.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** The policy that the office has activated, or the documented default as version 0. */
export async function policyInForce(
  officeCode: OfficeCode,
  deps: Pick<Deps, "alertPolicies" | "onDamaged">,
): Promise<VersionedPolicy> {
  const stored = await deps.alertPolicies.latest(officeCode, deps.onDamaged);
  return stored === undefined
    ? { version: 0, policy: defaultAlertPolicy }
    : { version: stored.version, policy: stored.policy };
}
