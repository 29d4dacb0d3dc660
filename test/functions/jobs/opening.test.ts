import { describe, expect, test } from "vitest";
import { openSurveyDays } from "../../../functions/flows/survey-days/open-survey-days.ts";
import { surveyWindow } from "../../../shared/domain/survey/survey-window.ts";
import { refuseDamaged } from "../../../shared/store/parse-item.ts";
import type { SurveyDayStore } from "../../../shared/store/survey-day-store.ts";
import { gathered } from "../../store/on-each-engine.ts";
import {
  fails,
  fridayNight,
  inTime,
  morningOf,
  openRegion,
  outOfTime,
  type Region,
  thursday,
} from "./memory-region.ts";

const here = "VALDORSA";
const elsewhere = "ALTROVE";
const morning = morningOf(thursday);
const site = (number: number) => `AAEE0000${number}A`;
const { lateUntil } = surveyWindow(thursday);

const asked = async ({ deps }: Region, territory: string) =>
  (await gathered(deps.surveyDays.expectedPages(territory, thursday, refuseDamaged))).map(({ siteCode }) => siteCode);

function openWith({ deps }: Region, store: Partial<SurveyDayStore>, now = morning) {
  return openSurveyDays(now, inTime, { ...deps, surveyDays: { ...deps.surveyDays, ...store } });
}

describe("opening a survey day", () => {
  test("asks the sites that are sentinels on the day, and no others", async () => {
    const region = await openRegion({ [here]: [site(1)] });
    await region.addSentinel(here, site(2), "2023-02-17");
    await region.addSentinel(here, site(3), thursday);
    expect(await region.open(thursday)).toEqual({ opened: 1, leftForNextRun: 0 });
    expect(await asked(region, here)).toEqual([site(1), site(3)]);
  });

  test("asks a site once that two territories still list in the moment in which it moves", async () => {
    const region = await openRegion({ [here]: [site(1)], [elsewhere]: [site(2)] });
    const { sites } = region.deps;
    const both: typeof sites = {
      ...sites,
      async *sentinelPages(territory) {
        for (const listed of [here, elsewhere])
          for await (const page of sites.sentinelPages(listed, refuseDamaged))
            yield page.map((one) => ({ ...one, territory }));
      },
    };
    await openSurveyDays(morning, inTime, { ...region.deps, sites: both });
    expect([...(await asked(region, here)), ...(await asked(region, elsewhere))].toSorted()).toEqual([
      site(1),
      site(2),
    ]);
  });

  test.each([
    [2_000, 1],
    [2_001, 2],
  ])("freezes %i sites in %i parts", async (count, parts) => {
    const region = await openRegion({ [here]: [] });
    const codeOf = (index: number) => `AAEE${String(index).padStart(5, "0")}A`;
    const all = Array.from({ length: count }, (_, index) => ({
      siteCode: codeOf(index),
      instituteCode: "ZZIC80001A",
      territory: here,
      level: "primary" as const,
      sentinelFrom: "2023-02-01",
    }));
    const sites = {
      ...region.deps.sites,
      async *sentinelPages() {
        yield all;
      },
    };
    await openSurveyDays(morning, inTime, { ...region.deps, sites });
    expect(await region.deps.surveyDays.state(here, thursday)).toMatchObject({ asked: count, parts });
  });

  test("is said in the log once, by the worker that has opened it", async () => {
    const region = await openRegion({ [here]: [site(1)] });
    const outcomes = await Promise.all([region.open(thursday), region.open(thursday)]);
    expect(outcomes.map(({ opened }) => opened).toSorted()).toEqual([0, 1]);
    expect(region.logged().filter((message) => message === "survey day opened")).toHaveLength(1);
  });

  test("of territories there is no time for is left to the next run, and counted", async () => {
    const region = await openRegion({ [here]: [site(1)], [elsewhere]: [site(2)] });
    const counts = await openSurveyDays(morning, outOfTime, region.deps);
    expect(counts).toEqual({ opened: 0, leftForNextRun: 2 });
  });

  test("costs nothing when it is open everywhere: neither sets nor reports are read", async () => {
    const region = await openRegion({ [here]: [site(1)] });
    await region.open(thursday);
    const countOfDay = async (date: string) => (date === thursday ? fails() : 0);
    const reports = { ...region.deps.reports, countOfDay };
    await openSurveyDays(fridayNight, inTime, { ...region.deps, reports });
    await openWith(region, {
      async *expectedPages() {
        yield await fails();
      },
    });
    expect(region.faults()).toEqual([]);
  });
});

describe("a day that nobody opened in a territory while its window lasted", () => {
  const before = new Date(lateUntil.getTime() - 1);
  test.each([
    ["was held where sites were asked elsewhere, though opened afterwards", [{ asked: 1, openedAt: lateUntil }], true],
    ["was held where it was opened elsewhere in time, though no site is there", [{ asked: 0, openedAt: before }], true],
    ["was not held where only a reopening has opened it elsewhere", [{ asked: 0, openedAt: lateUntil }], false],
    [
      "was held where a reopening has opened it in one territory, and a job in another",
      [
        { asked: 0, openedAt: lateUntil },
        { asked: 1, openedAt: before },
      ],
      true,
    ],
  ])("%s", async (_, openedElsewhere, isHeld) => {
    const region = await openRegion({ [here]: [site(1)], [elsewhere]: [site(2)], OLTRE: [] });
    const { surveyDays } = region.deps;
    for (const [index, opening] of openedElsewhere.entries()) {
      const territory = index === 0 ? elsewhere : "OLTRE";
      await surveyDays.freezePart(territory, thursday, 1, [], true);
      await surveyDays.markOpen(territory, thursday, { parts: 1, ...opening });
    }
    await region.report(site(2), thursday, 5);
    await openSurveyDays(fridayNight, inTime, region.deps);
    expect((await surveyDays.state(here, thursday)) !== undefined).toBe(isHeld);
  });
});

describe("an obstacle to opening a survey day is reported", () => {
  test("by its date, where nobody can say whether it was held", async () => {
    const region = await openRegion({ [here]: [site(1)] });
    const reports = { ...region.deps.reports, countOfDay: fails };
    const counts = await openSurveyDays(fridayNight, inTime, { ...region.deps, reports });
    expect(counts).toEqual({ opened: 0, leftForNextRun: 0 });
    expect(region.faults()).toContainEqual({ name: "day-not-opened", about: { surveyDate: thursday } });
  });

  test("by its territory and date, where the set never comes to its end", async () => {
    const region = await openRegion({ [here]: [site(1)] });
    let parts = 0;
    const freezePart: SurveyDayStore["freezePart"] = async () => {
      parts += 1;
      return { kind: "exists", sites: [], last: false };
    };
    expect(await openWith(region, { freezePart })).toEqual({ opened: 0, leftForNextRun: 0 });
    expect(parts).toBe(999);
    expect(region.faults()).toEqual([{ name: "day-not-opened", about: { surveyDate: thursday, territory: here } }]);
    expect(region.deps.faults.found()[0]?.cause).toMatchObject({ message: expect.stringContaining("999 parts") });
  });
});
