import { describe, expect, test } from "vitest";
import { jobsDue, lastRunsOfEachDate, runsBetween } from "../../infra/local/schedule-runs.ts";
import { formatInstant } from "../../shared/domain/calendar/local-date.ts";

const at = (text: string) => new Date(text);
const told = (runs: ReturnType<typeof runsBetween>) => runs.map((run) => `${run.job} ${formatInstant(run.at)}`);

describe("the runs that the schedule asks for", () => {
  test("come in order of time and, at the same instant, of the table", () => {
    expect(told(runsBetween(at("2023-02-17T08:20:00+01:00"), at("2023-02-17T09:00:00+01:00")))).toEqual([
      "send-reminders 2023-02-17T08:30:00+01:00",
      "send-notices 2023-02-17T08:35:00+01:00",
      "send-reminders 2023-02-17T08:45:00+01:00",
      "send-notices 2023-02-17T08:50:00+01:00",
      "send-reminders 2023-02-17T09:00:00+01:00",
      "raise-alerts 2023-02-17T09:00:00+01:00",
    ]);
  });

  test("do not include the first instant, and do include the last", () => {
    expect(runsBetween(at("2023-02-16T00:05:00+01:00"), at("2023-02-16T00:09:59+01:00"))).toEqual([]);
    expect(told(runsBetween(at("2023-02-16T00:04:59+01:00"), at("2023-02-16T00:05:00+01:00")))).toEqual([
      "open-survey-day 2023-02-16T00:05:00+01:00",
    ]);
  });

  test("of a week are as many as one counts in the table", () => {
    const week = runsBetween(at("2023-02-13T00:00:00+01:00"), at("2023-02-19T23:59:59+01:00"));
    const counts = Map.groupBy(week, ({ job }) => job);
    expect(Object.fromEntries([...counts].map(([job, runs]) => [job, runs.length]))).toEqual({
      "open-survey-day": 7,
      "send-reminders": 7 * 39,
      "raise-alerts": 7 * 17,
      "close-survey-day": 7 * 23,
      "send-notices": 7 * 64,
      watch: 7 * 23,
    });
  });

  test.each([
    [
      "2023-03-25T23:30:00+01:00",
      "2023-03-26T04:30:00+02:00",
      [
        "00:05:00+01:00",
        "00:10:00+01:00",
        "00:20:00+01:00",
        "01:10:00+01:00",
        "01:50:00+01:00",
        "03:10:00+02:00",
        "03:20:00+02:00",
        "04:10:00+02:00",
        "04:20:00+02:00",
      ],
    ],
    [
      "2023-10-28T23:30:00+02:00",
      "2023-10-29T03:30:00+01:00",
      [
        "00:05:00+02:00",
        "00:10:00+02:00",
        "00:20:00+02:00",
        "01:10:00+02:00",
        "01:50:00+02:00",
        "03:10:00+01:00",
        "03:20:00+01:00",
      ],
    ],
  ])("are made once each in the night from %s to %s", (from, to, times) => {
    expect(runsBetween(at(from), at(to)).map((run) => formatInstant(run.at).slice(11))).toEqual(times);
  });

  test("when thinned, are the last of each job and date", () => {
    const runs = runsBetween(at("2023-02-16T00:00:00+01:00"), at("2023-02-17T23:59:00+01:00"));
    expect(told(lastRunsOfEachDate(runs))).toEqual([
      "open-survey-day 2023-02-16T00:05:00+01:00",
      "send-reminders 2023-02-16T18:00:00+01:00",
      "send-notices 2023-02-16T22:50:00+01:00",
      "raise-alerts 2023-02-16T23:00:00+01:00",
      "close-survey-day 2023-02-16T23:10:00+01:00",
      "watch 2023-02-16T23:20:00+01:00",
      "open-survey-day 2023-02-17T00:05:00+01:00",
      "send-reminders 2023-02-17T18:00:00+01:00",
      "send-notices 2023-02-17T22:50:00+01:00",
      "raise-alerts 2023-02-17T23:00:00+01:00",
      "close-survey-day 2023-02-17T23:10:00+01:00",
      "watch 2023-02-17T23:20:00+01:00",
    ]);
  });
});

test("a job is due when one of its instants has passed, or when it is owed", () => {
  expect(jobsDue(at("2023-02-17T08:10:00+01:00"), at("2023-02-17T08:19:59+01:00"), [])).toEqual([]);
  expect(jobsDue(at("2023-02-17T08:05:00+01:00"), at("2023-02-17T08:30:00+01:00"), [])).toEqual([
    "send-reminders",
    "close-survey-day",
    "send-notices",
    "watch",
  ]);
  expect(
    jobsDue(at("2023-02-17T08:05:00+01:00"), at("2023-02-17T08:30:00+01:00"), ["watch", "open-survey-day"]),
  ).toEqual(["open-survey-day", "send-reminders", "close-survey-day", "send-notices", "watch"]);
});
