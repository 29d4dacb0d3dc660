import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { event } from "../../../functions/events/settle-mail.ts";
import { createTables } from "../../../infra/local/create-tables.ts";
import { chooseEngine, type Engine, startEngine } from "../../../infra/local/engine.ts";
import type { LedgerKey, LedgerStatus } from "../../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import { ledgerTags } from "../../../shared/mail/ledger-tags.ts";
import type { EventDeps } from "../../../shared/runtime/deps.ts";
import { parseEventEnvironment } from "../../../shared/runtime/environment.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { openEventDeps } from "../../../shared/runtime/open-event-deps.ts";
import * as open from "../../../shared/runtime/openers.ts";
import { refuseDamaged } from "../../../shared/store/parse-item.ts";
import { writtenOn } from "../../rig/written-on.ts";

const region = "eu-south-1";
const now = new Date("2023-02-17T08:30:00+01:00");
const reminder: LedgerKey = {
  surveyDate: "2023-02-16",
  kind: "reminder",
  officeCode: firstOfficeCode,
  recipient: "ZZIC80100A",
  round: 1,
};
const digest: LedgerKey = {
  surveyDate: "2023-02-16",
  kind: "digest",
  officeCode: firstOfficeCode,
  recipient: "abc.def",
  round: 1,
};
const contactChange = {
  surveyDate: "2023-02-16",
  kind: "contact-change",
  officeCode: firstOfficeCode,
  round: 1,
} as const;
const [office, head] = ["segreteria@scuola.example", "preside@scuola.example"];

let engine: Engine;
let deps: EventDeps<"settle-mail">;
let lines: string[];
let worlds = 0;

beforeAll(async () => {
  engine = await startEngine({ kind: chooseEngine() });
});
afterAll(() => engine?.stop());
beforeEach(async () => {
  worlds++;
  const tablePrefix = `world${worlds}-`;
  await createTables({ endpoint: engine.endpoint, region, tablePrefix });
  lines = [];
  const environment = parseEventEnvironment({
    AWS_REGION: region,
    TABLE_PREFIX: tablePrefix,
    DYNAMODB_ENDPOINT: engine.endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const opened = openEventDeps(environment, { now: () => now }, (opening) => ({
    ...open.mailLedger(opening),
    ...open.institutes(opening),
    ...open.settings(opening),
  }));
  deps = { ...opened, log: openLog((line) => lines.push(line)) };
  const contacts = [{ email: office }, { email: head }];
  await deps.institutes.putRegistryEntry(
    { instituteCode: "ZZIC80100A", name: "IC COLLE", contacts, places: [] },
    writtenOn(),
  );
  await deps.settings.setHealthOfficeContacts(
    firstOfficeCode,
    { alertDigests: [{ email: office }], operationsNotices: [] },
    writtenOn(),
  );
});

/** An entry in that status, as the jobs leave it. */
async function entryIn(status: LedgerStatus, key: LedgerKey): Promise<void> {
  await deps.mailLedger.claim(key, { now, leaseUntil: now, detail: {} }, { reclaimUncertain: false });
  if (status !== "claimed") await deps.mailLedger.mark(key, ["claimed"], status);
}

function tell(eventType: string, key: LedgerKey, destination: readonly string[], more: object = {}): Promise<unknown> {
  const tags = Object.fromEntries(Object.entries(ledgerTags(key)).map(([name, value]) => [name, [value]]));
  const Message = JSON.stringify({ eventType, mail: { messageId: "m-1", destination, tags }, ...more });
  return event({ Records: [{ Sns: { Message } }] }, deps);
}

const bounce = (bounceType: string, ...addresses: string[]) => ({
  bounce: {
    bounceType,
    bounceSubType: "General",
    bouncedRecipients: addresses.map((emailAddress) => ({ emailAddress })),
  },
});
const complaint = (...addresses: string[]) => ({
  complaint: { complainedRecipients: addresses.map((emailAddress) => ({ emailAddress })) },
});

const statusOf = async (key: LedgerKey) => (await deps.mailLedger.get(key))?.status;
const states = async () => (await deps.institutes.get("ZZIC80100A"))?.contacts.map(({ state }) => state);

describe("the events of SES about a mail", () => {
  test.each([
    ["claimed", "Delivery", "delivered"],
    ["uncertain", "Delivery", "delivered"],
    ["sent", "Delivery", "delivered"],
    ["delivered", "Delivery", "delivered"],
    ["bounced", "Delivery", "bounced"],
    ["complained", "Delivery", "complained"],
    ["skipped", "Delivery", "skipped"],
  ] as const)("%s, then %s: %s", async (before, eventType, after) => {
    await entryIn(before, reminder);
    await tell(eventType, reminder, [office]);
    expect(await statusOf(reminder)).toBe(after);
    expect(await states()).toEqual(["valid", "valid"]);
  });

  test("a mail that a virus scanner stopped has not arrived", async () => {
    await entryIn("sent", reminder);
    await tell("Reject", reminder, [office], { reject: { reason: "Bad content" } });
    expect(await deps.mailLedger.get(reminder)).toMatchObject({ status: "bounced", reason: "rejected: Bad content" });
  });

  test("a delay, or a kind of event that comes one day, settles nothing", async () => {
    await entryIn("sent", reminder);
    await tell("DeliveryDelay", reminder, [office], { deliveryDelay: { delayType: "MailboxFull" } });
    expect(await statusOf(reminder)).toBe("sent");
  });

  test("a mail without an entry, such as an invitation, settles nothing and causes no error", async () => {
    const Message = JSON.stringify({ eventType: "Delivery", mail: { messageId: "m-1", destination: [office] } });
    await event({ Records: [{ Sns: { Message } }] }, deps);
    expect(await statusOf(reminder)).toBeUndefined();
  });
});

describe("an address that accepts no mail", () => {
  test("bounced for good: it is flagged in any spelling of case and name, and the other address is not", async () => {
    await entryIn("sent", reminder);
    await tell("Bounce", reminder, [office], bounce("Permanent", `"Segreteria" <${office.toUpperCase()}>`));
    expect(await statusOf(reminder)).toBe("bounced");
    expect(await states()).toEqual(["bounced", "valid"]);
  });

  test("a full mailbox bounces the mail but does not flag the address", async () => {
    await entryIn("sent", reminder);
    await tell("Bounce", reminder, [office], bounce("Transient", office));
    expect(await statusOf(reminder)).toBe("bounced");
    expect(await states()).toEqual(["valid", "valid"]);
  });

  test("one of two readers bounces: the mail has arrived all the same, before or after the other's delivery", async () => {
    await entryIn("sent", reminder);
    await tell("Bounce", reminder, [office, head], bounce("Permanent", head));
    expect(await statusOf(reminder)).toBe("sent");
    await tell("Delivery", reminder, [office, head]);
    await tell("Bounce", reminder, [office, head], bounce("Permanent", head));
    expect(await statusOf(reminder)).toBe("delivered");
    expect(await states()).toEqual(["valid", "bounced"]);
  });

  test("a mail that came back after its delivery has bounced", async () => {
    await entryIn("delivered", reminder);
    await tell("Bounce", reminder, [office], bounce("Permanent", office));
    expect(await statusOf(reminder)).toBe("bounced");
  });

  test("a complaint stops mail to that address", async () => {
    await entryIn("delivered", reminder);
    await tell("Complaint", reminder, [office], complaint(office));
    expect(await statusOf(reminder)).toBe("complained");
    expect(await states()).toEqual(["complained", "valid"]);
  });

  test("a reader of digests is one of the health office's, not of a school", async () => {
    await entryIn("sent", digest);
    await tell("Bounce", digest, [office], bounce("Permanent", office));
    expect((await deps.settings.healthOfficeContacts(firstOfficeCode, refuseDamaged)).alertDigests).toEqual([
      { email: office, state: "bounced" },
    ]);
    expect(await states()).toEqual(["valid", "valid"]);
  });

  test("of a mail about changed contacts is flagged with the school or with the health office", async () => {
    for (const [owner, flagged] of [
      ["ZZIC80100A", { school: ["bounced", "valid"], office: "valid" }],
      ["health-office", { school: ["bounced", "valid"], office: "bounced" }],
    ] as const) {
      const key = { ...contactChange, recipient: `${owner}.0123456789abcdef` };
      await entryIn("sent", key);
      await tell("Bounce", key, [office], bounce("Permanent", office));
      expect(await states()).toEqual(flagged.school);
      const { alertDigests } = await deps.settings.healthOfficeContacts(firstOfficeCode, refuseDamaged);
      expect(alertDigests).toEqual([{ email: office, state: flagged.office }]);
    }
  });

  test("a mail of another office settles that one's part of the ledger, and flags that one's contact", async () => {
    await deps.ledgerOffices.begin("2023-02-16");
    const lodi = { ...digest, officeCode: "ats-lodi" };
    await deps.settings.setHealthOfficeContacts(
      "ats-lodi",
      { alertDigests: [{ email: office }], operationsNotices: [] },
      writtenOn(),
    );
    for (const key of [digest, lodi]) await entryIn("sent", key);
    await tell("Bounce", lodi, [office], bounce("Permanent", office));
    expect([await statusOf(digest), await statusOf(lodi)]).toEqual(["sent", "bounced"]);
    for (const [officeCode, state] of [
      [firstOfficeCode, "valid"],
      ["ats-lodi", "bounced"],
    ] as const) {
      const { alertDigests } = await deps.settings.healthOfficeContacts(officeCode, refuseDamaged);
      expect(alertDigests).toEqual([{ email: office, state }]);
    }
  });

  test("no address appears in the log", async () => {
    await entryIn("sent", reminder);
    await tell("Bounce", reminder, [office], bounce("Permanent", office));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join("")).not.toContain("@");
  });
});
