import { beforeEach, describe, expect, it } from "vitest";
import { counts } from "../../rig/counts.ts";
import { pageShape } from "../../rig/gateway-of.ts";
import { depsOver, interceptDatabase } from "../../rig/intercepted-database.ts";
import { worldOfEachTest } from "../../rig/world-of-each-test.ts";
import { ignoreCrash, mishaps, withMishap } from "../crash.ts";
import { other, own, settleTown, type Town, thursday } from "../small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
  await trial.now.run("send-notices");
  await trial.now.clearMails();
});

const before = "own@scuola.example";
const target = `/v1/institutes/${own}/contacts`;
const setContacts = (...emails: string[]) =>
  town.put(target, town.school, { contacts: emails.map((email) => ({ email })) });
const setOffice = (alertDigests: string[], operationsNotices: string[]) =>
  town.put("/v1/health-office/contacts", town.healthOffice, {
    alertDigests: alertDigests.map((email) => ({ email })),
    operationsNotices: operationsNotices.map((email) => ({ email })),
  });
const at = (time: string) => trial.now.setNow(`${thursday}T${time}+01:00`);
const notify = (...changes: Parameters<(typeof trial)["now"]["run"]> extends [unknown, ...infer Rest] ? Rest : never) =>
  trial.now.run("send-notices", ...changes);
const addressed = async () => (await trial.now.mails()).flatMap(({ to }) => to).toSorted();

describe("a change of contacts", () => {
  it("is mailed to the old and to the new address, once, in separate mails", async () => {
    await setContacts("nuovo@scuola.example");
    expect(await addressed()).toEqual([]);
    expect(await notify()).toMatchObject({ contactChangesTold: 1, leftForNextRun: 0 });
    const mails = await trial.now.mails();
    expect(mails.map(({ to }) => to).toSorted()).toEqual([["nuovo@scuola.example"], [before]]);
    for (const { subject, text } of mails) {
      expect(subject).toContain(`Contatti cambiati: Plesso`);
      expect(text).toContain("aggiunto: nu…@scuola.example");
      expect(text).toContain("tolto: ow…@scuola.example");
      expect(text).toContain("alle 09:00 di giovedì 16 febbraio");
      expect(text).not.toContain("token");
    }
    at("10:00:00");
    expect(await notify()).toMatchObject({ contactChangesTold: 0 });
    expect(await addressed()).toHaveLength(2);
  });

  it("is in the ledger without an address", async () => {
    await setContacts("nuovo@scuola.example");
    await notify();
    const query = `date=${thursday}&kind=contact-change`;
    const { body, text } = await trial.now.call("GET", `/v1/mail-ledger?${query}`, { token: town.healthOffice });
    const { items } = pageShape.parse(body);
    // Two of the town's settling, two of this change.
    expect(items).toHaveLength(4);
    expect(items.every(({ status }) => status === "sent")).toBe(true);
    expect(text).not.toContain("@");
  });

  it("is mailed together with a second change that came before any mail", async () => {
    await setContacts("primo@scuola.example");
    at("09:05:00");
    await setContacts("secondo@scuola.example");
    await notify();
    expect(await addressed()).toEqual([before, "primo@scuola.example", "secondo@scuola.example"]);
    const [mail] = await trial.now.mails();
    expect(mail?.text).toContain("aggiunto: se…@scuola.example");
    expect(mail?.text).toContain("tolto: ow…@scuola.example");
    expect(mail?.text).toContain("tolto: pr…@scuola.example");
    expect(mail?.text).toContain("alle 09:05");
  });

  it("is mailed even when it was taken back: a contact was there for a while and is gone", async () => {
    await setContacts("primo@scuola.example");
    await setContacts(before);
    await notify();
    expect(await addressed()).toEqual([before, "primo@scuola.example"]);
  });

  it("a moment after the mail about the last one is a new change", async () => {
    await setContacts("primo@scuola.example");
    await notify();
    await trial.now.clearMails();
    await setContacts("secondo@scuola.example");
    await notify();
    expect(await addressed()).toEqual(["primo@scuola.example", "secondo@scuola.example"]);
  });

  it.each([
    ["of names alone", () => town.put(target, town.school, { contacts: [{ email: before, name: "Segreteria" }] })],
    ["that was refused", () => town.put(target, town.school, { contacts: [{ email: "nessuno" }] })],
    ["of another's", () => town.put(target, town.otherSchool, { contacts: [] })],
    [
      "of the health office over a version that does not stand",
      () =>
        town.put(
          "/v1/health-office/contacts",
          town.healthOffice,
          { alertDigests: [{ email: "a@ats.example" }], operationsNotices: [] },
          { headers: { "if-match": '"7"' } },
        ),
    ],
  ])("%s: nobody is mailed", async (_, change) => {
    await change();
    expect(await notify()).toMatchObject({ contactChangesTold: 0, leftForNextRun: 0 });
    expect(await addressed()).toEqual([]);
  });

  it("that was noted but never made is mailed to nobody, and forgotten", async () => {
    const { contactChanges, now, onDamaged } = trial.now.deps;
    await contactChanges.note(own, [{ email: before, state: "valid" }], now());
    expect(await notify()).toMatchObject({ contactChangesTold: 0 });
    expect(await contactChanges.untold(10, onDamaged)).toEqual([]);
  });

  it("is not mailed to an address that has bounced", async () => {
    await trial.now.deps.institutes.setContactState(own, before, "bounced");
    await setContacts("nuovo@scuola.example");
    await notify();
    expect(await addressed()).toEqual(["nuovo@scuola.example"]);
  });

  it("of the health office goes to everybody on either list, once", async () => {
    await setOffice(["a@ats.example"], ["a@ats.example", "b@ats.example"]);
    await notify();
    expect(await addressed()).toEqual(["a@ats.example", "b@ats.example"]);
    await trial.now.clearMails();
    at("09:30:00");
    await setOffice(["c@ats.example"], ["b@ats.example"]);
    await notify();
    expect(await addressed()).toEqual(["a@ats.example", "b@ats.example", "c@ats.example"]);
    expect((await trial.now.mails())[0]?.subject).toBe("[Sentinella] Contatti cambiati: ATS");
  });
});

describe("the job that mails changes", () => {
  it("sends one query to the tables when nothing has changed", async () => {
    const calls: string[] = [];
    const database = interceptDatabase(trial.now.database, ({ operation, on }, effect) => {
      calls.push(`${operation} ${on}`);
      return effect();
    });
    await notify(depsOver(database, trial.now.deps));
    // One page, and that none follows.
    expect(calls).toEqual(["query settings", "query settings"]);
  });

  it("mails the others when SES refuses one address, and gives that one up after two days", async () => {
    const { mailer } = trial.now.deps;
    const picky: typeof mailer = {
      send: async (mail) =>
        mail.to.includes("nuovo@scuola.example")
          ? { kind: "refused", reason: "rejected", detail: "not verified" }
          : mailer.send(mail),
    };
    await setContacts("nuovo@scuola.example");
    await town.put(`/v1/institutes/${other}/contacts`, town.otherSchool, { contacts: [] });
    expect(await notify({ mailer: picky })).toMatchObject({ contactChangesTold: 1, leftForNextRun: 1 });
    expect(await addressed()).toEqual(["other@scuola.example", before]);
    trial.now.setNow("2023-02-18T09:00:00+01:00");
    expect(await notify({ mailer: picky })).toMatchObject({ leftForNextRun: 1 });
    trial.now.setNow("2023-02-18T09:00:01+01:00");
    await expect(notify({ mailer: picky })).rejects.toThrow("1 notice-failed");
    expect(await notify({ mailer: picky })).toMatchObject({ contactChangesTold: 0, leftForNextRun: 0 });
    expect(await addressed(), "nobody is told twice").toHaveLength(2);
  });

  it("names the institute whose change cannot be mailed, and no institute for the health office's", async () => {
    await setContacts("nuovo@scuola.example");
    await setOffice(["a@ats.example"], []);
    const { institutes, settings } = trial.now.deps;
    const outOfReach = () => Promise.reject(new Error("out of reach"));
    const changes = {
      institutes: { ...institutes, get: outOfReach },
      settings: { ...settings, healthOfficeContacts: outOfReach },
    };
    await expect(notify(changes)).rejects.toThrow(/^2 notice-failed; done: /);
    const failed = trial.now.logLines.filter((line) => line.includes('"message":"notice-failed"'));
    expect(failed).toHaveLength(2);
    expect(failed.filter((line) => line.includes(`"instituteCode":"${own}"`))).toHaveLength(1);
    expect(failed.filter((line) => line.includes("instituteCode"))).toHaveLength(1);
  });

  it("mails the contacts as they are now: it reads consistently", async () => {
    const { institutes } = trial.now.deps;
    const stale = await institutes.get(own);
    await setContacts("nuovo@scuola.example");
    const get: typeof institutes.get = async (code, options) =>
      options?.consistent ? institutes.get(code, options) : stale;
    expect(await notify({ institutes: { ...institutes, get } })).toMatchObject({ contactChangesTold: 1 });
    expect(await addressed()).toContain("nuovo@scuola.example");
  });

  it("mails the old addresses when the institute is no longer registered", async () => {
    await setContacts("nuovo@scuola.example");
    const { database } = trial.now;
    await database.remove("institutes", { instituteCode: own }, { expression: "attribute_exists(#instituteCode)" });
    expect(await notify()).toMatchObject({ contactChangesTold: 1 });
    expect(await addressed()).toEqual([before]);
  });

  it("waits for a mail of another run, and sends it again once that run must have died", async () => {
    await setContacts("nuovo@scuola.example");
    const dying = { send: () => Promise.reject(new Error("the worker has died")) };
    await expect(notify({ mailer: dying })).rejects.toThrow("1 notice-failed");
    at("09:01:59");
    expect(await notify()).toMatchObject({ contactChangesTold: 0, leftForNextRun: 1 });
    at("09:02:00");
    expect(await notify()).toMatchObject({ contactChangesTold: 1, leftForNextRun: 0 });
    expect(await addressed()).toEqual(["nuovo@scuola.example", before]);
  });

  it("mails at the rate that reminders leave free", async () => {
    const waits: number[] = [];
    const pause = async (wait: number) => void waits.push(wait);
    await setContacts("nuovo@scuola.example");
    await notify({ mailRatePerSecond: 1, pause, stopwatch: () => 0 });
    // A fifth of one mail a second.
    expect(waits).toEqual([expect.closeTo(5_000)]);
  });

  it("leaves the rest for the next run when its time is over", async () => {
    await setContacts("nuovo@scuola.example");
    expect(await notify({}, 19_999)).toMatchObject({ contactChangesTold: 0, leftForNextRun: 1 });
    expect(await addressed()).toEqual([]);
    expect(await notify()).toMatchObject({ contactChangesTold: 1 });
  });

  it("interrupted at any call, loses no reader, and doubles a mail only where it may have been lost", async () => {
    const addresses = (round: number) => [`vecchio${round}@scuola.example`, `nuovo${round}@scuola.example`] as const;
    let rounds = 0;
    async function interrupted(call: number, mishap: (typeof mishaps)[number]) {
      rounds++;
      const [old, fresh] = addresses(rounds);
      trial.now.setNow(new Date(Date.parse(`${thursday}T10:00:00Z`) + rounds * 3_600_000).toISOString());
      await setContacts(old);
      await notify();
      await trial.now.clearMails();
      await setContacts(fresh);
      const { changes, calls } = withMishap(trial.now.deps, call, mishap);
      await notify(changes).catch(ignoreCrash);
      trial.now.setNow(new Date(trial.now.deps.now().getTime() + 900_000).toISOString());
      await notify();
      expect(await trial.now.deps.contactChanges.untold(10, trial.now.deps.onDamaged)).toEqual([]);
      const mails = await addressed();
      expect(new Set(mails), `${mishap} at call ${call}`).toEqual(new Set([old, fresh]));
      return { calls: calls(), doubled: mails.length - 2 };
    }
    const clean = await interrupted(0, "crash-before");
    expect(clean.doubled).toBe(0);
    expect(clean.calls).toBeGreaterThan(8);
    for (const mishap of mishaps) {
      for (let call = 1; call <= clean.calls; call += counts.callStep) {
        const { doubled } = await interrupted(call, mishap);
        expect(doubled, `${mishap} at call ${call}`).toBeLessThanOrEqual(1);
      }
    }
  });
});
