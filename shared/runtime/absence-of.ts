import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import { StoreBusy } from "../store/store-busy.ts";

type ToldFault = Parameters<typeof isThrottlingError>[0];

/** The SDK's rules look into the cause too. */
function isTold(fault: unknown): fault is ToldFault {
  return fault instanceof Error && (fault.cause === undefined || fault.cause instanceof Error);
}

/**
 * Whether a fault says that a service is not there, or takes no more for the moment, by the rules by which the SDK tries
 * again: error codes, statuses and faults of the network. Undefined: it is something else, and does not pass by itself.
 */
export function absenceOf(fault: unknown): "throttled" | "absent" | undefined {
  if (fault instanceof StoreBusy) return "absent";
  if (!isTold(fault)) return undefined;
  if (isThrottlingError(fault)) return "throttled";
  return isTransientError(fault) || isServerError(fault) || fault.name === "AbortError" ? "absent" : undefined;
}
