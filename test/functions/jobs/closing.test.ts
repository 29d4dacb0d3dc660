import { describe, expect, test } from "vitest";
import { closeSurveyDay, daysDue } from "../../../functions/flows/survey-days/close-survey-days.ts";
import type { SurveyDayStore } from "../../../shared/store/survey-day-store.ts";
import { damageExpectedPart, damageReport } from "../../rig/poison.ts";
import { fails, fridayNight, inTime, openRegion, outOfTime, type Region, thursday, tuesday } from "./memory-region.ts";

const here = "VALDORSA";
const elsewhere = "ALTROVE";
const site = (number: number) => `AAEE0000${number}A`;
const minutes = (count: number) => new Date(fridayNight.getTime() + count * 60_000);
const days = (count: number) => minutes(count * 24 * 60);
const both = { surveyDate: thursday, territories: new Set([here, elsewhere]) };

const stateOf = ({ deps }: Region, territory = here) => deps.surveyDays.state(territory, thursday);

function closeWith({ deps }: Region, store: Partial<SurveyDayStore>, now = fridayNight) {
  return closeSurveyDay(both, now, inTime, { ...deps, surveyDays: { ...deps.surveyDays, ...store } });
}

/** Two territories in which the Thursday is open, with a report of one site each. */
async function openThursday(): Promise<Region> {
  const region = await openRegion({ [here]: [site(1)], [elsewhere]: [site(2)] });
  await region.open(thursday);
  for (const number of [1, 2]) await region.report(site(number), thursday, 5);
  return region;
}

/** The date is open in only the last territory. */
async function openAlone({ deps }: Region, surveyDate: string): Promise<void> {
  await deps.surveyDays.freezePart(here, surveyDate, 1, [], true);
  await deps.surveyDays.markOpen(here, surveyDate, { parts: 1, asked: 0, openedAt: fridayNight });
}

/** The call fails for only one territory. */
const failingFor =
  <Values extends unknown[], Result>(call: (territory: string, ...values: Values) => Promise<Result>) =>
  (territory: string, ...values: Values) =>
    territory === here ? fails() : call(territory, ...values);

describe("closing a survey day", () => {
  test("counts the territories in which it was closed, and those for which there was no time", async () => {
    const region = await openThursday();
    expect(await closeSurveyDay(both, fridayNight, outOfTime, region.deps)).toMatchObject({
      closed: 0,
      leftForNextRun: 2,
    });
    expect(await region.close(thursday, fridayNight)).toMatchObject({ closed: 2, leftForNextRun: 0 });
  });

  test("writes nothing when it was never opened, which is not a fault", async () => {
    const region = await openRegion({ [here]: [site(1)] });
    expect(await region.close(thursday, fridayNight)).toMatchObject({ closed: 0 });
    expect([await stateOf(region), region.faults()]).toEqual([undefined, []]);
  });

  test("goes on where its try could not be noted, and says so", async () => {
    const region = await openThursday();
    const recordClosingTry = failingFor(region.deps.surveyDays.recordClosingTry);
    expect(await closeWith(region, { recordClosingTry })).toMatchObject({ closed: 2 });
    expect(region.faults()).toEqual([{ name: "day-not-closed", about: { surveyDate: thursday, territory: here } }]);
  });

  test("fails for one territory and not for the other, where its state cannot be written", async () => {
    const region = await openThursday();
    expect(await closeWith(region, { markClosed: failingFor(region.deps.surveyDays.markClosed) })).toMatchObject({
      closed: 1,
    });
    expect(region.faults()).toEqual([{ name: "day-not-closed", about: { surveyDate: thursday, territory: here } }]);
    expect([await stateOf(region), await stateOf(region, elsewhere)]).toMatchObject([
      { status: "open" },
      { status: "closed" },
    ]);
  });

  test("names the unreadable data: the site of a report, or only the territory", async () => {
    const region = await openThursday();
    await damageReport(region.database, thursday, site(1));
    await damageExpectedPart(region.database, elsewhere, thursday);
    expect(await region.close(thursday, fridayNight)).toMatchObject({ closed: 0 });
    expect(region.faults().filter(({ name }) => name === "day-not-closed")).toStrictEqual([
      { name: "day-not-closed", about: { surveyDate: thursday, territory: here, siteCode: site(1) } },
      { name: "day-not-closed", about: { surveyDate: thursday, territory: elsewhere } },
    ]);
  });

  test("again after a reopening counts as closed, and the log says so", async () => {
    const region = await openThursday();
    await region.close(thursday, fridayNight);
    await region.deps.surveyDays.markReopened(here, thursday, minutes(60));
    expect(region.logged()).not.toContain("day sheet rebuilt");
    const again = { ...both, territories: new Set([here]) };
    expect(await closeSurveyDay(again, minutes(70), inTime, region.deps)).toMatchObject({ closed: 1 });
    expect(region.logged().filter((message) => message === "day sheet rebuilt")).toHaveLength(1);
  });
});

describe("a run whose sheet is refused", () => {
  /** Another run was faster: it does this first. */
  const afterAnother = (region: Region, other: () => Promise<unknown>, now?: Date) => {
    const writeSheet: SurveyDayStore["writeSheet"] = async (sheet, readAfter) => {
      if (sheet.territory !== here) return region.deps.surveyDays.writeSheet(sheet, readAfter);
      await other();
      return "newer-there";
    };
    return closeWith(region, { writeSheet }, now);
  };

  test.each([
    [
      "has set out to close the day later",
      ({ deps }: Region) => deps.surveyDays.recordClosingTry(here, thursday, minutes(1)),
    ],
    ["has closed the day", (region: Region) => region.close(thursday, fridayNight)],
    ["finds the day reopened", ({ deps }: Region) => deps.surveyDays.markReopened(here, thursday, minutes(30))],
  ])("leaves the day to another run, which %s, and does not count it", async (_, other) => {
    const region = await openThursday();
    expect(await afterAnother(region, () => other(region))).toMatchObject({ closed: 1 });
    expect(region.faults()).toEqual([]);
  });

  test("leaves a reopened day to the run that has built its sheet meanwhile", async () => {
    const region = await openThursday();
    await region.close(thursday, fridayNight);
    const until = minutes(30);
    await region.deps.surveyDays.markReopened(here, thursday, until);
    const totals = { expected: 1, onTime: 1, late: 0, missing: 0, exempt: 0 };
    const rebuild = () => region.deps.surveyDays.clearReopened(here, thursday, { until, totals, at: minutes(40) });
    expect(await afterAnother(region, rebuild, minutes(40))).toMatchObject({ closed: 1 });
    expect(region.faults()).toEqual([]);
  });

  test("fails where nobody else has been there: somebody should look", async () => {
    const region = await openThursday();
    expect(await afterAnother(region, async () => undefined)).toMatchObject({ closed: 1 });
    expect(region.faults()).toEqual([{ name: "day-not-closed", about: { surveyDate: thursday, territory: here } }]);
  });
});

describe("the days to close", () => {
  const openDays = async (...dates: string[]) => {
    const region = await openRegion({ [here]: [site(1)], [elsewhere]: [site(2)] });
    for (const date of dates) await region.open(date);
    return region;
  };
  const dueDates = async ({ deps }: Region, now = fridayNight) =>
    (await daysDue(now, deps)).toClose.map(({ surveyDate, territories }) => [surveyDate, [...territories].toSorted()]);
  const everywhere = [elsewhere, here];

  test("are the oldest first, of those that no run has tried", async () => {
    const region = await openDays(thursday, tuesday, "2023-02-09");
    expect(await dueDates(region)).toEqual([
      ["2023-02-09", everywhere],
      [tuesday, everywhere],
      [thursday, everywhere],
    ]);
  });

  test("are the oldest first also where one is open in the last territory alone", async () => {
    const region = await openDays(thursday);
    await openAlone(region, tuesday);
    expect(await dueDates(region)).toEqual([
      [tuesday, [here]],
      [thursday, everywhere],
    ]);
  });

  test("are then those that were tried longest ago, by the territory that has waited longest", async () => {
    const region = await openDays("2023-02-09", tuesday, thursday);
    const { recordClosingTry } = region.deps.surveyDays;
    for (const [date, triedHere, triedElsewhere] of [
      ["2023-02-09", 5, 6],
      [tuesday, 9, 1],
      [thursday, 3, 4],
    ] as const) {
      await recordClosingTry(here, date, minutes(triedHere));
      await recordClosingTry(elsewhere, date, minutes(triedElsewhere));
    }
    expect((await dueDates(region)).map(([date]) => date)).toEqual([tuesday, thursday, "2023-02-09"]);
  });

  test("of a territory of which they cannot be read are a fault that names it; the others are closed", async () => {
    const region = await openDays(thursday);
    const surveyDays = { ...region.deps.surveyDays, states: failingFor(region.deps.surveyDays.states) };
    const { toClose } = await daysDue(fridayNight, { ...region.deps, surveyDays });
    expect(toClose).toEqual([{ surveyDate: thursday, territories: new Set([elsewhere]), triedAt: 0 }]);
    expect(region.faults()).toEqual([{ name: "day-not-closed", about: { territory: here } }]);
  });
});

describe("the closed days with readers to tell", () => {
  const closeDays = async (...dates: string[]) => {
    const region = await openRegion({ [here]: [site(1)] });
    await region.setContacts({ alertDigests: ["a@ats.example"] });
    for (const date of dates) {
      await region.open(date);
      await region.close(date, fridayNight);
    }
    return region;
  };
  const due = { status: "due", since: fridayNight };
  const judged = (telling: object = due) => new Map([[here, { evaluatedAt: fridayNight, telling }]]);
  const toTell = async ({ deps }: Region, now = minutes(60)) => (await daysDue(now, deps)).toTell;

  /** The state that an earlier release has left, which told readers at once. */
  const forget = ({ database }: Region, name: "telling" | "evaluated" | "closedAt") =>
    database.update(
      "surveyDays",
      { territory: here, surveyDatePart: `${thursday}#000` },
      { expression: `REMOVE #${name}`, values: {} },
      { expression: "attribute_exists(#territory)" },
    );

  test("are the oldest first", async () => {
    const region = await closeDays(thursday, "2023-02-09", tuesday);
    expect(await toTell(region)).toEqual(
      ["2023-02-09", tuesday, thursday].map((surveyDate) => ({ surveyDate, territories: judged() })),
    );
  });

  test("are the oldest first also where one was closed in the last territory alone", async () => {
    const region = await openThursday();
    await region.setContacts({ alertDigests: ["a@ats.example"] });
    await region.close(thursday, fridayNight);
    await openAlone(region, tuesday);
    await region.close(tuesday, fridayNight);
    const told = (await toTell(region)).map(({ surveyDate, territories }) => [surveyDate, territories.size]);
    expect(told).toEqual([
      [tuesday, 1],
      [thursday, 2],
    ]);
  });

  test("are also those that an earlier release has closed in the last fourteen days", async () => {
    const region = await closeDays(thursday);
    await forget(region, "telling");
    expect(await toTell(region, new Date(days(14).getTime() - 1))).toEqual([
      { surveyDate: thursday, territories: judged() },
    ]);
    expect([await toTell(region, days(14)), region.faults()]).toEqual([[], []]);
  });

  test.each(["evaluated", "closedAt"] as const)("exclude days without %s", async (name) => {
    const region = await closeDays(thursday);
    for (const lacking of ["telling", name] as const) await forget(region, lacking);
    expect([await toTell(region), region.faults()]).toEqual([[], []]);
  });

  test.each([
    ["a reader was not told", undefined],
    ["not recorded: site.X.absolute", ["site.X.absolute"]],
  ])("are given up after fourteen days, and the fault says what is lacking: %s", async (lacking, names) => {
    const region = await closeDays(thursday);
    const telling = { status: "due", since: fridayNight, ...(names && { unrecorded: names }) } as const;
    await region.deps.surveyDays.setTelling(here, thursday, fridayNight, telling);
    expect(await toTell(region, new Date(days(14).getTime() - 1))).toHaveLength(1);
    expect(region.faults()).toEqual([]);
    expect(await toTell(region, days(14))).toEqual([]);
    expect(region.faults()).toEqual([{ name: "day-not-told", about: { surveyDate: thursday, territory: here } }]);
    expect(region.deps.faults.found()[0]?.cause).toMatchObject({
      message: `${thursday} is given up after 14 days: ${lacking}`,
    });
    expect(await stateOf(region)).toMatchObject({ telling: { ...telling, status: "given-up", since: days(14) } });
  });
});
