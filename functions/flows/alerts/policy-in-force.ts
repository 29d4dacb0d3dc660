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
    ? { officeCode, version: 0, policy: defaultAlertPolicy }
    : { officeCode, version: stored.version, policy: stored.policy };
}

/** The same, read once for each office. An unreadable policy fails only for its own office. */
export function policiesInForce(
  deps: Pick<Deps, "alertPolicies" | "onDamaged">,
): (officeCode: OfficeCode) => Promise<VersionedPolicy> {
  const known = new Map<OfficeCode, Promise<VersionedPolicy>>();
  return (officeCode) => {
    const policy = known.get(officeCode) ?? policyInForce(officeCode, deps);
    known.set(officeCode, policy);
    return policy;
  };
}
