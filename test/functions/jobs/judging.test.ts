import { describe, expect, test } from "vitest";
import { evaluateSurveyDay } from "../../../functions/flows/survey-days/evaluate-survey-day.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { SurveyDayStore } from "../../../shared/store/survey-day-store.ts";
import { fails, inTime, openRegion, type Region, thursday } from "./memory-region.ts";

const [first, second, third] = ["ALTROVE", "OLTRE", "VALDORSA"] as const;
const site = (number: number) => `AAEE0000${number}A`;
const noon = new Date(`${thursday}T12:00:00+01:00`);
const hours = (count: number) => new Date(noon.getTime() + count * 3_600_000);

/** Three territories with a site each, at which more pupils are absent than the absolute layer allows. */
async function openFlu(): Promise<Region> {
  const region = await openRegion({ [first]: [site(1)], [second]: [site(2)], [third]: [site(3)] });
  await region.open(thursday);
  for (const number of [1, 2, 3]) await region.report(site(number), thursday, 60);
  return region;
}

function evaluate(
  { deps }: Region,
  { now = noon, time = inTime, ...changes }: Partial<Omit<Deps, "now">> & { now?: Date; time?: typeof inTime } = {},
) {
  return evaluateSurveyDay({ surveyDate: thursday, verdict: "provisional" }, now, time, { ...deps, ...changes });
}
const evaluated = async ({ deps, territories }: Region) => {
  const states = await Promise.all(territories.map((territory) => deps.surveyDays.state(territory, thursday)));
  return states.map((state) => state?.evaluated?.reports);
};

describe("the territories of a day", () => {
  test("are judged in turn, each hour beginning with another, each once", async () => {
    const region = await openFlu();
    const turns: string[][] = [];
    for (const hour of [0, 1, 2, 3]) {
      const turn: string[] = [];
      const lastSheets: SurveyDayStore["lastSheets"] = (territory, ...asked) => {
        turn.push(territory);
        return region.deps.surveyDays.lastSheets(territory, ...asked);
      };
      await evaluate(region, { now: hours(hour), surveyDays: { ...region.deps.surveyDays, lastSheets } });
      turns.push(turn);
    }
    const inTurn = [
      [first, second, third],
      [second, third, first],
      [third, first, second],
    ];
    const begin = inTurn.findIndex(([territory]) => territory === turns[0]?.[0]);
    expect(turns).toEqual([0, 1, 2, 3].map((hour) => inTurn[(begin + hour) % inTurn.length]));
  });

  test("that cannot be judged are named, have no verdict, and hold up no other", async () => {
    const region = await openFlu();
    const { surveyDays } = region.deps;
    const lastSheets: SurveyDayStore["lastSheets"] = (territory, ...asked) =>
      territory === second ? fails() : surveyDays.lastSheets(territory, ...asked);
    const day = await evaluate(region, { surveyDays: { ...surveyDays, lastSheets } });
    expect([...day.outcomes.keys()].toSorted()).toEqual([first, third]);
    expect(day.applied).toMatchObject({ raised: 2, unrecorded: new Map() });
    expect(region.faults()).toEqual([
      { name: "day-not-evaluated", about: { surveyDate: thursday, territory: second } },
    ]);
    expect(await evaluated(region)).toEqual([1, undefined, 1]);
  });

  test("whose verdict cannot be noted are named, and hold up no other", async () => {
    const region = await openFlu();
    const { surveyDays } = region.deps;
    const recordEvaluation: SurveyDayStore["recordEvaluation"] = (territory, ...values) =>
      territory === second ? fails() : surveyDays.recordEvaluation(territory, ...values);
    await evaluate(region, { surveyDays: { ...surveyDays, recordEvaluation } });
    expect(region.faults()).toEqual([
      { name: "day-not-evaluated", about: { surveyDate: thursday, territory: second } },
    ]);
    expect(await evaluated(region)).toEqual([1, undefined, 1]);
  });
});

test("when the alerts cannot be reached, the verdict is valid, and all of it must still be recorded", async () => {
  const region = await openFlu();
  const day = await evaluate(region, { alerts: { ...region.deps.alerts, ofTerritory: fails } });
  expect(day.applied).toStrictEqual({
    raised: 0,
    appended: 0,
    updated: 0,
    withdrawn: 0,
    touched: [],
    unrecorded: new Map([
      [first, ["*"]],
      [second, ["*"]],
      [third, ["*"]],
    ]),
  });
  expect(region.faults()).toEqual([{ name: "alert-failed", about: { surveyDate: thursday } }]);
  expect(await evaluated(region)).toEqual([1, 1, 1]);
});

test("a region without territories has a verdict on nothing", async () => {
  const { applied, outcomes, leftForNextRun } = await evaluate(await openRegion({}));
  expect([applied.touched, [...outcomes], leftForNextRun]).toEqual([[], [], 0]);
});
