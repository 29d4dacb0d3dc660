import { describe, expect, test } from "vitest";
import type { LedgerKey, LedgerPart } from "../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { mailLedgerStore } from "../../shared/store/mail-ledger-store.ts";
import { type DamagedItem, refuseDamaged } from "../../shared/store/parse-item.ts";
import { StoreBusy } from "../../shared/store/store-busy.ts";
import { gathered, onEachEngine } from "./on-each-engine.ts";

const reminder: LedgerKey = {
  surveyDate: "2018-09-13",
  kind: "reminder",
  officeCode: firstOfficeCode,
  recipient: "MIIC8AN00E",
  round: 1,
};
const digest: LedgerKey = {
  surveyDate: "2018-09-13",
  kind: "digest",
  officeCode: firstOfficeCode,
  recipient: "3f9a#c1",
  round: 1,
};
/** Each office has its own part of the ledger from that date on. */
const since = async () => "2018-09-13";
const at = (minute: number) => new Date(Date.UTC(2018, 8, 14, 6, minute));
const claim = (minute: number, detail = {}) => ({ now: at(minute), leaseUntil: at(minute + 5), detail });
const once = { reclaimUncertain: false };
const again = { reclaimUncertain: true };

onEachEngine("the mail ledger", (world) => {
  const ledger = () => mailLedgerStore(world.database, since);

  test("a mail is claimed once, with what it is about", async () => {
    const siteCodes = ["MIEE8AN01G", "MIEE8AN02L"];
    const entry = { ...reminder, status: "claimed", attempts: 1, claimedAt: at(0), leaseUntil: at(5), siteCodes };
    expect(await ledger().get(reminder)).toBeUndefined();
    expect(await ledger().claim(reminder, claim(0, { siteCodes }), once)).toStrictEqual({ kind: "claimed", entry });
    expect(await ledger().claim(reminder, claim(1), once)).toStrictEqual({ kind: "taken", entry });
    world.spent();
    expect(await ledger().get(reminder)).toStrictEqual(entry);
    // One unit: half of it were a read that may miss the last writes.
    expect(world.spent()).toMatchObject({ readUnits: 1 });
  });

  test("a claim costs one write", async () => {
    world.spent();
    await ledger().claim(reminder, claim(0), once);
    expect(world.spent()).toEqual({ readUnits: 0, writeUnits: 1, calls: 1 });
  });

  test("of workers that meet at a mail, one claims it", async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => ledger().claim(reminder, claim(0), once)));
    expect(outcomes.filter(({ kind }) => kind === "claimed")).toHaveLength(1);
  });

  test("a claim of an entry that disappears a moment later belongs to nobody: the next run takes it", async () => {
    const fleeting = mailLedgerStore(
      {
        ...world.database,
        update: async () => ({ kind: "refused", current: undefined }),
      },
      since,
    );
    await expect(fleeting.claim(reminder, claim(0), once)).rejects.toThrow(StoreBusy);
  });

  test("rounds, recipients, kinds and days are mails of their own", async () => {
    const others: LedgerKey[] = [
      { ...reminder, round: 2 },
      { ...reminder, recipient: "MIIC8AN00F" },
      { ...reminder, kind: "notice" },
      { ...reminder, surveyDate: "2018-09-18" },
    ];
    for (const key of [reminder, ...others]) expect((await ledger().claim(key, claim(0), once)).kind).toBe("claimed");
  });

  test.each([
    ["while the lease runs", 4, "taken"],
    ["from the instant on at which it ends", 5, "claimed"],
  ])("an alert digest that nobody settled is claimed again %s: %s", async (_, minute, kind) => {
    const alerts = [{ alertId: "site.MIEE8AN02L.absolute.1", severity: "alert" }] as const;
    await ledger().claim(digest, claim(0, { alerts, alertsAt: at(0) }), again);
    const outcome = await ledger().claim(digest, claim(minute), again);
    expect(outcome.kind).toBe(kind);
    expect(outcome.entry).toMatchObject({ alerts, alertsAt: at(0), attempts: kind === "claimed" ? 2 : 1 });
  });

  test("a digest listed as uncertain is claimed again, by one worker", async () => {
    await ledger().claim(digest, claim(0), again);
    expect(await ledger().settleExpired(digest, at(6), refuseDamaged)).toHaveLength(1);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => ledger().claim(digest, claim(10), again)));
    expect(outcomes.filter(({ kind }) => kind === "claimed")).toHaveLength(1);
    expect(await ledger().get(digest)).toMatchObject({ status: "claimed", attempts: 2, claimedAt: at(10) });
  });

  test("a reminder is never claimed again, however long ago it was", async () => {
    await ledger().claim(reminder, claim(0), once);
    expect((await ledger().claim(reminder, claim(59), once)).kind).toBe("taken");
    await ledger().settleExpired(reminder, at(59), refuseDamaged);
    expect((await ledger().claim(reminder, claim(59), once)).entry.status).toBe("uncertain");
  });

  test.each(["sent", "skipped", "delivered", "bounced", "complained"] as const)(
    "a digest that is %s is not claimed again",
    async (status) => {
      await ledger().claim(digest, claim(0), again);
      await ledger().mark(digest, ["claimed"], status);
      expect((await ledger().claim(digest, claim(59), again)).kind).toBe("taken");
    },
  );

  test("an entry moves on from the statuses that were meant, and from no other", async () => {
    await ledger().claim(reminder, claim(0), once);
    const sent = { sentAt: at(1), messageId: "0102" };
    expect(await ledger().mark(reminder, ["sent", "uncertain"], "delivered")).toBe("moved-on");
    expect(await ledger().mark(reminder, ["claimed"], "sent", sent)).toBe("marked");
    expect(await ledger().mark(reminder, ["claimed"], "skipped", { reason: "reported" })).toBe("moved-on");
    expect(await ledger().mark(reminder, ["sent", "uncertain"], "bounced", { reason: "mailbox full" })).toBe("marked");
    expect(await ledger().get(reminder)).toMatchObject({ status: "bounced", reason: "mailbox full", ...sent });
    expect(await ledger().mark({ ...reminder, round: 2 }, ["claimed"], "sent")).toBe("moved-on");
    expect(await ledger().get({ ...reminder, round: 2 })).toBeUndefined();
  });

  test("a claim of a mail that was surely not sent can be given back, and nothing else can", async () => {
    const first = await ledger().claim(reminder, claim(0), once);
    await ledger().release(first.entry);
    expect(await ledger().get(reminder)).toBeUndefined();
    const second = await ledger().claim(reminder, claim(1), once);
    await ledger().mark(reminder, ["claimed"], "sent", { sentAt: at(1) });
    await ledger().release(second.entry);
    expect(await ledger().get(reminder)).toMatchObject({ status: "sent", attempts: 1 });
    await ledger().release({ ...second.entry, round: 2 });
  });

  test("a worker whose claim somebody else took over cannot give that one back", async () => {
    const mine = await ledger().claim(reminder, claim(0), once);
    const theirs = { ...mine.entry, attempts: mine.entry.attempts + 1 };
    await ledger().release(theirs);
    expect(await ledger().get(reminder)).toMatchObject({ status: "claimed", attempts: 1 });
  });

  test("claims become uncertain when their lease has run out, not before, and nothing else does", async () => {
    const keys = ["A", "B", "C"].map((recipient) => ({ ...reminder, recipient }));
    for (const [index, key] of keys.entries()) await ledger().claim(key, claim(index), once);
    await ledger().mark({ ...reminder, recipient: "B" }, ["claimed"], "sent", { sentAt: at(2) });
    const settledAt = (minute: number) => ledger().settleExpired(reminder, at(minute), refuseDamaged);
    world.spent();
    expect(await settledAt(4)).toEqual([]);
    expect(world.spent().writeUnits, "nothing is tried that cannot succeed").toBe(0);
    const uncertain = [expect.objectContaining({ recipient: "A", status: "uncertain" })];
    expect(await settledAt(5)).toEqual(uncertain);
    world.spent();
    expect(await settledAt(6)).toEqual(uncertain);
    expect(world.spent().writeUnits).toBe(0);
    const entries = await gathered(ledger().pagesOf(reminder, refuseDamaged));
    expect(entries.map(({ recipient, status }) => `${recipient} ${status}`)).toEqual([
      "A uncertain",
      "B sent",
      "C claimed",
    ]);
  });

  test("a claim taken again while the expired ones are listed stays a claim", async () => {
    await ledger().claim(digest, claim(0), again);
    const { database } = world;
    const meanwhile = mailLedgerStore(
      {
        ...database,
        async *queryPages(query) {
          for await (const page of database.queryPages(query)) {
            await ledger().claim(digest, claim(6), again);
            yield page;
          }
        },
      },
      since,
    );
    expect(await meanwhile.settleExpired(digest, at(6), refuseDamaged)).toEqual([]);
    expect(await ledger().get(digest)).toMatchObject({ status: "claimed", attempts: 2 });
  });

  test("only one of the runs that mail the readers has the turn, until it is given back or over", async () => {
    const turn = await ledger().takeTurn(firstOfficeCode, at(0), at(5));
    expect(turn).toBeDefined();
    expect(await ledger().takeTurn(firstOfficeCode, at(4), at(9))).toBeUndefined();
    await turn?.giveBack();
    const next = await ledger().takeTurn(firstOfficeCode, at(4), at(9));
    expect(next).toBeDefined();
    // Given back once more, it takes nothing from whom it belongs to by now.
    await turn?.giveBack();
    expect(await ledger().takeTurn(firstOfficeCode, at(8), at(14))).toBeUndefined();
    expect(await ledger().takeTurn(firstOfficeCode, at(9), at(14))).toBeDefined();
  });

  test("the mails of an office, day and kind are listed, and no others", async () => {
    for (const recipient of ["E", "A", "D", "B", "C"]) await ledger().claim({ ...reminder, recipient }, claim(0), once);
    await ledger().claim(digest, claim(0), again);
    await ledger().claim({ ...reminder, officeCode: "ats-lodi", recipient: "F" }, claim(0), once);
    const recipients = async (part: LedgerPart) =>
      (await gathered(ledger().pagesOf(part, refuseDamaged))).map(({ recipient }) => recipient);
    expect(await recipients(reminder)).toEqual(["A", "B", "C", "D", "E"]);
    expect(await recipients({ ...reminder, officeCode: "ats-lodi" })).toEqual(["F"]);
    expect(await recipients({ ...reminder, kind: "notice" })).toEqual([]);
    expect(await recipients({ ...reminder, surveyDate: "2018-09-18" })).toEqual([]);
  });

  test("a job sees what others have claimed a moment before, and what cannot be read by its name", async () => {
    await ledger().claim(reminder, claim(0), once);
    world.spent();
    expect(await gathered(ledger().pagesOf(reminder, refuseDamaged))).toHaveLength(1);
    // One unit: half of it were a read that may miss the last writes.
    expect(world.spent()).toMatchObject({ readUnits: 1 });
    const change = { expression: "SET #round = :round", values: { round: 0 } };
    const key = { surveyDateKind: "2018-09-13#reminder#ats", recipientRound: "MIIC8AN00E#1" };
    await world.database.update("mailLedger", key, change, { expression: "attribute_exists(#round)" });
    const damaged: DamagedItem[] = [];
    expect(await gathered(ledger().pagesOf(reminder, (damage) => damaged.push(damage)))).toEqual([]);
    expect(damaged.map(({ table, key: where }) => ({ table, where }))).toEqual([{ table: "mailLedger", where: key }]);
  });

  describe("about dates from before each office had its own part", () => {
    const before = { ...reminder, surveyDate: "2018-09-11" };
    const lodi = { ...before, officeCode: "ats-lodi" };

    test("lies where the release before looks for it, and is one mail for all offices", async () => {
      await ledger().claim(before, claim(0), once);
      const key = { surveyDateKind: "2018-09-11#reminder", recipientRound: "MIIC8AN00E#1" };
      expect(await world.database.get("mailLedger", key, { consistent: true })).toMatchObject({ status: "claimed" });
      expect(await ledger().claim(lodi, claim(1), once)).toMatchObject({ kind: "taken", entry: before });
    });

    test("is listed, and settled, with its own office's", async () => {
      await ledger().claim(before, claim(0), once);
      await ledger().claim({ ...lodi, recipient: "F" }, claim(0), once);
      // As the release before writes it.
      const change = { expression: "REMOVE #officeCode" };
      const key = { surveyDateKind: "2018-09-11#reminder", recipientRound: "MIIC8AN00E#1" };
      await world.database.update("mailLedger", key, change, { expression: "attribute_exists(#round)" });
      for (const [part, recipient] of [
        [before, "MIIC8AN00E"],
        [lodi, "F"],
      ] as const) {
        const listed = await gathered(ledger().pagesOf(part, refuseDamaged));
        expect(listed).toEqual([expect.objectContaining({ recipient, officeCode: part.officeCode })]);
        expect(await ledger().settleExpired(part, at(9), refuseDamaged)).toEqual([
          expect.objectContaining({ recipient, status: "uncertain" }),
        ]);
      }
    });

    test("is everything as long as no date is settled", async () => {
      const undivided = mailLedgerStore(world.database, async () => undefined);
      await undivided.claim(reminder, claim(0), once);
      expect(await undivided.get(reminder)).toBeDefined();
      expect(await ledger().get(reminder)).toBeUndefined();
    });
  });

  test("each office's readers have a turn of their own", async () => {
    expect(await ledger().takeTurn(firstOfficeCode, at(0), at(5))).toBeDefined();
    expect(await ledger().takeTurn("ats-lodi", at(0), at(5))).toBeDefined();
    expect(await ledger().takeTurn("ats-lodi", at(1), at(5))).toBeUndefined();
    // Where the release before takes it.
    const key = { surveyDateKind: "turn", recipientRound: "digest" };
    expect(await world.database.get("mailLedger", key, { consistent: true })).toBeDefined();
  });
});
