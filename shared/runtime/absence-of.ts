import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import { StoreBusy } from "../store/store-busy.ts";

type ToldFault = Parameters<typeof isThrottlingError>[0];

/** The SDK's functions also examine the cause. */
function isTold(fault: unknown): fault is ToldFault {
  return fault instanceof Error && (fault.cause === undefined || fault.cause instanceof Error);
}

/**
 * Whether a fault means that a service is absent, or is too busy for the moment. It uses the rules by which the SDK
 * retries: error codes, statuses and network faults. Undefined for other faults, which do not end by themselves.
 */
export function absenceOf(fault: unknown): "throttled" | "absent" | undefined {
  if (fault instanceof StoreBusy) return "absent";
  if (!isTold(fault)) return undefined;
  if (isThrottlingError(fault)) return "throttled";
  return isTransientError(fault) || isServerError(fault) || fault.name === "AbortError" ? "absent" : undefined;
}
