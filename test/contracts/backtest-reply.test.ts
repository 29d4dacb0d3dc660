import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { backtestAlertsListedMax, backtestDaysListedMax } from "../../shared/contracts/backtest.ts";
import { backtestReplies } from "../../shared/contracts/backtest-reply.ts";
import type { BacktestSummary } from "../../shared/detection/backtest-summary.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import { siteCodeOf } from "../store/on-each-engine.ts";

/** Every territory on every date, with an alert of a site and one of the level on each. */
function summaryOf(territories: readonly string[], dates: number): BacktestSummary {
  const rows = territories.flatMap((territory, index) =>
    Array.from({ length: dates }, (_, day) => ({ territory, index, date: addDays("2023-01-01", day) })),
  );
  const common = (row: (typeof rows)[number]) => ({ territory: row.territory, level: "primary", date: row.date });
  const listed = rows.slice(0, backtestAlertsListedMax);
  return {
    name: "proposed",
    siteDays: rows.length,
    assessableDays: dates,
    assessableSiteDays: rows.length,
    siteAlerts: listed.map((row) => ({ ...common(row), site: siteCodeOf(row.index), severity: "attention" })),
    siteAlertsTotal: rows.length,
    territoryAlerts: listed.map((row) => ({ ...common(row), z: Math.sqrt(row.index) })),
    territoryAlertsTotal: rows.length,
    notices: [],
    noticesTotal: 0,
    alertsPerSiteYear: 1,
    sitesPerAlertDay: 1,
    mails: rows.length,
    days: rows.map((row, position) => ({
      territory: row.territory,
      date: row.date,
      siteDays: 1 + (position % 977),
      sites: position % 13,
      territoryAlerts: position % 5,
      notices: position % 3,
      mailed: position % 3 === 0,
    })),
    territories: [],
  };
}

function repliesOf(proposed: BacktestSummary) {
  const given = { backtestId: "0".repeat(16), startedAt: new Date(0), startedBy: "ats", policy: defaultAlertPolicy };
  return [...backtestReplies({ ...given, from: "2023-01-01", to: "2023-12-31", proposed, active: proposed })];
}
const names = (count: number) => Array.from({ length: count }, (_, index) => `T${index}`);

describe("the result of a backtest", () => {
  it("tells the days of each territory, as many as can be listed", () => {
    const [first] = repliesOf(summaryOf(names(50), backtestDaysListedMax / 50));
    expect(first?.proposed.days).toHaveLength(backtestDaysListedMax);
    expect(first?.proposed.days[0]).toMatchObject({ territory: "T0" });
  });

  it("with one more tells each date, all territories together, and loses no count", () => {
    const summary = summaryOf(["T", ...names(50)], backtestDaysListedMax / 50);
    const [first] = repliesOf(summary);
    expect(first?.proposed.days).toHaveLength(100);
    for (const name of ["siteDays", "sites", "territoryAlerts", "notices"] as const) {
      const sumOf = (days: readonly { [Name in typeof name]: number }[]) =>
        days.reduce((sum, day) => sum + day[name], 0);
      expect(sumOf(first?.proposed.days ?? [])).toBe(sumOf(summary.days));
    }
    expect(first?.proposed.days.every((day) => day.mailed && !("territory" in day))).toBe(true);
  });

  it("gets shorter until it fits any item, whatever territories are called, and its totals stay", () => {
    const letters = "学校缺席监测系统意大利伦巴第省卫生局";
    const odd = Array.from({ length: 4_000 }, (_, index) =>
      Array.from({ length: 60 }, (_, at) => letters[(index * 7919 + at * at * (index + 31)) % letters.length]).join(""),
    );
    const replies = repliesOf(summaryOf(odd, 1));
    const bytes = replies.map((reply) => deflateRawSync(JSON.stringify(reply)).byteLength);
    expect(replies.map(({ proposed }) => [proposed.siteAlerts.length, proposed.days.length])).toEqual([
      [500, 4_000],
      [500, 1],
      [100, 1],
    ]);
    expect(bytes.toSorted((one, other) => other - one)).toEqual(bytes);
    // The shortest needs no compression to fit.
    expect(Buffer.byteLength(JSON.stringify(replies.at(-1)))).toBeLessThan(300_000);
    for (const { proposed } of replies) {
      expect(proposed).toMatchObject({ siteDays: 4_000, siteAlertsTotal: 4_000, territoryAlertsTotal: 4_000 });
    }
    for (const reply of replies)
      expect(Buffer.byteLength(JSON.stringify(JSON.stringify(reply)))).toBeLessThan(6_000_000);
  });
});
