import { describe, expect, test } from "vitest";
import { dayRows } from "../../../functions/flows/survey-days/day-rows.ts";
import { liveDay } from "../../../functions/flows/survey-days/live-day.ts";
import type { ExpectedSite } from "../../../shared/domain/survey/expected-site.ts";
import { DamagedItem } from "../../../shared/store/parse-item.ts";
import { damageExpectedPart, damageReport } from "../../rig/poison.ts";
import { gathered } from "../../store/on-each-engine.ts";
import { fails, fridayNight, openRegion, thursday } from "./memory-region.ts";

const here = "VALDORSA";
const elsewhere = "ALTROVE";
const friday = "2023-02-17";
const site = (number: number) => `AAEE0000${number}A`;

describe("the rows of a day", () => {
  test("come in the order of their codes, also where the sets of territories come in several pages", async () => {
    const region = await openRegion({ [here]: [], [elsewhere]: [] });
    const pages: Record<string, readonly (readonly number[])[]> = {
      [here]: [[1, 4], [], [5]],
      [elsewhere]: [[2], [3, 6], [7]],
    };
    const asked = (territory: string, number: number): ExpectedSite => ({
      siteCode: site(number),
      instituteCode: "ZZIC80001A",
      territory,
      level: "primary",
    });
    const surveyDays = {
      ...region.deps.surveyDays,
      async *expectedPages(territory: string) {
        for (const numbers of pages[territory] ?? []) yield numbers.map((number) => asked(territory, number));
      },
    };
    const rowsOf = async (...territories: string[]) => {
      const rows = dayRows(thursday, territories, { ...region.deps, surveyDays });
      return (
        await gathered(
          (async function* () {
            for await (const row of rows) yield [row];
          })(),
        )
      ).map(({ siteCode }) => siteCode);
    };
    expect(await rowsOf(here, elsewhere)).toEqual([1, 2, 3, 4, 5, 6, 7].map(site));
    expect(await rowsOf(elsewhere)).toEqual([2, 3, 6, 7].map(site));
    expect(await rowsOf()).toEqual([]);
  });
});

describe("a territory has a sheet of a day", () => {
  const sheetsOf = async (surveyDate: string, opened: readonly string[] = [], reporting: readonly number[] = []) => {
    const region = await openRegion({ [here]: [site(1)], [elsewhere]: [site(2)] });
    for (const number of reporting) await region.report(site(number), surveyDate, 5);
    const { sheets } = await liveDay(surveyDate, region.deps, new Set(opened));
    return [...sheets].map(([territory, { siteCodes }]) => [territory, siteCodes]);
  };

  test("on which it surveys, an empty one where nobody was asked", async () => {
    expect(await sheetsOf(thursday)).toEqual([
      [elsewhere, []],
      [here, []],
    ]);
  });

  test("on another day only where there is something to stand on it, or where it was opened", async () => {
    expect(await sheetsOf(friday)).toEqual([]);
    expect(await sheetsOf(friday, [here])).toEqual([[here, []]]);
    expect(await sheetsOf(friday, [], [2])).toEqual([[elsewhere, [site(2)]]]);
  });
});

describe("unreadable data of a day prevents its final verdict", () => {
  test("only in its territory, each with its reason: a part of the set, and the report of a site", async () => {
    const region = await openRegion({ [here]: [site(1), site(2)], [elsewhere]: [site(3)] });
    await region.open(thursday);
    await region.report(site(3), thursday, 5);
    await damageReport(region.database, thursday, site(3));
    await damageExpectedPart(region.database, here, thursday);
    const { obstacles } = await liveDay(thursday, region.deps);
    expect(obstacles.get(elsewhere)).toEqual([{ siteCode: site(3), cause: expect.any(DamagedItem) }]);
    expect(obstacles.get(here)).toStrictEqual([{ cause: expect.any(DamagedItem) }]);
    expect(obstacles.size).toBe(2);
  });

  test("also the part of a stored sheet that says where a site belongs that nobody asked", async () => {
    const region = await openRegion({ [here]: [site(1)], [elsewhere]: [] });
    await region.open(thursday);
    await region.addSentinel(here, site(2));
    await region.report(site(2), thursday, 5);
    await region.close(thursday, fridayNight);
    const key = { territory: here, surveyDatePart: `${thursday}#u001` };
    const spoilt = { expression: "SET #sites = :sites", values: { sites: "AAEE" } };
    await region.database.update("surveyDays", key, spoilt, { expression: "attribute_exists(#territory)" });
    const { obstacles } = await liveDay(thursday, region.deps);
    expect([...obstacles]).toEqual([[here, [{ cause: expect.any(DamagedItem) }]]]);
    expect(region.faults()).toEqual([
      {
        name: "damaged-item",
        about: { table: "SurveyDays", key: `territory=${here} surveyDatePart=${thursday}#u001` },
      },
    ]);
  });

  test("and no stored sheet is read where every report was asked for", async () => {
    const region = await openRegion({ [here]: [site(1)] });
    await region.open(thursday);
    await region.report(site(1), thursday, 5);
    const surveyDays = { ...region.deps.surveyDays, unaskedSites: fails };
    const { sheets } = await liveDay(thursday, { ...region.deps, surveyDays });
    expect(sheets.get(here)?.siteCodes).toEqual([site(1)]);
  });
});
