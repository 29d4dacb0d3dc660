import { describe, expect, test } from "vitest";
import { collectFaults } from "../../../functions/flows/faults/faults.ts";
import { notifySilence } from "../../../functions/flows/mail/notify-silence.ts";
import { settleClaims } from "../../../functions/flows/mail/settle-claims.ts";
import { tellOperators } from "../../../functions/flows/mail/tell-operators.ts";
import { tellUnreachable } from "../../../functions/flows/mail/tell-unreachable.ts";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import type { LedgerKey, LedgerKind } from "../../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Contact } from "../../../shared/domain/registry/institute.ts";
import { emptyCoverage } from "../../../shared/domain/survey/coverage.ts";
import { surveyWindow } from "../../../shared/domain/survey/survey-window.ts";
import type { Mailer } from "../../../shared/mail/mailer.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { enoughMillis } from "../../../shared/runtime/job-chain.ts";
import { openMemoryWorld } from "../../rig/world.ts";
import { writtenOn } from "../../rig/written-on.ts";

const surveyDate = "2023-02-16";
const { dueAt } = surveyWindow(surveyDate);
const [una, due] = ["una@ats.example", "due@ats.example"];
const lost: Mailer = { send: async () => ({ kind: "unknown", detail: "" }) };
const dying: Mailer = { send: () => Promise.reject(new Error("the worker has died")) };

/** A world whose operators are the given addresses. */
async function openDesk(now: Date, ...operators: string[]) {
  const world = await openMemoryWorld(now);
  const operationsNotices = operators.map((email) => ({ email }));
  await world.deps.settings.setHealthOfficeContacts(
    firstOfficeCode,
    { alertDigests: [], operationsNotices },
    writtenOn(),
  );
  const faults = collectFaults(world.deps);
  const deps = (changes: Partial<Deps> = {}) => ({ ...world.deps, faults, ...changes });
  const faultsFound = () => faults.found().map(({ name, about }) => ({ name, about }));
  return { world, deps, faultsFound };
}
type Desk = Awaited<ReturnType<typeof openDesk>>;
const addressed = async ({ world }: Desk) => (await world.mails()).flatMap(({ to }) => to);

describe("silence", () => {
  const here = "VALDORSA";
  /** The number of ten sites that reported on time on each of the days before, latest last. */
  const closedDays = (onTime: readonly number[]) =>
    onTime.map((count, position) => ({
      surveyDate: addDays(surveyDate, 2 * (position - onTime.length)),
      onTime: count,
    }));
  const coverage = (onTime: number, expected = 10) => ({
    ...emptyCoverage(),
    totals: { ...emptyCoverage().totals, expected, onTime },
  });

  /** Checks the territories; the numbers say how many of ten sites have reported on time. */
  async function look(
    desk: Desk,
    usual: readonly { surveyDate: string; onTime: number; expected?: number }[],
    onTime: Readonly<Record<string, number>> = { [here]: 4 },
    { millis = 900_000, ...changes }: Partial<Deps> & { millis?: number } = {},
  ) {
    const asked: string[][] = [];
    const states: Deps["surveyDays"]["states"] = async (territory, dates) => {
      asked.push([...dates]);
      return usual.map(({ surveyDate: date, onTime: counted, expected = 10 }) => ({
        territory,
        surveyDate: date,
        status: "closed",
        asked: expected,
        parts: 1,
        openedAt: surveyWindow(date).opensAt,
        totals: coverage(counted, expected).totals,
      }));
    };
    const coverageOf = new Map(Object.entries(onTime).map(([territory, count]) => [territory, coverage(count)]));
    const surveyDays = { ...desk.world.deps.surveyDays, states };
    const time = { remainingMillis: () => millis };
    const sent = await notifySilence(surveyDate, { coverageOf }, time, desk.deps({ surveyDays, ...changes }));
    return { sent, asked };
  }

  test("is under half of what is usual, from the very moment on at which the day is due", async () => {
    const desk = await openDesk(new Date(dueAt.getTime() - 1), una);
    const usual = closedDays([10, 10, 10]);
    expect(await look(desk, usual)).toMatchObject({ sent: 0 });
    desk.world.setNow(dueAt);
    expect(await look(desk, usual, { [here]: 5 })).toMatchObject({ sent: 0 });
    expect(await look(desk, usual, { [here]: 4 })).toMatchObject({ sent: 1 });
    const [mail] = await desk.world.mails();
    expect(mail?.subject).toContain("Poche registrazioni");
    expect(mail?.text).toContain("4 plessi su 10 attesi; di solito sono circa 10");
  });

  test.each([
    ["the median of the last five closed days, whatever was before", [0, 0, 0, 10, 10, 10, 9, 0], 1],
    ["also where that is little", [10, 10, 10, 2, 2, 2, 10, 10], 0],
    ["the median by size, not by date", [10, 10, 2, 2, 10], 1],
    ["nothing on two days", [10, 10], 0],
  ])("is measured by %s", async (_, onTime, sent) => {
    const usual = closedDays(onTime);
    for (const given of [usual, usual.toReversed(), usual.toSorted((one, other) => one.onTime - other.onTime)]) {
      expect(await look(await openDesk(dueAt, una), given)).toMatchObject({ sent });
    }
  });

  test("is not measured by days on which no site was expected, nor by the day itself", async () => {
    const desk = await openDesk(dueAt, una);
    const empty = ["2023-01-10", "2023-01-12", "2023-01-17"].map((date) => ({
      surveyDate: date,
      onTime: 0,
      expected: 0,
    }));
    expect(await look(desk, empty)).toMatchObject({ sent: 0 });
    expect(await look(desk, [...closedDays([10, 10]), ...empty])).toMatchObject({ sent: 0 });
    const { sent, asked } = await look(desk, [...closedDays([10, 10, 10]), ...empty]);
    expect(sent).toBe(1);
    expect(asked[0]?.at(-1)).toBe("2023-02-14");
  });

  test("is told territory by territory, to each operator once, and again where nobody knows whether it was", async () => {
    const desk = await openDesk(dueAt, una, due);
    const usual = closedDays([10, 10, 10]);
    const silent = { [here]: 1, ALTROVE: 1 };
    expect(await look(desk, usual, silent, { mailer: lost })).toMatchObject({ sent: 0 });
    desk.world.setNow(new Date(dueAt.getTime() + 3_600_000));
    expect(await look(desk, usual, silent)).toMatchObject({ sent: 4 });
    expect(await look(desk, usual, silent)).toMatchObject({ sent: 0 });
    expect((await addressed(desk)).toSorted()).toEqual([due, due, una, una]);
  });

  test("of which the days before cannot be read is a fault that names it, and the next one is looked at", async () => {
    const desk = await openDesk(dueAt, una);
    const { calendar } = desk.world.deps;
    const known = await calendar();
    const broken: typeof calendar = async () => ({
      ...known,
      of: (territory) => {
        if (territory === here) throw new Error("out of reach");
        return known.of(territory);
      },
    });
    const usual = closedDays([10, 10, 10]);
    expect(await look(desk, usual, { [here]: 1, ALTROVE: 1 }, { calendar: broken })).toMatchObject({ sent: 1 });
    expect(desk.faultsFound()).toEqual([{ name: "silence-not-checked", about: { surveyDate, territory: here } }]);
  });

  test("is looked for by the next run where no time is left", async () => {
    const desk = await openDesk(dueAt, una);
    const usual = closedDays([10, 10, 10]);
    expect(await look(desk, usual, { [here]: 1 }, { millis: enoughMillis - 1 })).toEqual({ sent: 0, asked: [] });
    expect(await look(desk, usual, { [here]: 1 }, { millis: enoughMillis })).toMatchObject({ sent: 1 });
  });
});

describe("what the operators have to look after", () => {
  const tell = (desk: Desk, things: readonly string[], changes: Partial<Deps> = {}) =>
    tellOperators(
      {
        topic: "tests",
        things,
        nameOf: (thing) => thing,
        officesFor: () => undefined,
        messageOf: (fresh) => ({ subject: fresh.join(" "), text: "", html: "" }),
      },
      desk.deps(changes),
    );
  const subjects = async ({ world }: Desk) => (await world.mails()).map(({ subject }) => subject);

  test("is told to each of them, also what another knows already", async () => {
    const desk = await openDesk(dueAt, una, due);
    const down: Mailer = {
      send: async (mail) =>
        mail.to.includes(due)
          ? { kind: "refused", reason: "unreachable", detail: "" }
          : desk.world.deps.mailer.send(mail),
    };
    await tell(desk, ["one"], { mailer: down });
    expect(await addressed(desk)).toEqual([una]);
    await tell(desk, ["one"]);
    expect(await addressed(desk)).toEqual([una, due]);
  });

  test("is not told to an address that takes no mail", async () => {
    const desk = await openDesk(dueAt, una);
    const { settings } = desk.world.deps;
    const bounced: typeof settings.healthOfficeContacts = async (...asked) => {
      const contacts = await settings.healthOfficeContacts(...asked);
      const operationsNotices = contacts.operationsNotices.map((one): Contact => ({ ...one, state: "bounced" }));
      return { ...contacts, operationsNotices };
    };
    await tell(desk, ["one"], { settings: { ...settings, healthOfficeContacts: bounced } });
    expect(await addressed(desk)).toEqual([]);
  });

  test("counts as told while a mail is under way, and is told again once its sender has died", async () => {
    const desk = await openDesk(dueAt, una);
    await expect(tell(desk, ["one"], { mailer: dying })).rejects.toThrow("died");
    desk.world.setNow(new Date(dueAt.getTime() + 119_999));
    await tell(desk, ["one", "two"]);
    expect(await subjects(desk)).toEqual(["two"]);
    desk.world.setNow(new Date(dueAt.getTime() + 120_000));
    await tell(desk, ["one", "two"]);
    expect(await subjects(desk)).toEqual(["two", "one"]);
  });

  test("is nothing where there is nothing: not even who they are is asked", async () => {
    const desk = await openDesk(dueAt, una);
    const healthOfficeContacts = () => Promise.reject(new Error("out of reach"));
    const settings = { ...desk.world.deps.settings, healthOfficeContacts };
    await expect(tell(desk, [], { settings })).resolves.toBeUndefined();
  });

  test("is told two thousand at a time", async () => {
    const desk = await openDesk(dueAt, una);
    await tell(
      desk,
      Array.from({ length: 2_001 }, (_, number) => `thing${number}`),
    );
    const [subject = ""] = await subjects(desk);
    expect(subject.split(" ")).toHaveLength(2_000);
  });
});

test("two contacts of an institute that take no mail are told one by one, and apart from who has no address", async () => {
  const desk = await openDesk(dueAt, una);
  const contact = (email: string, state: Contact["state"]): Contact => ({ email, state });
  const institute = (...contacts: Contact[]) => ({
    instituteCode: "ZZIC80001A",
    name: "Istituto",
    contacts,
    contactsFrom: "school" as const,
    territories: ["MILANO"],
    language: "it" as const,
    version: 1,
  });
  const tell = (...contacts: Contact[]) =>
    tellUnreachable(
      surveyDate,
      new Map([["ZZIC80001A", ["ZZEE80101A"]]]),
      [institute(...contacts)],
      new Map(),
      desk.deps(),
    );
  await tell(contact("a@scuola.example", "bounced"));
  await tell(contact("a@scuola.example", "bounced"), contact("b@scuola.example", "bounced"));
  await tell();
  const told = (await desk.world.mails()).map(({ subject }) => subject);
  expect(told).toEqual([
    "[Sentinella, servizio] Contatti da correggere: 1",
    "[Sentinella, servizio] Contatti da correggere: 1",
    "[Sentinella, servizio] Istituti senza indirizzo: 1",
  ]);
  const recipients: string[] = [];
  const { mailLedger, onDamaged } = desk.world.deps;
  const part = { surveyDate: "2023-02-17", kind: "notice", officeCode: firstOfficeCode } as const;
  for await (const entries of mailLedger.pagesOf(part, onDamaged)) {
    recipients.push(...entries.map(({ recipient }) => recipient.split(".")[0] ?? ""));
  }
  expect(recipients.toSorted()).toEqual(["contacts-not-valid", "contacts-not-valid", "institutes-without-address"]);
});

describe("claims of workers that have died", () => {
  const today = new Date("2023-02-17T10:00:00Z");
  const claimed = async ({ world }: Desk, kind: LedgerKind, date: string) => {
    const key: LedgerKey = { surveyDate: date, kind, officeCode: firstOfficeCode, recipient: "ZZIC80001A", round: 1 };
    const lease = { now: new Date(0), leaseUntil: new Date(1), detail: {} };
    await world.deps.mailLedger.claim(key, lease, { reclaimUncertain: false });
    return async () => (await world.deps.mailLedger.get(key))?.status;
  };

  test("are listed as uncertain: reminders of the last five days, and digests also of survey days long before", async () => {
    const desk = await openDesk(today);
    const recent = await claimed(desk, "reminder", "2023-02-12");
    const before = await claimed(desk, "reminder", "2023-02-09");
    const digest = await claimed(desk, "digest", "2023-01-31");
    expect((await settleClaims(today, desk.deps())).map(({ kind }) => kind).toSorted()).toEqual(["digest", "reminder"]);
    expect([await recent(), await before(), await digest()]).toEqual(["uncertain", "claimed", "uncertain"]);
  });

  test("of a day that cannot be read are a fault that names it, and the others are listed", async () => {
    const desk = await openDesk(today);
    await claimed(desk, "reminder", surveyDate);
    const { mailLedger } = desk.world.deps;
    const settleExpired: typeof mailLedger.settleExpired = (part, ...rest) =>
      part.surveyDate === "2023-02-14"
        ? Promise.reject(new Error("out of reach"))
        : mailLedger.settleExpired(part, ...rest);
    const uncertain = await settleClaims(today, desk.deps({ mailLedger: { ...mailLedger, settleExpired } }));
    expect(uncertain).toMatchObject([{ kind: "reminder", surveyDate }]);
    expect(desk.faultsFound()).toEqual([
      { name: "claims-not-settled", about: { surveyDate: "2023-02-14", officeCode: firstOfficeCode } },
    ]);
  });
});
