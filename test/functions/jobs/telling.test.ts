import { describe, expect, test } from "vitest";
import { closeAndTell, recordAndTell } from "../../../functions/flows/survey-days/close-and-tell.ts";
import { daysDue } from "../../../functions/flows/survey-days/close-survey-days.ts";
import { raiseAlerts } from "../../../functions/flows/survey-days/raise-alerts.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import {
  fails,
  fridayNight,
  inTime,
  morningOf,
  openRegion,
  outOfTime,
  type Region,
  thursday,
  tuesday,
} from "./memory-region.ts";

const here = "VALDORSA";
const site = (number: number) => `AAEE0000${number}A`;
const reader = "a@ats.example";
const operators = "servizio@ats.example";
const noon = new Date(`${thursday}T12:00:00+01:00`);
const friday = new Date("2023-02-17T09:00:00+01:00");
const later = new Date(fridayNight.getTime() + 3_600_000);
const due = { surveyDate: thursday, territories: new Set([here]) };
const told = { closed: 0, raised: 0, withdrawn: 0, digests: 1, leftForNextRun: 0 };
const broken = () => {
  throw new Error("out of reach");
};

/** More absent pupils than the absolute layer allows, at the one site of the territory. */
async function openFlu(): Promise<Region> {
  const region = await openRegion({ [here]: [site(1)] });
  await region.setContacts({ alertDigests: [reader], operationsNotices: [operators] });
  await region.open(thursday);
  await region.report(site(1), thursday, 60);
  return region;
}

const raise = ({ deps, setNow }: Region, changes: Partial<Deps> = {}, now = noon) => {
  setNow(now);
  return raiseAlerts(thursday, now, inTime, { ...deps, ...changes });
};
const close = ({ deps, setNow }: Region, changes: Partial<Deps> = {}, time = inTime) => {
  setNow(fridayNight);
  return closeAndTell(due, fridayNight, time, { ...deps, ...changes });
};
/** The next run, an hour after the run that closed the day. */
const tellLater = async ({ deps, setNow }: Region, changes: Partial<Deps> = {}) => {
  setNow(later);
  const [day] = (await daysDue(later, deps)).toTell;
  if (day === undefined) throw new Error("there is nothing to tell");
  return recordAndTell(day, later, inTime, { ...deps, ...changes });
};
const telling = async ({ deps }: Region) => (await deps.surveyDays.state(here, thursday))?.telling;
const mailsTo = async ({ mails }: Region, address: string) =>
  (await mails()).filter(({ to }) => to.includes(address)).map(({ text }) => text);
const unreadable = ({ deps }: Region, name: "territories" | "healthOfficeContacts"): Pick<Deps, "settings"> => ({
  settings: { ...deps.settings, [name]: fails },
});
/** A silent day after three on which the only site was on time. */
async function openSilence(): Promise<Region> {
  const region = await openRegion({ [here]: [site(1)] });
  await region.setContacts({ operationsNotices: [operators] });
  for (const date of ["2023-02-07", "2023-02-09", tuesday]) {
    await region.open(date);
    await region.report(site(1), date, 5);
    await region.close(date, new Date(morningOf(date).getTime() + 48 * 3_600_000));
  }
  await region.open(thursday);
  return region;
}

describe("closing a day", () => {
  const closed = { closed: 1, raised: 1, withdrawn: 0, digests: 1, leftForNextRun: 0 };

  test("tells its reader once that the verdict is final", async () => {
    const region = await openFlu();
    expect(await close(region)).toStrictEqual(closed);
    expect(await mailsTo(region, reader)).toEqual([expect.stringContaining("definitiva: la giornata è chiusa")]);
    expect(await telling(region)).toEqual({ status: "done", since: fridayNight });
    expect(region.faults()).toEqual([]);
  });

  test("without time closes nothing and says what is left", async () => {
    const region = await openFlu();
    const counts = await close(region, {}, outOfTime);
    expect(counts).toStrictEqual({ closed: 0, raised: 0, withdrawn: 0, digests: 0, leftForNextRun: 1 });
  });

  test("that cannot begin is a fault of its date, and nothing was done", async () => {
    const region = await openFlu();
    const counts = await close(region, unreadable(region, "territories"));
    expect(counts).toStrictEqual({ closed: 0, raised: 0, withdrawn: 0, digests: 0, leftForNextRun: 0 });
    expect(region.faults()).toEqual([{ name: "day-not-closed", about: { surveyDate: thursday } }]);
  });

  test("closes it when its readers are unknown; a later run tells them", async () => {
    const region = await openFlu();
    // The closing has stored the state already, so nothing more is written.
    const surveyDays = { ...region.deps.surveyDays, setTelling: fails };
    const counts = await close(region, { ...unreadable(region, "healthOfficeContacts"), surveyDays });
    expect(counts).toStrictEqual({ ...closed, digests: 0 });
    expect(region.faults()).toContainEqual({
      name: "digest-failed",
      about: { surveyDate: thursday, officeCode: "ats" },
    });
    expect(region.faults().map(({ name }) => name)).not.toContain("day-not-told");
    expect(await telling(region)).toEqual({ status: "due", since: fridayNight });
    expect(await tellLater(region)).toStrictEqual(told);
    expect(await telling(region)).toEqual({ status: "done", since: later });
  });

  test("reports when it could not note that all readers know", async () => {
    const region = await openFlu();
    const surveyDays = { ...region.deps.surveyDays, setTelling: fails };
    expect(await close(region, { surveyDays })).toStrictEqual(closed);
    expect(region.faults()).toEqual([{ name: "day-not-told", about: { surveyDate: thursday, territory: here } }]);
  });

  test("tells the operators that reports have vanished", async () => {
    const region = await openSilence();
    await close(region);
    expect(await mailsTo(region, operators)).toHaveLength(1);
  });

  test("is done also where nobody can say whether reports have vanished", async () => {
    const region = await openSilence();
    expect(await close(region, { now: broken })).toMatchObject({ closed: 1 });
    expect(region.faults()).toEqual([{ name: "silence-not-checked", about: { surveyDate: thursday } }]);
  });
});

describe("a closed day that is taken up again", () => {
  /** Nothing could be recorded, and no reader knows it. */
  async function closedUntold(): Promise<Region> {
    const region = await openFlu();
    await region.open(thursday);
    await close(region, { alerts: { ...region.deps.alerts, ofTerritory: () => broken() } });
    return region;
  }

  test("records and mails everything missing, and does not count as a closing", async () => {
    const region = await closedUntold();
    expect(region.faults()).toEqual([{ name: "alert-failed", about: { surveyDate: thursday } }]);
    expect(await telling(region)).toMatchObject({ status: "due", since: fridayNight, unrecorded: ["*"] });
    expect(await tellLater(region)).toStrictEqual(told);
    expect(await telling(region)).toEqual({ status: "done", since: later });
  });

  test("stays due while a reader does not know, even if all is recorded", async () => {
    const region = await closedUntold();
    await tellLater(region, unreadable(region, "healthOfficeContacts"));
    expect(await telling(region)).toEqual({ status: "due", since: fridayNight });
    expect(region.faults()).toContainEqual({
      name: "digest-failed",
      about: { surveyDate: thursday, officeCode: "ats" },
    });
  });

  test("that cannot be judged is a fault of its date, and nothing was done", async () => {
    const region = await closedUntold();
    const counts = await tellLater(region, unreadable(region, "territories"));
    expect(counts).toStrictEqual({ closed: 0, raised: 0, withdrawn: 0, digests: 0, leftForNextRun: 0 });
    expect(region.faults()).toContainEqual({ name: "day-not-told", about: { surveyDate: thursday } });
  });
});

describe("a provisional verdict", () => {
  const raised = { raised: 1, appended: 0, withdrawn: 0, digests: 1, notices: 0, leftForNextRun: 0 };

  test("is told its reader as such", async () => {
    const region = await openFlu();
    expect(await raise(region)).toStrictEqual(raised);
    expect(await mailsTo(region, reader)).toEqual([expect.stringContaining("provvisoria")]);
    expect(region.faults()).toEqual([]);
  });

  test("that cannot be given is a fault of its date, and nothing was done", async () => {
    const region = await openFlu();
    expect(await raise(region, unreadable(region, "territories"))).toStrictEqual({ ...raised, raised: 0, digests: 0 });
    expect(region.faults()).toEqual([{ name: "day-not-evaluated", about: { surveyDate: thursday } }]);
  });

  test("is valid when its readers are unknown, which is a fault", async () => {
    const region = await openFlu();
    const counts = await raise(region, unreadable(region, "healthOfficeContacts"));
    expect(counts).toStrictEqual({ ...raised, digests: 0 });
    expect(region.faults()).toEqual([{ name: "digest-failed", about: { surveyDate: thursday, officeCode: "ats" } }]);
  });

  test("counts the notices that reports have vanished", async () => {
    const region = await openSilence();
    expect(await raise(region, {}, friday)).toStrictEqual({ ...raised, raised: 0, digests: 0, notices: 1 });
    expect(await mailsTo(region, operators)).toHaveLength(1);
  });

  test("is valid when it is unknown whether reports have vanished, which is a fault", async () => {
    const region = await openSilence();
    expect(await raise(region, { now: broken }, friday)).toStrictEqual({ ...raised, raised: 0, digests: 0 });
    expect(region.faults()).toEqual([{ name: "silence-not-checked", about: { surveyDate: thursday } }]);
  });
});
