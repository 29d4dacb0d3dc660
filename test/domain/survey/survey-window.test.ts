import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { addDays, weekdayOf } from "../../../shared/domain/calendar/local-date.ts";
import type { Reopening } from "../../../shared/domain/registry/site.ts";
import { surveyWindow, windowState } from "../../../shared/domain/survey/survey-window.ts";

const thursday = "2023-02-16";

function reopening(at: string, until: string): Reopening {
  return { surveyDate: thursday, at: new Date(at), until: new Date(until), reason: "register was down", by: "ats-1" };
}

describe("a survey day's state", () => {
  test.each([
    ["2023-02-15T23:59:59.999+01:00", "upcoming"],
    ["2023-02-16T00:00:00.000+01:00", "open"],
    ["2023-02-16T23:59:59.999+01:00", "open"],
    ["2023-02-17T00:00:00.000+01:00", "late"],
    ["2023-02-17T23:59:59.999+01:00", "late"],
    ["2023-02-18T00:00:00.000+01:00", "closed"],
    ["2024-02-18T00:00:00.000+01:00", "closed"],
  ])("at %s is %s", (now, state) => {
    expect(windowState(surveyWindow(thursday), new Date(now))).toBe(state);
  });

  test.each([
    ["25 April 2025, a Friday and a holiday, is the retroactive day of the 24th", "2025-04-25T23:59:59+02:00", "late"],
    ["26 April is over it", "2025-04-26T00:00:00+02:00", "closed"],
  ])("%s", (_, now, state) => {
    expect(windowState(surveyWindow("2025-04-24"), new Date(now))).toBe(state);
  });

  const granted = reopening("2023-02-20T09:00:00+01:00", "2023-02-21T12:00:00+01:00");
  test.each([
    ["2023-02-20T08:59:59.999+01:00", "closed"],
    ["2023-02-20T09:00:00.000+01:00", "reopened"],
    ["2023-02-21T11:59:59.999+01:00", "reopened"],
    ["2023-02-21T12:00:00.000+01:00", "closed"],
  ])("with a reopening from Monday 9:00 to Tuesday noon is at %s %s", (now, state) => {
    expect(windowState(surveyWindow(thursday), new Date(now), granted)).toBe(state);
  });

  test("a reopening granted early changes nothing before the day has closed", () => {
    const early = reopening("2023-02-16T12:00:00+01:00", "2023-02-21T12:00:00+01:00");
    const window = surveyWindow(thursday);
    expect(windowState(window, new Date("2023-02-16T13:00:00+01:00"), early)).toBe("open");
    expect(windowState(window, new Date("2023-02-17T23:59:59+01:00"), early)).toBe("late");
    expect(windowState(window, new Date("2023-02-18T00:00:00+01:00"), early)).toBe("reopened");
  });
});

describe("a window over a changeover", () => {
  test.each([
    ["lateUntil after the spring night", "2023-03-25", "2023-03-26T22:00:00.000Z", 47],
    ["lateUntil after the autumn night", "2023-10-28", "2023-10-29T23:00:00.000Z", 49],
    ["dueAt after the spring night", "2023-03-26", "2023-03-27T22:00:00.000Z", 47],
    ["dueAt after the autumn night", "2023-10-29", "2023-10-30T23:00:00.000Z", 49],
  ])("%s: two calendar days, not 48 hours", (_, date, lateUntil, hours) => {
    const window = surveyWindow(date);
    expect(window.lateUntil.toISOString()).toBe(lateUntil);
    expect(window.lateUntil.getTime() - window.opensAt.getTime()).toBe(hours * 3_600_000);
    expect(windowState(window, new Date(window.lateUntil.getTime() - 1))).toBe("late");
    expect(windowState(window, window.lateUntil)).toBe("closed");
  });
});

describe("every Tuesday, Thursday and Sunday of 2020 to 2060", () => {
  const dates: string[] = [];
  for (let date = "2020-01-01"; date < "2061-01-01"; date = addDays(date, 1)) {
    if (["tuesday", "thursday", "sunday"].includes(weekdayOf(date))) dates.push(date);
  }

  /** Directive 2000/84/EC: summer time from the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC. */
  function midnightInItaly(date: string): string {
    const year = date.slice(0, 4);
    const summer = date > lastSunday(`${year}-03-31`) && date <= lastSunday(`${year}-10-31`);
    return new Date(`${date}T00:00:00+0${summer ? 2 : 1}:00`).toISOString();
  }
  function lastSunday(monthEnd: string): string {
    const end = new Date(`${monthEnd}T12:00:00Z`);
    return new Date(end.getTime() - end.getUTCDay() * 86_400_000).toISOString().slice(0, 10);
  }

  // Plain Node, so that each process has its zone from its start.
  const program = `
    import { readFileSync } from "node:fs";
    import { formatInstant, localDateAt } from ${JSON.stringify(new URL("../../../shared/domain/calendar/local-date.ts", import.meta.url))};
    import { surveyWindow } from ${JSON.stringify(new URL("../../../shared/domain/survey/survey-window.ts", import.meta.url))};
    const rows = JSON.parse(readFileSync(0, "utf8")).map((date) => {
      const { opensAt, dueAt, lateUntil } = surveyWindow(date);
      return [opensAt.toISOString(), dueAt.toISOString(), lateUntil.toISOString(),
        localDateAt(opensAt), localDateAt(new Date(opensAt.getTime() - 1)), formatInstant(dueAt).slice(0, 19)].join(" ");
    });
    console.log(JSON.stringify({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, rows }));`;

  test.each(["UTC", "Europe/Rome", "America/New_York"])("has the window of the law, in a process in %s", (zone) => {
    const answer = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
      env: { TZ: zone },
      input: JSON.stringify(dates),
      maxBuffer: 4_000_000,
      encoding: "utf8",
    });
    const expected = dates.map((date) => {
      const [next, lock, before] = [addDays(date, 1), addDays(date, 2), addDays(date, -1)];
      const instants = [date, next, lock].map(midnightInItaly).join(" ");
      return `${instants} ${date} ${before} ${next}T00:00:00`;
    });
    expect(dates.length).toBeGreaterThan(6000);
    expect(JSON.parse(answer)).toEqual({ zone, rows: expected });
  });
});
