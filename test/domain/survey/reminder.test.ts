import { describe, expect, test } from "vitest";
import type { DayRow, SiteDayState } from "../../../shared/domain/survey/day-rows.ts";
import { institutesToRemind, reminderRoundsDue } from "../../../shared/domain/survey/reminder.ts";

function row(siteCode: string, instituteCode: string, state: SiteDayState): DayRow {
  return { siteCode, site: { siteCode, instituteCode, level: "primary", territory: "MILANO" }, state, reported: false };
}

describe("the institutes to remind", () => {
  test("each institute once, with all its missing sites and no others, in order", () => {
    const rows = [
      row("MIEE800033", "MIIC80000B", "missing"),
      row("MIEE800011", "MIIC80000B", "missing"),
      row("MIEE800022", "MIIC80000B", "on-time"),
      row("MIEE900011", "MIIC90000A", "missing"),
      row("MIEE700011", "MIIC70000A", "missing"),
      row("MIEE600011", "MIIC60000A", "late"),
      row("MIEE500011", "MIIC50000A", "exempt"),
      row("MIEE400011", "MIIC40000A", "unexpected"),
    ];
    expect([...institutesToRemind(rows)]).toEqual([
      ["MIIC70000A", ["MIEE700011"]],
      ["MIIC80000B", ["MIEE800011", "MIEE800033"]],
      ["MIIC90000A", ["MIEE900011"]],
    ]);
  });

  test("nobody, when nothing is missing", () => {
    expect(institutesToRemind([row("MIEE800022", "MIIC80000B", "on-time")]).size).toBe(0);
  });
});

describe("the reminders of Thursday 16 February 2023", () => {
  test.each([
    ["on the survey day itself", "2023-02-16T18:00:00+01:00", [], []],
    ["on Friday before 8:30", "2023-02-17T08:29:59+01:00", [], []],
    ["at 8:30", "2023-02-17T08:30:00+01:00", [1], [1]],
    ["before 14:00, if the run at 8:30 was missed", "2023-02-17T13:59:59+01:00", [1], [1]],
    ["at 14:00", "2023-02-17T14:00:00+01:00", [1], [1, 2]],
    ["in the last second of Friday", "2023-02-17T23:59:59+01:00", [1], [1, 2]],
    ["no more on Saturday", "2023-02-18T00:00:00+01:00", [], []],
    ["no more a week later", "2023-02-24T09:00:00+01:00", [], []],
  ])("%s", (_, now, oneRound, twoRounds) => {
    expect(reminderRoundsDue("2023-02-16", new Date(now), false)).toEqual(oneRound);
    expect(reminderRoundsDue("2023-02-16", new Date(now), true)).toEqual(twoRounds);
  });

  test("go by Italy's clock in summer and winter", () => {
    expect(reminderRoundsDue("2023-06-06", new Date("2023-06-07T06:29:59Z"), false)).toEqual([]);
    expect(reminderRoundsDue("2023-06-06", new Date("2023-06-07T06:30:00Z"), false)).toEqual([1]);
    expect(reminderRoundsDue("2023-02-16", new Date("2023-02-17T06:30:00Z"), false)).toEqual([]);
    expect(reminderRoundsDue("2023-02-16", new Date("2023-02-17T07:30:00Z"), false)).toEqual([1]);
  });
});
