import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runsBetween } from "../../infra/local/schedule-runs.ts";

const zones = ["UTC", "Europe/Rome", "America/New_York"] as const;
const years = { from: 2020, to: 2060 } as const;
const entry = fileURLToPath(new URL("survey-instants.ts", import.meta.url));

/** Every Tuesday and Thursday of the years: the instants in which each state begins, as the code works them out. */
function instantsIn(zone: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [entry, String(years.from), String(years.to)], {
    env: { TZ: zone },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stderr).toBe("");
  return stdout;
}

/** What clocks in Rome show, by the tables of ICU: another way than the one that the code goes. */
const romanClock = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Rome",
  dateStyle: "short",
  timeStyle: "medium",
});
const dayMillis = 86_400_000;

describe("the time of the survey", () => {
  test.each(zones)("is that of Italy on every survey day from 2020 to 2060, for a process in %s", (zone) => {
    const lines = instantsIn(zone).trim().split("\n");
    expect(lines.length).toBeGreaterThan(4_000);
    for (const line of lines) {
      const [date = "", opensAt, dueAt, lateUntil] = line.split(" ");
      for (const [days, instant] of [opensAt, dueAt, lateUntil].entries()) {
        const midnight = `${new Date(Date.parse(date) + days * dayMillis).toISOString().slice(0, 10)} 00:00:00`;
        const millis = Number(instant);
        expect(romanClock.format(millis)).toBe(midnight);
        // The last millisecond before still belongs to the day before.
        expect(romanClock.format(millis - 1).slice(0, 10) < midnight.slice(0, 10)).toBe(true);
      }
    }
  });

  test("has no run of a job between two and three in the night, over both changes of the clock", () => {
    const runs = runsBetween(new Date("2023-01-01T00:00:00Z"), new Date("2024-01-01T00:00:00Z"));
    expect(runs.length).toBeGreaterThan(1_000);
    expect(runs.filter(({ at }) => romanClock.format(at).slice(11, 13) === "02")).toEqual([]);
  });
});
