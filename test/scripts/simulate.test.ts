import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { judgeSeason } from "../../scripts/simulate/judge-season.ts";
import { scenarioNames } from "../../scripts/simulate/scenarios.ts";
import { simulateSeason } from "../../scripts/simulate/season.ts";
import { summariseSeasons, targetsOf } from "../../scripts/simulate/summarise-seasons.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { noCount } from "../../shared/domain/survey/day-sheet.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../../scripts/simulate.ts", import.meta.url));
const input = { scenario: "quiet", seed: 1, repetition: 0, sites: 80, hygiene: true } as const;

describe("a simulated season", () => {
  test("is the same for the same seed and another for another seed, repetition or scenario", () => {
    expect(simulateSeason(input)).toEqual(simulateSeason(input));
    for (const other of [
      { ...input, seed: 2 },
      { ...input, repetition: 1 },
      { ...input, scenario: "flu" as const },
    ]) {
      expect(simulateSeason(other).days[0]?.closed.absent).not.toEqual(simulateSeason(input).days[0]?.closed.absent);
    }
  });

  test("has the survey days of a school year, 6 % absent, 3 % missing and a fifth late", () => {
    const { days } = simulateSeason(input);
    expect(days.length).toBeGreaterThanOrEqual(64);
    expect(days.length).toBeLessThanOrEqual(72);
    const rows = days.flatMap(({ closed, evening }) =>
      [...closed.absent].map((absent, i) => ({
        absent,
        pupils: closed.pupils[i] ?? 0,
        evening: evening.absent[i],
        flags: closed.flags[i] ?? 0,
      })),
    );
    const counted = rows.filter(({ absent }) => absent !== noCount);
    const absent = counted.reduce((sum, row) => sum + row.absent, 0);
    const pupils = counted.reduce((sum, row) => sum + row.pupils, 0);
    expect(absent / pupils).toBeGreaterThan(0.05);
    expect(absent / pupils).toBeLessThan(0.075);
    expect(1 - counted.length / rows.length).toBeCloseTo(0.03, 1);
    const late = counted.filter(({ flags }) => (flags & dayFlags.late) !== 0);
    expect(late.length / rows.length).toBeCloseTo(0.2, 1);
    expect(late.every(({ evening }) => evening === noCount)).toBe(true);
  });

  test("puts in what its scenario says", () => {
    const outbreak = simulateSeason({ ...input, scenario: "outbreak-20" });
    expect(outbreak.event?.siteCode).toBeDefined();
    expect((outbreak.event?.to ?? 0) - (outbreak.event?.from ?? 0)).toBe(3);
    const { days, event } = simulateSeason({ ...input, scenario: "snow" });
    const rateOn = (day: number) => {
      const sheet = days[day]?.closed;
      const counted = [...(sheet?.absent ?? [])].map((absent, i) =>
        absent === noCount ? [0, 0] : [absent, sheet?.pupils[i] ?? 0],
      );
      return counted.reduce((sum, [x = 0]) => sum + x, 0) / counted.reduce((sum, [, n = 0]) => sum + n, 0);
    };
    expect(rateOn(event?.from ?? -1)).toBeGreaterThan(0.2);
    expect(rateOn((event?.from ?? -1) + 1)).toBeLessThan(0.1);
  });
});

describe("what the default policy makes of a few seasons of each scenario", () => {
  const repetitions = 12;
  const results = scenarioNames.flatMap((scenario) =>
    Array.from({ length: repetitions }, (_, repetition) =>
      judgeSeason(scenario, simulateSeason({ ...input, scenario, repetition }), defaultAlertPolicy),
    ),
  );
  const summaries = summariseSeasons(results);

  test("meets every target", () => {
    const targets = targetsOf(summaries);
    expect(targets).toHaveLength(11);
    expect(targets.filter(({ met }) => !met)).toEqual([]);
  });

  test("finds every wave and outbreak of 20 points, and takes neither snow nor strike for one", () => {
    const found = Object.fromEntries(summaries.map(({ scenario, event }) => [scenario, event]));
    expect(found.flu?.foundByTerritory.value).toBe(1);
    expect(found.pandemic?.foundByTerritory.value).toBe(1);
    expect(found["outbreak-20"]?.foundBySite.value).toBe(1);
    expect(found.snow?.noticed.value).toBe(1);
    expect(found.snow?.foundByTerritory.value).toBe(0);
    expect(found["strike-flagged"]?.severeBySite.value).toBe(0);
  });

  test("with the rules switched off nothing is found: the targets can be missed", () => {
    const off = {
      ...defaultAlertPolicy,
      siteRule: { ...defaultAlertPolicy.siteRule, enabled: false },
      territoryRule: { ...defaultAlertPolicy.territoryRule, enabled: false },
    };
    const blind = judgeSeason("outbreak-20", simulateSeason({ ...input, scenario: "outbreak-20" }), off);
    expect(targetsOf(summariseSeasons([blind])).map(({ met }) => met)).toEqual([false, false]);
  });
});

describe("npm run simulate", () => {
  test("prints targets and scenarios as JSON, alike for the same seed", async () => {
    const args = [script, "--repetitions", "1", "--sites", "20", "--scenarios", "quiet,snow", "--seed", "7", "--json"];
    const [one, other] = await Promise.all([run(process.execPath, args), run(process.execPath, args)]);
    expect(one.stdout).toBe(other.stdout);
    const answer = z.object({
      seed: z.literal(7),
      targets: z.array(z.object({ met: z.boolean() })),
      scenarios: z.array(z.object({ scenario: z.string() })),
    });
    expect(answer.parse(JSON.parse(one.stdout)).scenarios.map(({ scenario }) => scenario)).toEqual(["quiet", "snow"]);
  });

  test("refuses a scenario it does not know", async () => {
    await expect(run(process.execPath, [script, "--scenarios", "zombies"])).rejects.toMatchObject({
      stderr: expect.stringMatching(/Scenarios are quiet/),
    });
  });
});
