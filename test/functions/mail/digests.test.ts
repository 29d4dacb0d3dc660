import { describe, expect, test } from "vitest";
import { collectFaults } from "../../../functions/flows/faults/faults.ts";
import { type DigestNews, digestComposer } from "../../../functions/flows/mail/compose-digest.ts";
import { digestIdOf, digestRecipient, readerOf } from "../../../functions/flows/mail/digest-id.ts";
import { digestsFor, repeatOf, sendToReader } from "../../../functions/flows/mail/digest-task.ts";
import { sendDigests } from "../../../functions/flows/mail/send-digests.ts";
import { toldReaders, untoldAlerts } from "../../../functions/flows/mail/told-readers.ts";
import type { Alert, AlertScope } from "../../../shared/domain/alerts/alert.ts";
import { alertIdOf } from "../../../shared/domain/alerts/alert-id.ts";
import { crossingOf } from "../../../shared/domain/alerts/alert-lifecycle.ts";
import type { AlertNews } from "../../../shared/domain/alerts/alert-news.ts";
import type { AlertSeverity } from "../../../shared/domain/alerts/verdict.ts";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import {
  digestedAlertsMax,
  type LedgerDetail,
  type LedgerKey,
  type LedgerStatus,
} from "../../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import { emptyCoverage } from "../../../shared/domain/survey/coverage.ts";
import { alertsShownMax } from "../../../shared/mail/alert-digest-message.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { absoluteExplanation } from "../../mail/explanations.ts";
import { damageAlert } from "../../rig/poison.ts";
import { sampleSiteCode } from "../../rig/sample-schools.ts";
import { openMemoryWorld } from "../../rig/world.ts";
import { writtenOn } from "../../rig/written-on.ts";

const territory = "VALDORSA";
const now = new Date("2023-03-14T10:00:00Z");
const surveyDate = "2023-03-14";
const dayMillis = 86_400_000;
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMillis);
const plenty = { remainingMillis: () => 900_000 };
const everyOffice = new Set([firstOfficeCode]);
const [una, due] = ["una@ats.example", "due@ats.example"];

const site = (number: number): AlertScope => ({
  kind: "site",
  siteCode: sampleSiteCode(number),
  territory,
  level: "primary",
});
const level: AlertScope = { kind: "territory", territory, level: "primary" };
const explanation = absoluteExplanation(36, 84);

function alertOf(scope: AlertScope, severity: AlertSeverity = "alert", changes: Partial<Alert> = {}): Alert {
  return {
    alertId: alertIdOf(scope, "absolute", 1),
    scope,
    rule: "absolute",
    sequence: 1,
    status: "new",
    severity,
    raisedAt: now,
    crossings: [crossingOf(explanation)],
    crossingsBetween: { attention: 0, alert: 0 },
    transitions: [],
    worst: { severity, since: now },
    version: 1,
    ...changes,
  };
}

/** A world in which the alerts are stored, with their reasons. */
async function openDesk(alerts: readonly Alert[] = []) {
  const world = await openMemoryWorld(now);
  for (const alert of alerts) {
    await world.deps.alerts.explain(alert.alertId, explanation);
    await world.deps.alerts.putIfAbsent(alert);
  }
  const faults = collectFaults(world.deps);
  const damaged: unknown[] = [];
  const onDamaged = (damage: unknown) => void damaged.push(damage);
  const deps = (changes: Partial<Deps> = {}) => ({ ...world.deps, faults, onDamaged, ...changes });
  const items = [{ territory, level: "primary" as const, expected: 60, onTime: 40, late: 2, missing: 18, exempt: 0 }];
  const day = { sheets: new Map(), coverage: { ...emptyCoverage(), items } };
  const evaluated = { surveyDate, verdict: "provisional" as const, day };
  const ofOffice = { ...evaluated, officeCode: firstOfficeCode };
  const { mailLedger } = world.deps;
  return {
    world,
    faults,
    damaged,
    deps,
    compose: (news: readonly DigestNews[], changes: Partial<Deps> = {}) =>
      digestComposer(ofOffice, deps(changes))("9f3a1c07be5512aa", news),
    composer: () => digestComposer(ofOffice, deps()),
    readBy: (...readers: object[]) =>
      world.deps.settings.setHealthOfficeContacts(
        firstOfficeCode,
        { alertDigests: readers.map((reader) => ({ email: "", ...reader })), operationsNotices: [] },
        writtenOn(),
      ),
    send: (touched: readonly AlertNews[], changes: Partial<Deps> = {}) =>
      sendDigests({ ...evaluated, touched }, plenty, deps(changes)),
    /** Puts a mail into the ledger with this status. */
    async entered(key: LedgerKey, detail: LedgerDetail, status: LedgerStatus, claimedAt = now) {
      const lease = { now: claimedAt, leaseUntil: new Date(claimedAt.getTime() + 120_000), detail };
      await mailLedger.claim(key, lease, { reclaimUncertain: true });
      if (status !== "claimed") await mailLedger.mark(key, ["claimed"], status);
    },
  };
}

const newsOf = ({ alertId, severity }: AlertNews, told?: AlertSeverity): DigestNews => ({ alertId, severity, told });
const digestKey = (reader: string, alerts: readonly AlertNews[], date = surveyDate): LedgerKey => ({
  surveyDate: date,
  kind: "digest",
  officeCode: firstOfficeCode,
  recipient: digestRecipient(digestIdOf(alerts), readerOf(firstOfficeCode, reader)),
  round: 1,
});

describe("the content of a digest", () => {
  test("is the worst hundred, and how many more are new, worse or known to the reader", async () => {
    const fresh = Array.from({ length: alertsShownMax }, (_, number) => alertOf(site(number + 100)));
    const worse = [0, 1].map((number) => newsOf(alertOf(site(number)), "attention"));
    const known = newsOf(alertOf(site(2)), "alert");
    const milder = newsOf(alertOf(site(3), "attention"));
    const desk = await openDesk(fresh);
    let read = 0;
    const { alerts } = desk.world.deps;
    const counted: typeof alerts.get = (alertId) => {
      read++;
      return alerts.get(alertId);
    };
    const { subject, text } = await desk.compose([milder, ...worse, known, ...fresh.map((alert) => newsOf(alert))], {
      alerts: { ...alerts, get: counted },
    });
    expect(subject).toContain("104 segnali da verificare (allerta)");
    expect(text).toContain("101 nuovi, 2 peggiorati, 1 già segnalato.");
    expect(fresh.filter(({ scope }) => scope.kind === "site" && text.includes(scope.siteCode))).toHaveLength(100);
    expect(read).toBe(alertsShownMax);
  });

  test("is each alert with the name of its site, its reasons and what the reader knew, and how the day has filled", async () => {
    const [one, other, whole] = [alertOf(site(0)), alertOf(site(1)), alertOf(level)];
    const desk = await openDesk([one, other, whole]);
    const entry = { instituteCode: "ZZIC80001A", name: "Primaria Fermi", territory, level: "primary" } as const;
    await desk.world.deps.sites.putRegistryEntry(
      { ...entry, siteCode: sampleSiteCode(0), municipality: "Z001" },
      writtenOn(),
    );
    const { text } = await desk.compose([newsOf(one), newsOf(other, "attention"), newsOf(whole)]);
    expect(text).toContain(`Primaria Fermi (${sampleSiteCode(0)})`);
    expect(text.match(/nuovo/g)).toHaveLength(2);
    expect(text).toContain("peggiorato, prima: attenzione");
    expect(text.match(/Raggiunge la soglia fissa/g)).toHaveLength(3);
    expect(text).toMatch(/primaria: .*\b60\b.*\b42\b.*\b18\b/);
    expect(desk.faults.found()).toEqual([]);
  });

  test("counts an alert that is damaged or gone among those that it does not show", async () => {
    const [sound, damaged] = [alertOf(site(0)), alertOf(site(1))];
    const desk = await openDesk([sound, damaged]);
    await damageAlert(desk.world.database, sampleSiteCode(1));
    const { subject, text } = await desk.compose([newsOf(sound), newsOf(damaged), newsOf(alertOf(site(2)))]);
    expect(subject).toContain("3 segnali");
    expect(text).toContain("3 nuovi");
    expect(text).toContain("Altri 2 segnali sono nella pagina");
    expect(desk.damaged).toHaveLength(1);
  });

  test("waits for the next run where the alerts are out of reach", async () => {
    const desk = await openDesk([alertOf(site(0))]);
    const get = () => Promise.reject(new Error("out of reach"));
    const alerts = { ...desk.world.deps.alerts, get };
    await expect(desk.compose([newsOf(alertOf(site(0)))], { alerts })).rejects.toThrow("out of reach");
    expect(desk.damaged).toEqual([]);
  });

  test("lacks the bars where the days before cannot be read, which is a fault of that day", async () => {
    const desk = await openDesk([alertOf(site(0))]);
    const lastSheets = () => Promise.reject(new Error("out of reach"));
    const surveyDays = { ...desk.world.deps.surveyDays, lastSheets };
    expect((await desk.compose([newsOf(alertOf(site(0)))], { surveyDays })).text).toContain(sampleSiteCode(0));
    expect(desk.faults.found()).toMatchObject([{ name: "digest-failed", about: { surveyDate } }]);
  });

  test("is composed once for all readers who know the same, and again for a reader who knows something else", async () => {
    const alert = alertOf(site(0));
    const compose = (await openDesk([alert])).composer();
    const first = compose("a", [newsOf(alert)]);
    expect(compose("a", [newsOf(alert)])).toBe(first);
    expect((await compose("a", [newsOf(alert, "attention")])).text).toContain("peggiorato");
    expect((await first).text).not.toContain("prima: attenzione");
    expect((await compose("b", [newsOf(alert)])).subject).not.toBe((await first).subject);
  });
});

describe("the digests of a reader", () => {
  const reader = { officeCode: firstOfficeCode, reader: readerOf(firstOfficeCode, una), email: una };
  const newsTo = (...alerts: AlertNews[]) => alerts.map((alert) => ({ alert, told: undefined }));

  test("name the alerts in the ledger, worst first, under their survey day", () => {
    const [mild, bad] = [alertOf(site(0), "attention"), alertOf(site(1))];
    const [task, ...others] = digestsFor({ ...reader, reader: "reader" }, newsTo(mild, bad), surveyDate, now);
    expect(others).toEqual([]);
    expect(task?.key.surveyDate).toBe(surveyDate);
    expect(task?.detail).toStrictEqual({
      alerts: [bad, mild].map(({ alertId, severity }) => ({ alertId, severity })),
      alertsAt: now,
    });
  });

  test("of a day that is judged again much later lie under a later date, and say which day they are about", async () => {
    const old = "2023-02-02";
    const alert = alertOf(site(0));
    const [task] = digestsFor(reader, newsTo(alert), old, now);
    expect(task?.key.surveyDate).toBe(surveyDate);
    expect(task?.detail).toMatchObject({ aboutDate: old });
    const desk = await openDesk();
    if (task === undefined) throw new Error("no digest");
    await desk.entered(task.key, task.detail, "uncertain");
    const entry = await desk.world.deps.mailLedger.get(task.key);
    if (entry === undefined) throw new Error("no entry");
    expect(repeatOf(entry, una)).toMatchObject({ digestId: task.digestId, detail: task.detail });
    expect(repeatOf({ ...entry, alerts: [] }, una).news).toEqual([]);
  });

  test("are several where one entry of the ledger cannot name all", () => {
    const flood = newsTo(...Array.from({ length: digestedAlertsMax + 1 }, (_, number) => alertOf(site(number))));
    const tasks = digestsFor({ ...reader, reader: "reader" }, flood, surveyDate, now);
    expect(tasks.map(({ detail }) => detail.alerts?.length)).toEqual([digestedAlertsMax, 1]);
  });

  test.each<[LedgerStatus, string]>([
    ["claimed", "uncertain"],
    ["sent", "taken"],
    ["delivered", "taken"],
    ["complained", "taken"],
    ["skipped", "skipped"],
    ["bounced", "skipped"],
  ])("that another run has left %s count as %s", async (status, fate) => {
    const alert = alertOf(site(0));
    const desk = await openDesk([alert]);
    const [task] = digestsFor(reader, newsTo(alert), surveyDate, now);
    if (task === undefined) throw new Error("no digest");
    await desk.entered(task.key, task.detail, status);
    expect(await sendToReader(task, desk.composer(), desk.deps())).toBe(fate);
    expect(await desk.world.mails()).toEqual([]);
  });

  test("have their name in a header, by which a repeated one is known", async () => {
    const alert = alertOf(site(0));
    const desk = await openDesk([alert]);
    await desk.readBy({ email: una });
    expect(await desk.send([alert])).toEqual({ sent: 1, toldOffices: everyOffice });
    expect(await desk.world.mails()).toMatchObject([
      { to: [una], headers: { "X-Sentinella-Digest": digestIdOf([alert]) } },
    ]);
  });
});

describe("the alerts that a reader knows", () => {
  const told = async (
    alerts: readonly AlertNews[],
    entries: readonly [LedgerKey, LedgerDetail, LedgerStatus, Date?][],
    date = surveyDate,
  ) => {
    const desk = await openDesk();
    for (const entry of entries) await desk.entered(...entry);
    const readers = await toldReaders(
      firstOfficeCode,
      new Set([readerOf(firstOfficeCode, una)]),
      alerts,
      date,
      desk.deps(),
    );
    const { news = [], unsettled = [] } = readers.get(readerOf(firstOfficeCode, una)) ?? {};
    const untold = (await untoldAlerts(alerts, [firstOfficeCode], desk.deps())).map(({ alertId }) => alertId);
    return { news: news.map(({ alert }) => alert.alertId), unsettled: unsettled.length, untold };
  };
  const alert = alertOf(site(0));
  const detail = { alerts: [newsOf(alert)].map(({ alertId, severity }) => ({ alertId, severity })), alertsAt: now };
  const nothingNew = { news: [], unsettled: 0, untold: [] };
  const everythingNew = { news: [alert.alertId], unsettled: 0, untold: [alert.alertId] };

  test.each<[LedgerStatus, object]>([
    ["claimed", { ...nothingNew, unsettled: 1 }],
    ["uncertain", { ...nothingNew, unsettled: 1 }],
    ["sent", nothingNew],
    ["delivered", nothingNew],
    ["complained", nothingNew],
    ["skipped", everythingNew],
    ["bounced", everythingNew],
  ])("counts by what became of the mail: %s", async (status, expected) => {
    expect(await told([alert], [[digestKey(una, [alert]), detail, status]])).toEqual(expected);
  });

  test("do not include another reader's alerts, or a mail without alerts", async () => {
    expect(await told([alert], [[digestKey(due, [alert]), detail, "sent"]])).toEqual({
      ...nothingNew,
      news: [alert.alertId],
    });
    expect(await told([alert], [[digestKey(una, [alert]), {}, "sent"]])).toEqual(everythingNew);
  });

  test("is the worst of several mails, in whatever order they are read", async () => {
    for (const recipients of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      const entries = (["alert", "attention"] as const).map((severity, position) => {
        const key = {
          ...digestKey(una, []),
          recipient: digestRecipient(recipients[position] ?? "", readerOf(firstOfficeCode, una)),
        };
        return [key, { alerts: [{ alertId: alert.alertId, severity }], alertsAt: now }, "sent"] as const;
      });
      expect(
        await told(
          [alert],
          entries.map(([...entry]) => entry),
        ),
      ).toEqual(nothingNew);
    }
  });

  test("counts from when the alert was as bad, also where the mail went out again later", async () => {
    const eased = { severity: "attention", since: new Date(now.getTime() - 3_600_000) } as const;
    const again = { ...alert, eased };
    const before = { ...detail, alertsAt: new Date(now.getTime() - 7_200_000) };
    expect(await told([again], [[digestKey(una, [alert]), before, "sent"]])).toMatchObject({ news: [alert.alertId] });
    const { alertsAt: _, ...earlier } = detail;
    expect(await told([again], [[digestKey(una, [alert]), earlier, "sent"]])).toMatchObject({ news: [] });
  });

  test("is looked for as far back as it was news, and older news is told no more", async () => {
    const old = { ...alert, worst: { severity: "alert", since: daysAgo(28) } } as const;
    const date = addDays(surveyDate, -28);
    expect(await told([old], [[digestKey(una, [old], date), detail, "sent", daysAgo(28)]])).toEqual(nothingNew);
    expect(await told([old], [])).toEqual(everythingNew);
    expect(await told([{ ...old, worst: { severity: "alert", since: daysAgo(30) } }], [])).toEqual(nothingNew);
  });

  test("is not settled where a mail about the very day hangs, also with nothing new, and of a day long ago", async () => {
    expect(await told([], [[digestKey(una, [alert]), detail, "uncertain"]])).toMatchObject({ unsettled: 1 });
    const long = "2023-01-10";
    const about = { ...detail, aboutDate: long };
    const entries: Parameters<typeof told>[1] = [
      [digestKey(una, [alert], addDays(surveyDate, -28)), about, "uncertain", daysAgo(14)],
    ];
    expect(await told([], entries, long)).toMatchObject({ unsettled: 1 });
    expect(await told([], [[digestKey(una, [alert]), about, "uncertain"]])).toMatchObject({ unsettled: 0 });
  });
});

describe("telling the readers", () => {
  const alert = alertOf(site(0));
  const { alertId, severity } = alert;
  const detail = { alerts: [{ alertId, severity }], alertsAt: now };

  test("tells nobody where nobody reads, or takes mail, and that is not told", async () => {
    const desk = await openDesk([alert]);
    expect(await desk.send([alert])).toEqual({ sent: 0, toldOffices: new Set() });
    await desk.readBy({ email: una });
    const { settings } = desk.world.deps;
    const bounced: typeof settings.healthOfficeContacts = async (...asked) => {
      const contacts = await settings.healthOfficeContacts(...asked);
      return { ...contacts, alertDigests: contacts.alertDigests.map((contact) => ({ ...contact, state: "bounced" })) };
    };
    const changes = { settings: { ...settings, healthOfficeContacts: bounced } };
    expect(await desk.send([alert], changes)).toEqual({ sent: 0, toldOffices: new Set() });
    expect(await desk.world.mails()).toEqual([]);
  });

  test("waits for a mail under way, and sends it again once nobody can be at it any more", async () => {
    const desk = await openDesk([alert]);
    await desk.readBy({ email: una });
    const claimedAt = new Date(now.getTime() - 119_999);
    await desk.entered(digestKey(una, [alert]), detail, "claimed", claimedAt);
    expect(await desk.send([alert])).toEqual({ sent: 0, toldOffices: new Set() });
    expect(await desk.world.mails()).toEqual([]);
    desk.world.setNow(new Date(now.getTime() + 1));
    expect(await desk.send([alert])).toEqual({ sent: 1, toldOffices: everyOffice });
    expect(await desk.world.mails()).toHaveLength(1);
  });

  test("gives its turn back where what others have told cannot be read, which is a fault of that day", async () => {
    const desk = await openDesk([alert]);
    await desk.readBy({ email: una });
    const { mailLedger } = desk.world.deps;
    let isTaken = false;
    const broken: Partial<typeof mailLedger> = {
      takeTurn: (...asked) => {
        isTaken = true;
        return mailLedger.takeTurn(...asked);
      },
      pagesOf: (...asked) => {
        if (isTaken) throw new Error("out of reach");
        return mailLedger.pagesOf(...asked);
      },
    };
    const changes = { mailLedger: { ...mailLedger, ...broken } };
    expect(await desk.send([alert], changes)).toEqual({ sent: 0, toldOffices: new Set() });
    expect(desk.faults.found()).toMatchObject([{ name: "digest-failed", about: { surveyDate } }]);
    expect(await desk.send([alert])).toEqual({ sent: 1, toldOffices: everyOffice });
  });

  test("tells the others where one reader's mail fails, which is a fault of that day", async () => {
    const desk = await openDesk([alert]);
    await desk.readBy({ email: una }, { email: due });
    const { mailer } = desk.world.deps;
    const send: typeof mailer.send = (mail) =>
      mail.to.includes(una) ? Promise.reject(new Error("broken")) : mailer.send(mail);
    expect(await desk.send([alert], { mailer: { send } })).toEqual({ sent: 1, toldOffices: new Set() });
    expect(desk.faults.found()).toMatchObject([{ name: "digest-failed", about: { surveyDate } }]);
  });
});
