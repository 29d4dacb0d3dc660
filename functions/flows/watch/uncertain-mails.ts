import { millisecondsInDay } from "date-fns/constants";
import { type SettlingDeps, settleClaims } from "../mail/settle-claims.ts";

/** A mail of which nobody knows whether it went is counted for so long. */
const uncertainMillis = 4 * millisecondsInDay;

/** Counts the mails of the last days of which nobody knows whether they went out. */
export async function uncertainMails(now: Date, deps: SettlingDeps): Promise<number> {
  const countedFrom = now.getTime() - uncertainMillis;
  return (await settleClaims(now, deps)).filter(({ claimedAt }) => claimedAt.getTime() > countedFrom).length;
}
