import type { Deps } from "../../../shared/runtime/deps.ts";
import type { Isolated } from "../faults/faults.ts";
import { settleClaims } from "../mail/settle-claims.ts";

/** A mail of which nobody knows whether it went is counted for so long. */
const uncertainMillis = 4 * 86_400_000;

/** Counts the mails of the last days of which nobody knows whether they went out. */
export async function uncertainMails(
  now: Date,
  deps: Pick<Deps, "mailLedger" | "onDamaged"> & Isolated,
): Promise<number> {
  const countedFrom = now.getTime() - uncertainMillis;
  return (await settleClaims(now, deps)).filter(({ claimedAt }) => claimedAt.getTime() > countedFrom).length;
}
