import { expect, test } from "vitest";
import { historyDaysMax } from "../../shared/detection/aligned-days.ts";
import { replayDays } from "../../shared/detection/replay-days.ts";
import type { AnyOutcome } from "../../shared/detection/rule.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import type { Level } from "../../shared/domain/codes.ts";
import type { DaySheet } from "../../shared/domain/survey/day-sheet.ts";
import { daySheetOf } from "./day-sheet-of.ts";

const site = "MIEE8AN02L";

function sheets(count: number): DaySheet[] {
  return Array.from({ length: count }, (_, day) =>
    daySheetOf(addDays("2024-01-01", day), [{ siteCode: site, pupils: 100, absent: day % 50 }], "primary"),
  );
}

const quiet: AnyOutcome<Level> = { findings: [], assessments: [] };

/** Says that rule S signalled. */
function signalling({ territory, surveyDate }: DaySheet): AnyOutcome<Level> {
  const scope = { kind: "site", siteCode: site, territory, level: "primary" } as const;
  const completeness = { expected: 1, reported: 1, missing: 0 };
  const measure = { kind: "site", expectedRate: 0.05, overdispersion: 0.003, lnProbability: -9 } as const;
  const about = { rule: "site", scope, surveyDate, completeness, absent: 40, pupils: 100 } as const;
  return { findings: [], assessments: [{ ...about, kind: "assessed", signal: true, measure }] };
}

test("each day sees the days before it, with the alarms that were raised on them", () => {
  const seen: string[][] = [];
  const replayed = [
    ...replayDays(sheets(4), (today, history) => {
      seen.push(
        history.map(
          ({ surveyDate, flags }) => `${surveyDate}${((flags[0] ?? 0) & dayFlags.alarmed) === 0 ? "" : " alarmed"}`,
        ),
      );
      return today.surveyDate === "2024-01-02" ? signalling(today) : quiet;
    }),
  ];
  expect(seen).toEqual([
    [],
    ["2024-01-01"],
    ["2024-01-01", "2024-01-02 alarmed"],
    ["2024-01-01", "2024-01-02 alarmed", "2024-01-03"],
  ]);
  expect(replayed.map(({ sheet, outcome }) => [sheet.surveyDate, outcome.assessments.length])).toEqual([
    ["2024-01-01", 0],
    ["2024-01-02", 1],
    ["2024-01-03", 0],
    ["2024-01-04", 0],
  ]);
});

test("the memory is that of the longest history, whatever the years", () => {
  const lengths: number[] = [];
  const first: (string | undefined)[] = [];
  const days = replayDays(sheets(historyDaysMax + 3), (_today, history) => {
    lengths.push(history.length);
    first.push(history[0]?.surveyDate);
    return quiet;
  });
  expect([...days]).toHaveLength(historyDaysMax + 3);
  expect(lengths.slice(-3)).toEqual([historyDaysMax, historyDaysMax, historyDaysMax]);
  expect(first.slice(-3)).toEqual(["2024-01-01", "2024-01-02", "2024-01-03"]);
});
