import { beforeEach, expect, it } from "vitest";
import type { Mailer } from "../../shared/mail/mailer.ts";
import { keyOf } from "../../shared/store/database.ts";
import { ledgerOfficesKey } from "../../shared/store/ledger-offices-store.ts";
import { pageShape } from "../rig/gateway-of.ts";
import { damageReport } from "../rig/poison.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { foreign, other, own, primary, secondary, settleTown, type Town, thursday } from "./small-town.ts";

/** The ledger on the Friday on which a system of the release before gets this one. */
const trial = worldOfEachTest();
const readers = ["una@ats.example", "due@ats.example"];
const operator = "servizio@ats.example";
const friday = "2023-02-17";
let town: Town;

const at = (instant: string) => trial.now.setNow(`2023-02-${instant}+01:00`);

beforeEach(async () => {
  await trial.now.database.remove("settings", ledgerOfficesKey, { expression: "attribute_exists(#name)" });
  town = await settleTown(trial.now);
  await town.put("/v1/health-office/contacts", town.healthOffice, {
    alertDigests: readers.map((email) => ({ email })),
    operationsNotices: [{ email: operator }],
  });
});

/** Every item of the ledger: where it lies, and what else it says. */
async function ledgerItems() {
  const { items } = await trial.now.database.scanPage("mailLedger", { pageItemsMax: 1_000 });
  return items.filter(({ surveyDateKind }) => surveyDateKind !== "turn");
}

/** As the release before leaves the ledger: it names no office. */
async function upgrade(): Promise<void> {
  for (const item of await ledgerItems()) {
    const unnamed = { expression: "REMOVE #officeCode" };
    await trial.now.database.update("mailLedger", keyOf("mailLedger", item), unnamed, {
      expression: "attribute_exists(#round)",
    });
  }
  await trial.now.run("migrate");
}

/** The mails since the last time: to whom, and about which sites. */
async function mailed(): Promise<string[]> {
  const mails = await trial.now.mails();
  await trial.now.clearMails();
  const sites = [primary, secondary, foreign];
  return mails
    .map(({ to, text }) =>
      [to.join(), ...sites.filter((code) => text.includes(`(${code})`) || text.includes(`siteCode=${code}`))].join(" "),
    )
    .toSorted();
}

const runAll = async () => {
  // A damaged item lasts: a run that has told of it ends as failed.
  for (const job of [
    "open-survey-day",
    "send-reminders",
    "raise-alerts",
    "close-survey-day",
    "send-notices",
    "watch",
  ] as const)
    await trial.now.run(job).catch(() => undefined);
};

/** What the release before has mailed by then. */
async function liveUntilUpgrade(): Promise<void> {
  await trial.now.run("send-notices");
  await trial.now.clearMails();
  await town.report(primary, thursday, { absent: 90, confirm: true });
  await trial.now.run("raise-alerts");
  at("17T08:00:00");
  await damageReport(trial.now.database, thursday, primary);
  await trial.now.run("raise-alerts").catch(() => undefined);
  at("17T08:30:00");
  const dyingForOne: Mailer = {
    send: async (mail) => {
      if (mail.to.includes("other@scuola.example")) throw new Error("the worker has died");
      return trial.now.deps.mailer.send(mail);
    },
  };
  await trial.now.run("send-reminders", { mailer: dyingForOne }).catch(() => undefined);
  const digests = readers.map((reader) => `${reader} ${primary}`);
  // The second mail to the operator names the institute whose reminder failed.
  const told = [...digests, `${operator} ${primary}`, operator, `own@scuola.example ${secondary}`];
  expect(await mailed()).toEqual(told.toSorted());
}

it("mails nothing twice on the day of the upgrade, and nothing that it told before on later ones", async () => {
  await liveUntilUpgrade();
  at("17T09:00:00");
  await upgrade();
  at("17T09:15:00");
  await runAll();
  at("17T14:15:00");
  await runAll();
  expect(await mailed()).toEqual([]);
  const { body } = await trial.now.call("GET", `/v1/mail-ledger?date=${thursday}&kind=reminder`, {
    token: town.healthOffice,
  });
  // The reminder whose worker died before the upgrade is not lost without being listed.
  expect(pageShape.parse(body).items).toMatchObject([
    { recipient: own, status: "sent", officeCode: "ats" },
    { recipient: other, status: "uncertain", officeCode: "ats" },
  ]);

  await town.report(foreign, thursday, { absent: 120, confirm: true });
  at("17T15:00:00");
  await runAll();
  expect(await mailed()).toEqual(readers.map((reader) => `${reader} ${foreign}`).toSorted());

  at("21T09:00:00");
  await trial.now.run("open-survey-day");
  for (const [siteCode, absent] of [
    [primary, 120],
    [secondary, 150],
  ] as const) {
    await town.report(siteCode, "2023-02-21", { absent, confirm: true });
  }
  at("21T10:00:00");
  await trial.now.clearMails();
  await runAll();
  await runAll();
  expect((await mailed()).filter((mail) => !mail.startsWith(operator))).toEqual(
    readers.map((reader) => `${reader} ${secondary}`).toSorted(),
  );
});

it("has a partition for each office from the day after the upgrade on, and one for all before", async () => {
  await liveUntilUpgrade();
  at("17T09:00:00");
  await upgrade();
  at("17T10:00:00");
  await town.report(foreign, thursday, { absent: 120, confirm: true });
  await runAll();
  at("21T09:00:00");
  await trial.now.run("open-survey-day").catch(() => undefined);
  await town.report(secondary, "2023-02-21", { absent: 150, confirm: true });
  at("21T10:00:00");
  await runAll();
  at("22T08:30:00");
  await runAll();
  const places = [...new Set((await ledgerItems()).map(({ surveyDateKind }) => String(surveyDateKind)))].toSorted();
  expect(places).toEqual([
    `${thursday}#contact-change`,
    `${thursday}#digest`,
    `${thursday}#reminder`,
    `${friday}#notice`,
    "2023-02-21#digest#ats",
    "2023-02-21#notice#ats",
    "2023-02-21#reminder#ats",
    "2023-02-22#notice#ats",
  ]);
});

it("reminds nobody twice where the territory is given to a new office on the day of the upgrade", async () => {
  await liveUntilUpgrade();
  at("17T09:00:00");
  await upgrade();
  const json = {
    name: "ATS Milano",
    help: {},
    controller: { name: "ATS Milano" },
    asksIllness: false,
    territories: ["MILANO"],
  };
  const region = await trial.now.tokenOf("region");
  expect((await town.put("/v1/health-offices/ats-milano", region, json)).status).toBe(201);
  at("17T09:15:00");
  await runAll();
  expect(await mailed()).toEqual([]);
  // What was mailed before is the first office's, and is not shown to the new one.
  const token = await trial.now.tokenOf("health-office:ats-milano");
  const { body } = await trial.now.call("GET", `/v1/mail-ledger?date=${thursday}&office=ats-milano`, { token });
  expect(pageShape.parse(body).items).toEqual([]);
});
