import { describe, expect, test } from "vitest";
import { type MailFate, type MailTask, mailOnce } from "../../../functions/flows/mail/mail-once.ts";
import type { LedgerKey } from "../../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import { ledgerTags } from "../../../shared/mail/ledger-tags.ts";
import type { Mail, Mailer } from "../../../shared/mail/mailer.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { mailLedgerStore } from "../../../shared/store/mail-ledger-store.ts";
import { openMemoryDatabase } from "../../rig/memory-database.ts";

const key: LedgerKey = {
  surveyDate: "2023-02-16",
  kind: "reminder",
  officeCode: firstOfficeCode,
  recipient: "ZZIC80001A",
  round: 1,
};
const beginning = new Date("2023-02-17T08:30:00+01:00").getTime();
/** Two minutes: longer than a send can take. */
const leaseMillis = 120_000;
const mail = { to: ["own@scuola.example"], subject: "Mancano le assenze", text: "text", html: "html" };

type Outcome = Awaited<ReturnType<Mailer["send"]>>;
const accepted: Outcome = { kind: "accepted", messageId: "m1" };

class Died extends Error {}

/** A ledger, a clock, and an SES with chosen answers. It records all events in order. */
function openDesk() {
  const ledger = mailLedgerStore(openMemoryDatabase(), async () => undefined);
  const happened: string[] = [];
  const mailed: Mail[] = [];
  const desk = {
    now: beginning,
    happened,
    mailed,
    answer: accepted,
    /** The call at which the worker dies. */
    diesAt: "",
    entry: () => ledger.get(key),
    send(changes: Partial<MailTask> = {}): Promise<MailFate> {
      const task: MailTask = {
        key,
        detail: { siteCodes: ["ZZEE80101A"] },
        repeatable: false,
        prepare: async () => {
          note("look");
          return { kind: "mail", mail };
        },
        ...changes,
      };
      return mailOnce(task, {
        now: () => new Date(desk.now),
        log: { ...openLog(() => undefined), info: note },
        mailLedger: {
          ...ledger,
          claim: async (...claim) => {
            const outcome = await ledger.claim(...claim);
            note(outcome.kind);
            return outcome;
          },
          mark: async (...mark) => {
            note(`mark ${mark[2]}`);
            return ledger.mark(...mark);
          },
          release: async (entry) => {
            note("release");
            return ledger.release(entry);
          },
        },
        mailer: {
          send: async (sent) => {
            note("send");
            mailed.push(sent);
            return desk.answer;
          },
        },
      });
    },
  };
  function note(what: string): void {
    if (what === desk.diesAt) throw new Died(what);
    happened.push(what);
  }
  return desk;
}

describe("a mail", () => {
  test("is claimed, looked at once more, sent and marked, in this order", async () => {
    const desk = openDesk();
    expect(await desk.send()).toBe("sent");
    expect(desk.happened).toEqual(["claimed", "look", "send", "mark sent"]);
    expect(desk.mailed).toEqual([{ ...mail, tags: ledgerTags(key) }]);
    expect(await desk.entry()).toMatchObject({
      status: "sent",
      attempts: 1,
      messageId: "m1",
      siteCodes: ["ZZEE80101A"],
    });
    expect((await desk.entry())?.sentAt?.getTime()).toBe(beginning);
    expect((await desk.entry())?.leaseUntil.getTime()).toBe(beginning + leaseMillis);
  });

  test("that was sent is sent by nobody again, however much later", async () => {
    const desk = openDesk();
    await desk.send();
    desk.now += 10 * leaseMillis;
    expect(await desk.send()).toBe("taken");
    expect(await desk.send({ repeatable: true })).toBe("taken");
    expect(desk.happened.filter((what) => what === "send")).toHaveLength(1);
  });

  test("lists what it is about where that is less than what was claimed", async () => {
    const desk = openDesk();
    const detail = { siteCodes: ["ZZEE80101A", "ZZEE80102A"] };
    const prepare = async () => ({ kind: "mail", mail, detail: { siteCodes: ["ZZEE80102A"] } }) as const;
    await desk.send({ detail, prepare });
    expect(await desk.entry()).toMatchObject({ siteCodes: ["ZZEE80102A"] });
  });

  test("that the last check finds needless is not sent, and the ledger has the reason", async () => {
    const desk = openDesk();
    expect(await desk.send({ prepare: async () => ({ kind: "skip", reason: "reported-meanwhile" }) })).toBe("skipped");
    expect(desk.happened).toEqual(["claimed", "mark skipped"]);
    expect(await desk.entry()).toMatchObject({ status: "skipped", reason: "reported-meanwhile" });
  });

  test("of which the last look fails is given back, and the next run sends it", async () => {
    const desk = openDesk();
    await expect(desk.send({ prepare: () => Promise.reject(new Died("look")) })).rejects.toThrow(Died);
    expect(desk.happened).toEqual(["claimed", "release"]);
    expect(await desk.entry()).toBeUndefined();
    expect(await desk.send()).toBe("sent");
  });
});

describe("what SES answers", () => {
  test("without an answer the mail is uncertain, and no reminder is sent again", async () => {
    const desk = openDesk();
    desk.answer = { kind: "unknown", detail: "timeout" };
    expect(await desk.send()).toBe("uncertain");
    expect(desk.happened).toEqual(["claimed", "look", "send", "mail uncertain", "mark uncertain"]);
    expect(await desk.entry()).toMatchObject({ status: "uncertain", reason: "timeout" });
    desk.now += 10 * leaseMillis;
    expect(await desk.send()).toBe("taken");
  });

  test("a refused address is skipped for good", async () => {
    const desk = openDesk();
    desk.answer = { kind: "refused", reason: "address", detail: "no such address" };
    expect(await desk.send()).toBe("skipped");
    expect(desk.happened).toEqual(["claimed", "look", "send", "mail refused", "mark skipped"]);
    expect(await desk.entry()).toMatchObject({ status: "skipped", reason: "address-refused" });
  });

  test.each([
    ["too-fast", "too-fast"],
    ["quota-used-up", "quota-used-up"],
    ["unreachable", "put-off"],
  ] as const)("refused as %s, the mail is %s and the next run sends it", async (reason, fate) => {
    const desk = openDesk();
    desk.answer = { kind: "refused", reason, detail: "no" };
    expect(await desk.send()).toBe(fate);
    expect(desk.happened).toEqual(["claimed", "look", "send", "mail refused", "release"]);
    expect(await desk.entry()).toBeUndefined();
    desk.answer = accepted;
    expect(await desk.send()).toBe("sent");
  });
});

describe("the claim of a worker that died", () => {
  async function openDeadDesk(diesAt: string) {
    const desk = openDesk();
    desk.diesAt = diesAt;
    await expect(desk.send()).rejects.toThrow(Died);
    desk.diesAt = "";
    desk.happened.length = 0;
    return desk;
  }

  test.each(["send", "mark sent"])("at %s stands as claimed: nobody is told that the mail went out", async (diesAt) => {
    const desk = await openDeadDesk(diesAt);
    expect((await desk.entry())?.status).toBe("claimed");
  });

  test("is nobody else's until the end of the lease, and from then on whose mail may be repeated", async () => {
    const desk = await openDeadDesk("mark sent");
    desk.now += leaseMillis - 1;
    expect(await desk.send({ repeatable: true })).toBe("taken");
    desk.now += 1;
    expect(await desk.send({ repeatable: true })).toBe("sent");
    expect(await desk.entry()).toMatchObject({ status: "sent", attempts: 2 });
  });

  test("is nobody's for ever where a repeat is worse than a loss", async () => {
    const desk = await openDeadDesk("send");
    desk.now += 10 * leaseMillis;
    expect(await desk.send()).toBe("taken");
    expect(desk.happened).toEqual(["taken"]);
  });
});
