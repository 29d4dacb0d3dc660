import { expect, test } from "vitest";
import { mailPace } from "../../../functions/flows/mail/mail-pace.ts";
import { enoughMillis } from "../../../shared/runtime/job-chain.ts";
import { openVirtualTime } from "../../rig/virtual-time.ts";

type Fate = "sent" | "too-fast" | "quota-used-up";

/** A pace with a clock that only moves during waits. */
function openPace(ratePerSecond: number, remaining = () => Number.POSITIVE_INFINITY) {
  const waits: number[] = [];
  const sentAt: number[] = [];
  const time = openVirtualTime(0);
  const pause = (wait: number) => {
    waits.push(wait);
    return time.pause(wait);
  };
  const pace = mailPace(ratePerSecond, { remainingMillis: remaining }, { pause, stopwatch: time.now });
  return {
    waits,
    sentAt,
    mail: (recipients: number, ...fates: readonly Fate[]) => {
      const left = [...fates];
      const fate = pace.inTurn(recipients, async () => {
        sentAt.push(time.now());
        return (left.length > 1 ? left.shift() : left[0]) ?? "sent";
      });
      return time.run(fate);
    },
  };
}

test("the next mail waits for as long as the recipients of the one before take", async () => {
  const { mail, waits } = openPace(2);
  expect([await mail(3), await mail(1), await mail(1)]).toEqual(["sent", "sent", "sent"]);
  expect(waits).toEqual([1_500, 500]);
});

test("a mail that would have to wait until too little time is left is not sent", async () => {
  const late = openPace(10, () => enoughMillis + 99);
  expect([await late.mail(1), await late.mail(1)]).toEqual(["sent", "no-time-left"]);
  const inTime = openPace(10, () => enoughMillis + 100);
  expect([await inTime.mail(1), await inTime.mail(1), await inTime.mail(1)]).toEqual(["sent", "sent", "sent"]);
});

test("what SES finds too fast is sent again a second later, and all that follows half as fast", async () => {
  const { mail, waits } = openPace(10);
  expect([await mail(1, "too-fast", "sent"), await mail(1)]).toEqual(["sent", "sent"]);
  expect(waits).toEqual([1_000, 200]);
});

test("mails that SES refuses within one second slow down once", async () => {
  const { mail, waits } = openPace(10);
  await Promise.all([mail(1, "too-fast", "sent"), mail(1, "too-fast", "sent")]);
  await mail(1);
  expect(waits.at(-1)).toBe(200);
});

test("a mail gets five turns, each slower than the one before, down to one in two seconds", async () => {
  const { mail, waits, sentAt } = openPace(10);
  expect(await mail(1, "too-fast")).toBe("too-fast");
  expect(sentAt).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  await mail(1);
  await mail(1);
  expect(waits.slice(4)).toEqual([1_600, 2_000]);
});

test("a pace that is slower already stays as it is", async () => {
  const { mail, waits } = openPace(0.2);
  await mail(1, "too-fast", "sent");
  await mail(1);
  expect(waits).toEqual([5_000, 5_000]);
});

test("once the quota is used up nobody sends or waits, also who was waiting already", async () => {
  const { mail, waits, sentAt } = openPace(10);
  expect(await Promise.all([mail(1, "quota-used-up"), mail(1)])).toEqual(["quota-used-up", "quota-used-up"]);
  expect(await mail(1)).toBe("quota-used-up");
  expect(sentAt).toEqual([0]);
  expect(waits).toEqual([100]);
});
