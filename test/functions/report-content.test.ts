import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { reportContent } from "../../functions/flows/reports/report-content.ts";
import { submitReport } from "../../functions/flows/reports/submit-report.ts";
import { readAbsences } from "../../scripts/replay/replay-input.ts";
import { absenceReport, absenceReportBody, bulkReportBody } from "../../shared/contracts/absence-report.ts";
import { absenceReportCsv } from "../../shared/contracts/absence-report-csv.ts";
import { absenceReportReply } from "../../shared/contracts/absence-report-reply.ts";
import { siteDay } from "../../shared/contracts/coverage.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { type AbsenceReport, type ReportContent, sameContent } from "../../shared/domain/survey/absence-report.ts";
import type { DayReport, UnreadableReport } from "../../shared/domain/survey/day-rows.ts";
import { noCount, optionalCountsOf, type SheetRow, sheetOf } from "../../shared/domain/survey/day-sheet.ts";
import { optionalCounts } from "../../shared/domain/survey/optional-counts.ts";
import { sheetDifferences } from "../../shared/domain/survey/sheet-differences.ts";
import { refuseDamaged } from "../../shared/store/parse-item.ts";
import { reportStore } from "../../shared/store/report-store.ts";
import { surveyDayStore } from "../../shared/store/survey-day-store.ts";
import { csvWords } from "../../shared/words/in-every-language.ts";
import { openMemoryDatabase } from "../rig/memory-database.ts";
import { sampleSites, sampleTerritory } from "../rig/sample-schools.ts";
import { openMemoryWorld } from "../rig/world.ts";
import { gathered } from "../store/on-each-engine.ts";

/** A school can send what the contract's schema has. A new field is therefore tested here without a change. */
const fieldShape = z.looseObject({ type: z.string(), const: z.unknown().optional(), maximum: z.number().optional() });
const objectShape = z.looseObject({
  properties: z.record(z.string(), fieldShape),
  required: z.array(z.string()).default([]),
});
const alternatives = absenceReportBody.options.map((option) =>
  objectShape.parse(z.toJSONSchema(option, { io: "input" })),
);
type Field = z.output<typeof fieldShape>;
type Said = Record<string, unknown>;

/** The confirmation is not part of the content. */
const notSaid = "confirm";
const keys = [...new Set(alternatives.flatMap(({ properties }) => Object.keys(properties)))].filter(
  (key) => key !== notSaid,
);
const counts = keys.filter((key) => alternatives.some(({ properties }) => properties[key]?.type === "integer"));
const optional = counts.filter((key) => !alternatives.some(({ required }) => required.includes(key)));

const surveyDate = "2023-02-16";
const enteredAt = new Date("2023-02-16T09:00:00+01:00");
const pupils = 1_000;
const sites = sampleSites(12);

function anyValueOf({ type, const: only }: Field): fc.Arbitrary<unknown> {
  if (only !== undefined) return fc.constant(only);
  if (type === "integer") return fc.integer({ min: 0, max: pupils - 1 });
  if (type === "string") return fc.stringMatching(/^[a-z]{1,20}$/);
  throw new Error(`a ${type} can be said, and this test does not know how`);
}

/** One possible content. Every count is part of the absent pupils. */
const said: fc.Arbitrary<Said> = fc.oneof(
  ...alternatives.map(({ properties, required }) =>
    fc
      .record(
        Object.fromEntries(keys.flatMap((key) => (properties[key] ? [[key, anyValueOf(properties[key])]] : []))),
        {
          requiredKeys: required,
        },
      )
      .map((values) =>
        Object.fromEntries(
          Object.entries(values).map(([key, value]) => [
            key,
            optional.includes(key) ? Number(value) % (Number(values.absent) + 1) : value,
          ]),
        ),
      ),
  ),
);
const counted = said.filter((body) => "absent" in body);

/** Other contents that differ in one key. */
function othersOf(body: Said): Said[] {
  const { absent } = body;
  if (typeof absent !== "number") return [{ ...body, reason: `${body.reason}x` }];
  return [
    { ...body, absent: absent + 1 },
    ...optional.flatMap((key): Said[] => {
      const { [key]: count, ...rest } = body;
      if (count === undefined)
        return [
          { ...rest, [key]: 0 },
          { ...rest, [key]: absent },
        ];
      return [rest, ...(absent === 0 ? [] : [{ ...rest, [key]: count === 0 ? 1 : 0 }])];
    }),
  ];
}

function contentOf(body: Said): ReportContent {
  return reportContent(absenceReportBody.parse(body)).content;
}

/** The content members in the record. */
function saidIn(record: object, of = keys): Said {
  return Object.fromEntries(Object.entries(record).filter(([key]) => of.includes(key)));
}

function reportOf(body: Said, site = 0): AbsenceReport {
  const content = contentOf(body);
  return {
    siteCode: sites[site]?.siteCode ?? "",
    surveyDate,
    version: 1,
    content,
    pupils: "closed" in content ? 0 : pupils,
    enteredAt,
    enteredBy: "office",
    revisions: [],
  };
}

function isReadable(report: DayReport | UnreadableReport): report is DayReport {
  return !("unreadable" in report);
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "report-content-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the schema has counts and a closure, and at least one count is optional", () => {
  expect(keys).toEqual(expect.arrayContaining(["absent", "closed", "reason"]));
  expect(optional.length).toBeGreaterThan(0);
  expect(optional.toSorted()).toEqual(optionalCounts.map(({ name }) => name).toSorted());
});

test("JSON that comes in is read whole, alone and as an item of an institute's", () => {
  fc.assert(
    fc.property(said, (body) => {
      expect(contentOf(body)).toEqual(body);
      const { items } = bulkReportBody.parse({ items: [{ siteCode: "MIEE8AN02L", ...body }] });
      expect(items.map((item) => reportContent(item).content)).toEqual([body]);
    }),
  );
});

test("JSON that goes out tells the content, and that of each revision", () => {
  fc.assert(
    fc.property(said, said, (body, before) => {
      const report = { ...reportOf(body), version: 2, revisions: [reportOf(before)] };
      const reply = absenceReport.parse(JSON.parse(JSON.stringify(absenceReportReply(report))));
      expect(saidIn(reply)).toEqual(body);
      expect(reply.revisions.map((revision) => saidIn(revision))).toEqual([before]);
    }),
  );
  expect(Object.keys(siteDay.shape)).toEqual(expect.arrayContaining(counts));
});

test("what is stored is read, as a report and as a row of its day", async () => {
  await fc.assert(
    fc.asyncProperty(said, said, async (before, body) => {
      fc.pre(!sameContent(contentOf(before), contentOf(body)));
      const store = reportStore(openMemoryDatabase());
      await store.create(reportOf(before));
      const first = (await gathered(store.ofDay(surveyDate, refuseDamaged))).filter(isReadable);
      expect(first.map((row) => saidIn(row, counts))).toEqual([saidIn(before, counts)]);
      await store.replace({ ...reportOf(body), version: 2 }, 1);
      const read = await store.get(sites[0]?.siteCode ?? "", surveyDate);
      expect(read?.content).toEqual(body);
      expect(read?.revisions.map(({ content }) => content)).toEqual([before]);
    }),
  );
});

test("a file that is replayed is read", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(counted, { minLength: 1, maxLength: sites.length }), async (bodies) => {
      const cellsOf = (body: Said) => counts.map((key) => body[key] ?? "");
      const rows = bodies.map((body, site) =>
        [sites[site]?.siteCode, surveyDate, pupils, enteredAt.toISOString(), ...cellsOf(body)].join(),
      );
      const file = join(folder, "absences.csv");
      await writeFile(file, [["site_code,survey_date,pupils,entered_at", ...counts].join(), ...rows, ""].join("\n"));
      const { entries } = await readAbsences(file);
      expect(entries.map((entry) => saidIn(entry, counts))).toEqual(bodies);
    }),
  );
});

test("the export has a column for each count: empty where it was not given, and small ones are not told", () => {
  fc.assert(
    fc.property(counted, (body) => {
      const { siteCode } = reportOf(body);
      const row = {
        date: surveyDate,
        territory: sampleTerritory,
        level: "primary" as const,
        siteCode,
        flags: dayFlags.onTime,
      };
      const csv = absenceReportCsv([{ ...row, pupils, absent: noCount, ...contentOf(body) }], "it");
      const [headings = [], cells = []] = csv.split("\r\n").map((line) => line.split(";"));
      const absent = Number(body.absent);
      const shown = (count: unknown) => {
        if (count === undefined) return "";
        if (Number(count) < 5) return "<5";
        // So few others could identify a child.
        return [1, 2, 3, 4].includes(absent - Number(count)) ? `>=${absent - 4}` : String(count);
      };
      for (const key of optional) {
        const heading = new Map(Object.entries(csvWords.it.headings)).get(key) ?? "";
        expect(cells[headings.indexOf(heading)], key).toBe(shown(body[key]));
      }
    }),
  );
});

test("a day sheet is read as it was built, and agrees with the reports until one key of one differs", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: sites.length }), async (bodies) => {
      const reports = bodies.map(reportOf);
      const database = openMemoryDatabase();
      for (const report of reports) await reportStore(database).create(report);
      const stored = (await gathered(reportStore(database).ofDay(surveyDate, refuseDamaged))).filter(isReadable);
      // Every third site was not asked: its row comes from another item.
      const isAsked = (site: number) => site % 3 !== 2;
      const rows = stored.flatMap((report, index): SheetRow[] => {
        const site = sites[index];
        const state = isAsked(index) ? (report.closed ? "exempt" : "on-time") : "unexpected";
        return site === undefined ? [] : [{ siteCode: report.siteCode, site, report, state }];
      });
      const days = surveyDayStore(database);
      const asked = sites.slice(0, bodies.length).filter((_, site) => isAsked(site));
      await days.freezePart(sampleTerritory, surveyDate, 1, asked, true);
      await days.markOpen(sampleTerritory, surveyDate, { parts: 1, asked: asked.length, openedAt: enteredAt });
      await days.writeSheet(
        sheetOf(sampleTerritory, surveyDate, rows, () => 0),
        enteredAt,
      );
      const totals = { expected: asked.length, onTime: 0, late: 0, missing: 0, exempt: 0 };
      await days.markClosed(sampleTerritory, surveyDate, { closedAt: enteredAt, totals });
      const sheet = await days.sheet(sampleTerritory, surveyDate);
      if (sheet === undefined) throw new Error("the day is closed and has no sheet");

      const read = sheet.siteCodes.map((_, row) => {
        const absent = sheet.absent[row] ?? noCount;
        return { ...(absent === noCount ? {} : { absent }), ...optionalCountsOf(sheet, row) };
      });
      expect(read).toEqual(bodies.map((body) => saidIn(body, counts)));
      expect(sheetDifferences(sheet, reports)).toEqual([]);
      for (const [site, body] of bodies.entries()) {
        if (!("absent" in body)) continue;
        for (const other of othersOf(body)) {
          const changed = reports.with(site, reportOf(other, site));
          expect(sheetDifferences(sheet, changed), JSON.stringify(other)).toEqual([sites[site]?.siteCode]);
        }
      }
    }),
  );
});

test("two contents are the same exactly when they say the same under every key", () => {
  fc.assert(
    fc.property(said, said, (one, other) => {
      const isSame =
        JSON.stringify(Object.entries(one).toSorted()) === JSON.stringify(Object.entries(other).toSorted());
      expect(sameContent(contentOf(one), contentOf(other))).toBe(isSame);
      expect(sameContent(contentOf(one), contentOf({ ...one }))).toBe(true);
      for (const changed of othersOf(one)) {
        expect(sameContent(contentOf(one), contentOf(changed)), JSON.stringify(changed)).toBe(false);
      }
    }),
  );
});

test("another value under any one key is a correction, once; the same is none", async () => {
  const { deps } = await openMemoryWorld(enteredAt);
  let number = 0;
  await fc.assert(
    fc.asyncProperty(said, async (body) => {
      for (const other of othersOf(body)) {
        const site = {
          siteCode: sampleSites(++number).at(-1)?.siteCode ?? "",
          instituteCode: "ZZIC80001A",
          name: "Plesso",
          territory: sampleTerritory,
          level: "primary" as const,
          sentinelFrom: surveyDate,
          enrolments: [{ validFrom: "2022-09-01", pupils, classes: 50 }],
          reopenings: [],
        };
        const submit = async (what: Said, ifMatch?: number[]) => {
          const submission = { site, surveyDate, content: contentOf(what), ifMatch, confirm: true, by: "office" };
          const decision = await submitReport({ ...submission, now: enteredAt }, deps);
          return decision.kind === "refused" ? decision.refusal.reason : decision.kind;
        };
        expect(await submit(body)).toBe("created");
        expect(await submit(body, [1])).toBe("unchanged");
        expect(await submit(other), JSON.stringify(other)).toBe("version-conflict");
        expect(await submit(other, [1]), JSON.stringify(other)).toBe("corrected");
        expect(await submit(other, [1])).toBe("unchanged");
        const stored = await deps.reports.get(site.siteCode, surveyDate, { consistent: true });
        expect([...(stored?.revisions ?? []), stored].map((revision) => revision?.content)).toEqual([body, other]);
      }
    }),
  );
});
