import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { addDays, weekdayOf } from "../../shared/domain/calendar/local-date.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../../scripts/backtest.ts", import.meta.url));
/** Real data stand beside the repository where the project is developed; they are not part of it. */
const data = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
const hasData = existsSync(data);
const folder = await mkdtemp(join(tmpdir(), "backtest-"));

const answer = z.object({
  policies: z.array(
    z.object({
      name: z.string(),
      siteDays: z.int(),
      assessableDays: z.int(),
      siteAlerts: z.array(
        z.object({ site: z.string(), level: z.string(), date: z.iso.date(), severity: z.enum(["attention", "alert"]) }),
      ),
      territoryAlerts: z.array(
        z.object({ territory: z.string(), level: z.string(), date: z.iso.date(), z: z.number() }),
      ),
      alertsPerSiteYear: z.number(),
      sitesPerAlertDay: z.number(),
      mails: z.int(),
      differenceFromActive: z.object({ added: z.int(), removed: z.int() }),
      territories: z.array(z.object({ level: z.string(), days: z.int(), assessableDays: z.int(), alertDays: z.int() })),
      outbreaks: z.object({ far: z.number(), add: z.number(), aatq: z.number(), fatq: z.number() }).optional(),
    }),
  ),
  treatments: z.array(z.string()),
});

async function backtest(...args: string[]) {
  const { stdout } = await run(process.execPath, [script, ...args, "--json"], { maxBuffer: 2 ** 28 });
  const { policies, ...rest } = answer.parse(JSON.parse(stdout));
  return { ...rest, policies, of: (name: string) => policies.find((policy) => policy.name === name) };
}

/** Twelve sites with 6 % absent on Tuesdays and Thursdays; site A has an outbreak, later all of them have a wave. */
async function townFile(): Promise<string> {
  const dates = Array.from({ length: 140 }, (_, day) => addDays("2025-09-02", day)).filter((date) =>
    ["tuesday", "thursday"].includes(weekdayOf(date)),
  );
  const rows = dates.flatMap((date, day) =>
    [..."ABCDEFGHIJKL"].map((site, i) => {
      const outbreak = site === "A" && (day === 20 || day === 21) ? 60 : 0;
      const wave = day >= 30 ? 24 : 0;
      return `${site},${date},300,${16 + ((day * 7 + i * 3) % 5) + outbreak + wave}`;
    }),
  );
  const path = join(folder, "town.csv");
  await writeFile(path, `site,date,enrolled,absent\n${rows.join("\n")}\n`);
  return path;
}

const town = await townFile();

describe("npm run backtest", () => {
  test("finds the outbreak at its site and the wave in the territory", async () => {
    const { of } = await backtest(town, "--rules", "fixed:0.10,S,T,C2");
    expect(of("S")?.siteAlerts.filter(({ severity }) => severity === "alert")).toEqual([
      { site: "A", level: "all", date: "2025-11-11", severity: "alert" },
      { site: "A", level: "all", date: "2025-11-13", severity: "alert" },
    ]);
    expect(of("T")?.siteAlerts).toEqual([]);
    expect(of("T")?.territoryAlerts[0]).toMatchObject({ territory: "all", level: "all", date: "2025-12-18" });
    expect(of("T")?.territories).toMatchObject([{ days: 40 }]);
    expect(of("fixed:0.10")?.siteDays).toBe(480);
    expect(of("fixed:0.10")?.alertsPerSiteYear).toBeCloseTo(
      (of("fixed:0.10")?.siteAlerts.length ?? 0) / (480 / 68),
      12,
    );
  });

  test("a fixed line takes what is at it, whatever the size of the site", async () => {
    const path = join(folder, "line.csv");
    await writeFile(path, "site,date,enrolled,absent\nA,2025-09-02,30,3\nB,2025-09-02,1000,99\nC,2025-09-02,10,1\n");
    const { policies } = await backtest(path, "--rules", "fixed:0.10");
    expect(policies[0]?.siteAlerts.map(({ site }) => site)).toEqual(["A", "C"]);
    expect(policies[0]?.sitesPerAlertDay).toBe(2);
  });

  test("a day on which sites of two territories alert is one alert day", async () => {
    const path = join(folder, "territories.csv");
    await writeFile(
      path,
      "site,territory,date,enrolled,absent\nA,N,2025-09-02,30,3\nB,S,2025-09-02,30,3\nB,S,2025-09-04,30,3\n",
    );
    const { of } = await backtest(path, "--rules", "fixed:0.10");
    expect(of("fixed:0.10")).toMatchObject({ assessableDays: 2, sitesPerAlertDay: 1.5 });
  });

  test("the order of the rows makes no difference", async () => {
    const lines = (await readFile(town, "utf8")).trim().split("\n");
    const path = join(folder, "reversed.csv");
    await writeFile(path, [lines[0], ...lines.slice(1).reverse()].join("\n"));
    const sorted = await backtest(town);
    const reversed = await backtest(path);
    expect(reversed.policies).toEqual(sorted.policies);
    expect(reversed.treatments[0]).toMatch(/not in order of date/);
  });

  test("another active policy changes the difference, not the rule's own answer", async () => {
    const path = join(folder, "policy.json");
    await writeFile(path, JSON.stringify({ siteRule: { enabled: false }, territoryRule: { enabled: false } }));
    const usual = (await backtest(town, "--rules", "S")).policies[0];
    const other = (await backtest(town, "--rules", "S", "--policy", path)).policies[0];
    expect(other?.siteAlerts).toEqual(usual?.siteAlerts);
    expect(usual?.differenceFromActive.added).toBe(0);
    expect(other?.differenceFromActive).toEqual({ added: other?.siteAlerts.length, removed: 0 });
  });

  test("labelled outbreaks are scored", async () => {
    const path = join(folder, "outbreaks.csv");
    await writeFile(path, "date,territory\n2025-12-30,all\n");
    const { of } = await backtest(town, "--rules", "T,fixed:0.10", "--outbreaks", path);
    expect(of("T")?.outbreaks).toMatchObject({ far: 0, add: 2 });
    expect(of("fixed:0.10")?.outbreaks?.far).toBeGreaterThan(0.5);
  });

  test("writes one page with a table behind each chart and nothing to fetch", async () => {
    const path = join(folder, "page.html");
    await backtest(town, "--html", path);
    const page = await readFile(path, "utf8");
    expect(page.match(/<figure /g)).toHaveLength(3);
    expect(page.match(/<details>/g)).toHaveLength(3);
    expect(page).not.toMatch(/(src|href)=|@import|url\(/);
  });

  test.each([
    ["an unknown rule", ["--rules", "fixed:ten"], /"fixed:ten" is no rule/],
    ["an unknown weekday", ["--weekdays", "TUE,DOM"], /Weekdays are MON/],
    ["a policy that is none", ["--policy", town], /is no alert policy/],
    ["labels that are none", ["--outbreaks", join(folder, "nowhere.csv")], /cannot be read/],
  ])("refuses %s in a sentence", async (_, args, says) => {
    const failed = run(process.execPath, [script, town, ...args]);
    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(says) });
    await expect(failed).rejects.not.toMatchObject({ stderr: expect.stringMatching(/at .*\.ts:/) });
  });

  test("a page that cannot be written does not take the results with it", async () => {
    const failed = run(process.execPath, [
      script,
      town,
      "--rules",
      "S",
      "--html",
      join(folder, "nowhere", "page.html"),
    ]);
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/│ S /),
      stderr: expect.stringMatching(/^.*page\.html cannot be written: .*\n$/),
    });
  });

  test("says in words that a rule had no verdict", async () => {
    const path = join(folder, "short.csv");
    await writeFile(path, "site,date,enrolled,absent\nA,2025-09-02,100,3\nA,2025-09-04,100,3\n");
    const { stdout } = await run(process.execPath, [script, path, "--rules", "T"]);
    expect(stdout).toMatch(/T: no verdict on any survey day/);
  });
});

describe.skipIf(!hasData)("on real data (skipped where they are not at hand)", () => {
  test.each(["2023", "2024"])(
    "England's primaries raise no national alert in autumn %s, on assessable weeks",
    async (year) => {
      const { of } = await backtest(join(data, `england-weekly-${year}.csv.gz`), "--rules", "T");
      const primary = of("T")?.territories.find(({ level }) => level === "Primary");
      expect(primary?.assessableDays).toBeGreaterThanOrEqual(5);
      expect(primary?.alertDays).toBe(0);
    },
  );

  test("New York: one fixed line flags a quarter of the site-days, rule S a few in a thousand, rule T none", async () => {
    const { of } = await backtest(join(data, "nyc-daily-attendance-2018-09-10.csv"), "--rules", "fixed:0.10,S,T");
    const fixed = of("fixed:0.10");
    expect((fixed?.siteAlerts.length ?? 0) / (fixed?.siteDays ?? 1)).toBeGreaterThan(0.2);
    expect(of("S")?.siteAlerts.length).toBeGreaterThan(0);
    expect(of("S")?.siteAlerts.length).toBeLessThan(100);
    expect(of("T")?.assessableDays).toBeGreaterThan(0);
    expect(of("T")?.territoryAlerts).toEqual([]);
  });
});
