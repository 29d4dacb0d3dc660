import type { Deps } from "../../../shared/runtime/deps.ts";
import { enoughMillis, type JobTime } from "../../../shared/runtime/job-chain.ts";

type NoTurn = "no-time-left" | "quota-used-up";

export type PaceDeps = Pick<Deps, "pause" | "stopwatch">;

export type MailPace = {
  /**
   * Sends when the mail's turn has come. When SES finds the pace too fast, it sends again, and all later mails are
   * slower. It sends nothing without enough time to wait and send, or after SES has reported that the daily quota is
   * used up.
   * @param recipients number of recipients: SES counts them, not mails
   */
  inTurn: <Fate extends string>(recipients: number, send: () => Promise<Fate>) => Promise<Fate | NoTurn>;
};

/**
 * The reminders' share of the sending rate and of the daily quota. The rest is for alert digests, which must not wait.
 */
export const reminderShare = 0.8;

/** A mail gets this many turns; then the next run takes it. */
const turnsMax = 5;
/** SES counts by the second, so several refusals within one second have the same reason. */
const countedMillis = 1_000;
/** Slower than any limit of SES. */
const intervalMillisMax = 2_000;

/**
 * Keeps the sending rate, in recipients a second, or a lower one when SES accepts less. The callers limit the number of
 * mails at the same time.
 */
export function mailPace(ratePerSecond: number, time: JobTime, deps: PaceDeps): MailPace {
  let intervalMillis = 1000 / ratePerSecond;
  let nextAt = deps.stopwatch();
  let slowedAt = Number.NEGATIVE_INFINITY;
  let quotaUsedUp = false;

  async function turn(recipients: number): Promise<"come" | NoTurn> {
    if (quotaUsedUp) return "quota-used-up";
    const now = deps.stopwatch();
    const startAt = Math.max(now, nextAt);
    if (time.remainingMillis() - (startAt - now) < enoughMillis) return "no-time-left";
    nextAt = startAt + intervalMillis * recipients;
    if (startAt > now) await deps.pause(startAt - now);
    // Another mail may have found the quota used up meanwhile.
    return quotaUsedUp ? "quota-used-up" : "come";
  }

  function slowDown(): void {
    const now = deps.stopwatch();
    if (now - slowedAt < countedMillis) return;
    slowedAt = now;
    intervalMillis = Math.max(intervalMillis, Math.min(2 * intervalMillis, intervalMillisMax));
    nextAt = Math.max(nextAt, now + countedMillis);
  }

  return {
    async inTurn(recipients, send) {
      for (let turns = 1; ; turns++) {
        const turned = await turn(recipients);
        if (turned !== "come") return turned;
        const fate = await send();
        quotaUsedUp ||= fate === "quota-used-up";
        if (fate !== "too-fast") return fate;
        slowDown();
        if (turns === turnsMax) return fate;
      }
    },
  };
}
