import type { Deps } from "../../../shared/runtime/deps.ts";
import { enoughMillis, type JobTime } from "../../../shared/runtime/job-chain.ts";

type NoTurn = "no-time-left" | "quota-used-up";

export type PaceDeps = Pick<Deps, "pause" | "stopwatch">;

export type MailPace = {
  /**
   * Sends when the turn has come; once more, and from then on slower, where SES finds that too fast. Nothing is sent
   * without enough time left to wait and send, nor after SES has said that the daily quota is used up.
   * @param recipients of the mail: SES counts them, not mails
   */
  inTurn: <Fate extends string>(recipients: number, send: () => Promise<Fate>) => Promise<Fate | NoTurn>;
};

/** What reminders take of the sending rate and of the daily quota; the rest is for alert digests, which must not wait. */
export const reminderShare = 0.8;

/** One mail gets so many turns; after that it is for the next run. */
const turnsMax = 5;
/** SES counts by the second: what it refuses within one, it refuses for one reason. */
const countedMillis = 1_000;
/** Slower than any limit of SES. */
const intervalMillisMax = 2_000;

/**
 * Keeps to the sending rate, in recipients a second, and to a lower one where SES takes less. Mails under way at once
 * are limited by whoever shares the pace.
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
    // Another mail may have learnt it meanwhile.
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
