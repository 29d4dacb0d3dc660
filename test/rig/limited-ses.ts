import type { Mail, Mailer } from "../../shared/mail/mailer.ts";
import type { VirtualTime } from "./virtual-time.ts";

export type LimitedSes = {
  mailer: Mailer;
  /** The accepted mails, in order. */
  mails: readonly Mail[];
  /** When the last one was accepted. */
  lastAt: () => number | undefined;
  refused: () => number;
  /** Uses up recipients as another sender would. */
  useUp: (recipients: number) => void;
};

const secondMillis = 1_000;
const dayMillis = 86_400_000;
const answerMillis = 100;

/**
 * An SES that accepts so many recipients in any second and in any 24 hours, and needs a moment to answer. A mail with
 * more recipients than a second allows goes alone.
 */
export function limitedSes(time: VirtualTime, limits: { perSecond: number; perDay: number }): LimitedSes {
  const mails: Mail[] = [];
  /** One for each recipient. */
  const acceptedAt: number[] = [];
  let refused = 0;
  // Searches from the latest mail back, so that it reads only those that count.
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
