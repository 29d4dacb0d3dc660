import { millisecondsInDay } from "date-fns/constants";
import { type SettlingDeps, settleClaims } from "../mail/settle-claims.ts";

/** An uncertain mail counts for this long. */
const uncertainMillis = 4 * millisecondsInDay;

/** Counts the mails of the last days that may or may not have gone out. */
export async function uncertainMails(now: Date, deps: SettlingDeps): Promise<number> {
  const countedFrom = now.getTime() - uncertainMillis;
  return (await settleClaims(now, deps)).filter(({ claimedAt }) => claimedAt.getTime() > countedFrom).length;
}
