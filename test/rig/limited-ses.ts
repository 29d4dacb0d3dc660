import type { Mail, Mailer } from "../../shared/mail/mailer.ts";
import type { VirtualTime } from "./virtual-time.ts";

export type LimitedSes = {
  mailer: Mailer;
  /** Accepted, in order. */
  mails: readonly Mail[];
  /** When the last one was accepted. */
  lastAt: () => number | undefined;
  refused: () => number;
  /** Somebody else's mails, which count as well. */
  useUp: (mails: number) => void;
};

const secondMillis = 1_000;
const dayMillis = 86_400_000;
const answerMillis = 100;

/** SES, which takes so many mails in any second and in any 24 hours and no more, and needs a moment to answer. */
export function limitedSes(time: VirtualTime, limits: { perSecond: number; perDay: number }): LimitedSes {
  const mails: Mail[] = [];
  const acceptedAt: number[] = [];
  let refused = 0;
  // From the latest back: of many mails only those that count are looked at.
  const within = (millis: number) =>
    acceptedAt.length - 1 - acceptedAt.findLastIndex((at) => at <= time.now() - millis);

  async function judge(mail: Mail): ReturnType<Mailer["send"]> {
    if (within(dayMillis) >= limits.perDay) {
      return { kind: "refused", reason: "quota-used-up", detail: "Daily message quota exceeded." };
    }
    if (within(secondMillis) >= limits.perSecond) {
      return { kind: "refused", reason: "too-fast", detail: "Maximum sending rate exceeded." };
    }
    acceptedAt.push(time.now());
    mails.push(mail);
    return { kind: "accepted", messageId: `m${mails.length}` };
  }

  return {
    mailer: {
      async send(mail) {
        const outcome = await judge(mail);
        if (outcome.kind === "refused") refused += 1;
        await time.pause(answerMillis);
        return outcome;
      },
    },
    mails,
    lastAt: () => acceptedAt.at(-1),
    refused: () => refused,
    useUp: (others) => void acceptedAt.push(...Array.from({ length: others }, time.now)),
  };
}
