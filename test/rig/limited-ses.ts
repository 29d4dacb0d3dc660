import type { Mail, Mailer } from "../../shared/mail/mailer.ts";
import type { VirtualTime } from "./virtual-time.ts";

export type LimitedSes = {
  mailer: Mailer;
  /** Accepted, in order. */
  mails: readonly Mail[];
  /** When the last one was accepted. */
  lastAt: () => number | undefined;
  refused: () => number;
  /** Somebody else's recipients, who count as well. */
  useUp: (recipients: number) => void;
};

const secondMillis = 1_000;
const dayMillis = 86_400_000;
const answerMillis = 100;

/**
 * SES, which takes so many recipients in any second and in any 24 hours and no more, and needs a moment to answer. A mail
 * to more than fit into a second goes by itself.
 */
export function limitedSes(time: VirtualTime, limits: { perSecond: number; perDay: number }): LimitedSes {
  const mails: Mail[] = [];
  /** One for each recipient. */
  const acceptedAt: number[] = [];
  let refused = 0;
  // From the latest back: of many mails only those that count are looked at.
  const within = (millis: number) =>
    acceptedAt.length - 1 - acceptedAt.findLastIndex((at) => at <= time.now() - millis);

  async function judge(mail: Mail): ReturnType<Mailer["send"]> {
    const { length } = mail.to;
    if (within(dayMillis) + length > limits.perDay) {
      return { kind: "refused", reason: "quota-used-up", detail: "Daily message quota exceeded." };
    }
    const counted = within(secondMillis);
    if (counted > 0 && counted + length > limits.perSecond) {
      return { kind: "refused", reason: "too-fast", detail: "Maximum sending rate exceeded." };
    }
    acceptedAt.push(...mail.to.map(time.now));
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
