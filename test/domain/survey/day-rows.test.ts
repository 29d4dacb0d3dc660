import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coverageOf } from "../../../shared/domain/survey/coverage.ts";
import { type DayReport, type DayRow, mergeDay } from "../../../shared/domain/survey/day-rows.ts";
import type { ExpectedSite } from "../../../shared/domain/survey/expected-site.ts";
import { surveyWindow } from "../../../shared/domain/survey/survey-window.ts";

const window = surveyWindow("2023-02-16");
const onTime = new Date("2023-02-16T23:59:59+01:00");
const late = new Date("2023-02-17T00:00:00+01:00");

function site(siteCode: string): ExpectedSite {
  return { siteCode, instituteCode: "MIIC8AN00E", level: "primary", territory: "MILANO" };
}

function count(siteCode: string, firstEnteredAt = onTime): DayReport {
  return { siteCode, absent: 3, closed: false, pupils: 100, firstEnteredAt };
}

function closedReport(siteCode: string): DayReport {
  return { siteCode, closed: true, pupils: 0, firstEnteredAt: onTime };
}

async function* pagesOf<T>(items: readonly T[], pageSize = 2): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < items.length; from += pageSize) yield items.slice(from, from + pageSize);
}

async function collect(rows: AsyncIterable<DayRow>): Promise<DayRow[]> {
  const collected: DayRow[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

function merge(sites: ExpectedSite[], reports: DayReport[], isExempt: (site: ExpectedSite) => boolean = () => false) {
  return collect(mergeDay(pagesOf(sites), pagesOf(reports), window, isExempt));
}

function shown(rows: readonly DayRow[]): string[] {
  return rows.map(({ siteCode, state, reported }) => `${siteCode} ${state}${reported ? " reported" : ""}`);
}

describe("a survey day's rows", () => {
  test("give the state of each site", async () => {
    const sites = ["A", "B", "C", "D", "F"].map(site);
    const reports = [count("A"), count("B", late), closedReport("D"), count("E"), closedReport("G")];
    expect(shown(await merge(sites, reports))).toEqual([
      "A on-time reported",
      "B late reported",
      "C missing",
      "D exempt",
      "E unexpected reported",
      "F missing",
      "G unexpected",
    ]);
  });

  test("exempt a site that the calendar closes, unless it reports a count: then it was open", async () => {
    const rows = await merge(
      ["A", "B", "C", "D"].map(site),
      [count("B"), count("C", late), closedReport("D")],
      () => true,
    );
    expect(shown(rows)).toEqual(["A exempt", "B on-time reported", "C late reported", "D exempt"]);
  });

  test("carry the site and the report they stand for", async () => {
    const [asked, heard] = [site("A"), count("A")];
    expect(await merge([asked], [heard, count("B")])).toEqual([
      { siteCode: "A", site: asked, report: heard, state: "on-time", reported: true },
      { siteCode: "B", report: count("B"), state: "unexpected", reported: true },
    ]);
  });

  test.each([
    ["nobody was asked and nobody reported", [], []],
    ["nobody was asked", [], ["A", "B"]],
    ["nobody reported", ["A", "B"], []],
  ])("are complete when %s", async (_, sites, reports) => {
    const rows = await merge(
      sites.map(site),
      reports.map((code) => count(code)),
    );
    expect(rows.map(({ siteCode }) => siteCode)).toEqual([...sites, ...reports]);
  });

  test("pass over empty pages", async () => {
    async function* gappy(): AsyncGenerator<readonly DayReport[]> {
      yield [];
      yield [count("A")];
      yield [];
      yield [];
      yield [count("B")];
      yield [];
    }
    const rows = await collect(mergeDay(pagesOf(["A", "B"].map(site)), gappy(), window, () => false));
    expect(shown(rows)).toEqual(["A on-time reported", "B on-time reported"]);
  });

  test.each([
    ["go back within a page", ["B", "A"]],
    ["go back from page to page", ["A", "C", "B"]],
    ["repeat a site within a page", ["A", "A"]],
    ["repeat a site from page to page", ["A", "B", "B"]],
  ])("are refused when codes %s", async (how, codes) => {
    if (!how.startsWith("repeat")) {
      await expect(merge(codes.map(site), [])).rejects.toThrow("the expected set: site");
    }
    await expect(
      merge(
        [],
        codes.map((code) => count(code)),
      ),
    ).rejects.toThrow("the reports: site");
  });

  test("are two for a site that two territories have asked, and its one report answers both", async () => {
    const elsewhere = { ...site("B"), territory: "LODI" };
    const rows = await merge([site("A"), site("B"), elsewhere, site("C")], [count("B"), count("C", late)]);
    expect(shown(rows)).toEqual(["A missing", "B on-time reported", "B on-time reported", "C late reported"]);
    expect(rows.map((row) => row.site?.territory)).toEqual(["MILANO", "MILANO", "LODI", "MILANO"]);
  });

  test("of a report that cannot be read are neither missing nor counted, asked or not", async () => {
    const rows = await collect(
      mergeDay(
        pagesOf(["A", "B", "C"].map(site)),
        pagesOf([
          count("A"),
          { siteCode: "B", unreadable: true as const },
          { siteCode: "D", unreadable: true as const },
        ]),
        window,
        () => true,
      ),
    );
    expect(shown(rows)).toEqual(["A on-time reported", "B unreadable", "C exempt", "D unreadable"]);
    expect(await coverageOf(rows)).toMatchObject({ totals: { expected: 1, missing: 0, exempt: 1 }, unreadable: 2 });
  });

  test("are made while the streams are read, holding one page of each", async () => {
    let pagesRead = 0;
    async function* counted(): AsyncGenerator<readonly ExpectedSite[]> {
      for (let page = 0; page < 100; page += 1) {
        pagesRead += 1;
        yield Array.from({ length: 10 }, (_, row) => site(String(page * 10 + row).padStart(5, "0")));
      }
    }
    let rows = 0;
    for await (const _ of mergeDay(counted(), pagesOf<DayReport>([]), window, () => false)) {
      expect(pagesRead).toBe(Math.floor(rows / 10) + 1);
      rows += 1;
    }
    expect(rows).toBe(1000);
  });

  test("are those of a plain lookup, whatever was asked, reported and paged, and coverage adds up", async () => {
    const codes = fc.uniqueArray(fc.stringMatching(/^[A-D][0-9]{2}$/), { maxLength: 40 });
    const report = fc.record({ closed: fc.boolean(), isLate: fc.boolean() });
    const pageSize = fc.integer({ min: 1, max: 7 });
    await fc.assert(
      fc.asyncProperty(
        codes,
        fc.dictionary(fc.stringMatching(/^[A-D][0-9]{2}$/), report, { maxKeys: 40, noNullPrototype: true }),
        codes,
        pageSize,
        pageSize,
        async (asked, heard, exempt, sitePage, reportPage) => {
          const sites = asked.toSorted().map(site);
          const reports = Object.entries(heard)
            .map(([code, { closed, isLate }]) => (closed ? closedReport(code) : count(code, isLate ? late : onTime)))
            .toSorted((one, other) => (one.siteCode < other.siteCode ? -1 : 1));
          const merged = mergeDay(pagesOf(sites, sitePage), pagesOf(reports, reportPage), window, ({ siteCode }) =>
            exempt.includes(siteCode),
          );
          const rows = await collect(merged);

          const all = [...new Set([...asked, ...Object.keys(heard)])].toSorted();
          const states = all.map((code) => {
            const own = heard[code];
            if (!asked.includes(code)) return "unexpected";
            if (own === undefined) return exempt.includes(code) ? "exempt" : "missing";
            if (own.closed) return "exempt";
            return own.isLate ? "late" : "on-time";
          });
          expect(rows.map(({ siteCode, state }) => `${siteCode} ${state}`)).toEqual(
            all.map((code, index) => `${code} ${states[index]}`),
          );

          const { totals, items, unexpected } = await coverageOf(rows);
          expect(totals.expected).toBe(totals.onTime + totals.late + totals.missing);
          expect(totals.expected + totals.exempt).toBe(asked.length);
          expect(totals.expected + totals.exempt + unexpected).toBe(all.length);
          expect(items.reduce((sum, item) => sum + item.expected, 0)).toBe(totals.expected);
        },
      ),
    );
  });
});
