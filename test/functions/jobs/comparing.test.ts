import { describe, expect, test } from "vitest";
import { closeSurveyDay } from "../../../functions/flows/survey-days/close-survey-days.ts";
import { compareSurveyDays } from "../../../functions/flows/survey-days/compare-survey-days.ts";
import { sheetOf } from "../../../shared/domain/survey/day-sheet.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { SurveyDayStore } from "../../../shared/store/survey-day-store.ts";
import { damageSheetPart } from "../../rig/poison.ts";
import { fails, fridayNight, inTime, openRegion, outOfTime, type Region, thursday, tuesday } from "./memory-region.ts";

const here = "VALDORSA";
const elsewhere = "ALTROVE";
const site = (number: number) => `AAEE${String(number).padStart(5, "0")}A`;
const fiveDays = ["2023-02-02", "2023-02-07", "2023-02-09", tuesday, thursday];
const hourMillis = 3_600_000;
const hours = (count: number) => new Date(fridayNight.getTime() + count * hourMillis);
const nothing = { differing: 0, leftForNextRun: 0 };

/** The dates are closed, with a report of each site on each of them. */
async function closeDays(dates: readonly string[], sitesHere = [site(1), site(2)]): Promise<Region> {
  const region = await openRegion({ [here]: sitesHere, [elsewhere]: [site(99)] });
  for (const surveyDate of dates) {
    await region.open(surveyDate);
    for (const siteCode of [...sitesHere, site(99)]) await region.report(siteCode, surveyDate, 5);
    await region.close(surveyDate, fridayNight);
  }
  return region;
}

/** All reports of the day got lost in the read of its evaluation. */
const losing = ({ reports }: Deps): Pick<Deps, "reports"> => ({
  reports: {
    ...reports,
    async *ofDay() {
      yield [];
    },
  },
});

type Options = {
  now?: Date;
  time?: typeof inTime;
  store?: Partial<SurveyDayStore>;
  reports?: Partial<Deps["reports"]>;
};

async function compare({ deps, territories }: Region, { now = hours(2), time = inTime, store, reports }: Options = {}) {
  const states = [];
  for (const territory of territories)
    states.push(...(await deps.surveyDays.states(territory, fiveDays, deps.onDamaged)));
  return compareSurveyDays(states, true, now, time, {
    ...deps,
    surveyDays: { ...deps.surveyDays, ...store },
    reports: { ...deps.reports, ...reports },
  });
}

/** The dates whose reports a comparison counts, in turn. */
async function counted(region: Region, now?: Date): Promise<string[]> {
  const dates: string[] = [];
  const countOfDay = async (date: string) => {
    dates.push(date);
    return region.deps.reports.countOfDay(date);
  };
  await compare(region, { reports: { countOfDay }, ...(now && { now }) });
  return dates;
}

const addStray = ({ report }: Region) => report("ZZEE99999X", thursday, 7);
const staleSince = async ({ deps }: Region, territory = here) =>
  (await deps.surveyDays.state(territory, thursday))?.reopenedUntil;

describe("the reports of closed days", () => {
  test("are counted on the last four days in each run, the latest first, and on others once", async () => {
    const region = await closeDays(fiveDays);
    const lastFour = [thursday, tuesday, "2023-02-09", "2023-02-07"];
    expect(await counted(region)).toEqual([...lastFour, "2023-02-02"]);
    expect(await counted(region)).toEqual(lastFour);
  });

  test.each([
    ["fourteen days ago", 0, true],
    ["longer ago", 1, false],
  ])("of an earlier day whose sheet was built %s", async (_, millis, isCompared) => {
    const region = await closeDays(fiveDays);
    const now = new Date(hours(14 * 24).getTime() + millis);
    expect((await counted(region, now)).includes("2023-02-02")).toBe(isCompared);
  });

  test("of an earlier day are compared as long as one of its sheets was built in the last fourteen days", async () => {
    const region = await closeDays(fiveDays);
    const again = { surveyDate: "2023-02-02", territories: new Set([here]) };
    await closeSurveyDay(again, hours(24), inTime, region.deps);
    expect(await counted(region, hours(15 * 24))).toContain("2023-02-02");
  });

  test("are left to the next run without time, by date; nothing is to be done about an old day without a verdict", async () => {
    const region = await closeDays(fiveDays.slice(1));
    expect(await compare(region, { time: outOfTime })).toEqual({ differing: 0, leftForNextRun: 4 });
    await region.open("2023-02-02");
    expect(await compare(region, { time: outOfTime })).toEqual({ differing: 0, leftForNextRun: 4 });
    expect(await compare(region)).toEqual(nothing);
  });

  test("are not compared on a day that came without its evaluation", async () => {
    const region = await closeDays([thursday]);
    const key = { territory: here, surveyDatePart: `${thursday}#000` };
    const forget = { expression: "REMOVE #evaluated", values: {} };
    await region.database.update("surveyDays", key, forget, { expression: "attribute_exists(#territory)" });
    expect([await compare(region), region.faults()]).toEqual([nothing, []]);
  });
});

describe("an obstacle to comparing a day is reported", () => {
  test("by its date, where its reports cannot be counted", async () => {
    const region = await closeDays([thursday]);
    expect(await compare(region, { reports: { countOfDay: fails } })).toEqual(nothing);
    expect(region.faults()).toEqual([{ name: "day-not-compared", about: { surveyDate: thursday } }]);
  });

  test("also by territory, when a sheet cannot be read; then the number of unplaced reports is unknown", async () => {
    const region = await closeDays([thursday]);
    await addStray(region);
    await damageSheetPart(region.database, here, thursday);
    expect(await counted(region)).toEqual([]);
    expect(region.faults()).toEqual([{ name: "day-not-compared", about: { surveyDate: thursday, territory: here } }]);
  });

  test("also where it was read before and the count has changed since", async () => {
    const region = await closeDays([thursday]);
    await compare(region);
    await addStray(region);
    await damageSheetPart(region.database, here, thursday);
    expect(await compare(region)).toEqual(nothing);
    expect(await staleSince(region, elsewhere)).toBeUndefined();
  });

  test("where a closed day has no sheet any more", async () => {
    const region = await closeDays([thursday]);
    await compare(region, { store: { sheet: async () => undefined } });
    expect(region.deps.faults.found().map(({ cause }) => String(cause))).toEqual([
      `Error: survey day ${thursday} of ${here} has no sheet`,
      `Error: survey day ${thursday} of ${elsewhere} has no sheet`,
    ]);
  });
});

describe("a sheet", () => {
  test("is read again only where it was built again, as long as the count is right", async () => {
    const region = await closeDays([thursday]);
    await compare(region);
    await closeSurveyDay({ surveyDate: thursday, territories: new Set([here]) }, hours(3), inTime, region.deps);
    const read: string[] = [];
    const sheet: SurveyDayStore["sheet"] = (territory, date) => {
      read.push(territory);
      return region.deps.surveyDays.sheet(territory, date);
    };
    expect(await compare(region, { now: hours(4), store: { sheet } })).toEqual(nothing);
    expect(read).toEqual([here]);
  });

  test("that differs is said in the log by its first ten sites, and becomes stale", async () => {
    const eleven = Array.from({ length: 11 }, (_, index) => site(index + 1));
    const region = await closeDays([thursday], eleven);
    await compare(region);
    expect(region.logged().filter((message) => message.startsWith("day sheet"))).toEqual([]);
    const lost = { surveyDate: thursday, territories: new Set([here]) };
    await closeSurveyDay(lost, hours(3), inTime, { ...region.deps, ...losing(region.deps) });
    expect(await compare(region, { now: hours(5) })).toEqual({ differing: 11, leftForNextRun: 0 });
    const about = { level: "info", surveyDate: thursday, territory: here, differing: 11 };
    const lines = region.logLines.map((line) => JSON.parse(line));
    expect(lines.filter(({ message }) => message.startsWith("day sheet"))).toEqual([
      { ...about, message: "day sheet differs", siteCodes: eleven.slice(0, 10).join(" ") },
      { ...about, message: "day sheet stale", unplaced: 0 },
    ]);
    expect([await staleSince(region), await staleSince(region, elsewhere)]).toEqual([hours(5), undefined]);
  });

  test("that still differs after it was built again is built again a day later, and counted meanwhile", async () => {
    const region = await closeDays([thursday]);
    const deps = { ...region.deps, ...losing(region.deps) };
    await closeSurveyDay({ surveyDate: thursday, territories: new Set([here]) }, hours(0), inTime, deps);
    const before = { evaluatedAt: hours(0), reports: 2, differing: 1, unplaced: 1 };
    await region.deps.surveyDays.recordComparison(here, thursday, before);
    expect(await compare(region, { now: new Date(hours(24).getTime() - 1) })).toMatchObject({ differing: 2 });
    expect(await staleSince(region)).toBeUndefined();
    expect(await compare(region, { now: hours(24) })).toMatchObject({ differing: 2 });
    expect(await staleSince(region)).toEqual(hours(24));
  });

  test("waits for its rebuild with its differences: a report that is on no sheet counts once", async () => {
    const region = await closeDays([thursday]);
    await addStray(region);
    for (const hour of [2, 3]) expect(await compare(region, { now: hours(hour) })).toMatchObject({ differing: 1 });
    expect([await staleSince(region), await staleSince(region, elsewhere)]).toEqual([hours(2), hours(2)]);
  });

  test.each([
    [2_000, [2_000]],
    [2_001, [2_000, 1]],
  ])("of %i sites is held against their reports in lots of two thousand", async (count, lots) => {
    const region = await closeDays([thursday]);
    const rows = Array.from({ length: count }, (_, index) => {
      const siteCode = site(index + 1);
      const expected = { siteCode, instituteCode: "ZZIC80001A", territory: here, level: "primary" } as const;
      return { siteCode, site: expected, state: "missing", reported: false } as const;
    });
    const sheet = async () => sheetOf(here, thursday, rows, () => 0);
    const read: number[] = [];
    const ofSites: Deps["reports"]["ofSites"] = async (_, siteCodes) => {
      read.push(siteCodes.length);
      return [];
    };
    const states = await region.deps.surveyDays.states(here, [thursday], region.deps.onDamaged);
    const { surveyDays, reports } = region.deps;
    const deps = { ...region.deps, surveyDays: { ...surveyDays, sheet }, reports: { ...reports, ofSites } };
    expect(await compareSurveyDays(states, false, hours(2), inTime, deps)).toEqual(nothing);
    expect(read).toEqual(lots);
  });
});
