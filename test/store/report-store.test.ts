import { expect, test } from "vitest";
import type { AbsenceReport, ReportContent } from "../../shared/domain/survey/absence-report.ts";
import { itemBytes } from "../../shared/store/item-bytes.ts";
import { DamagedItem, refuseDamaged } from "../../shared/store/parse-item.ts";
import { reportStore } from "../../shared/store/report-store.ts";
import { damageReport, reportDamages } from "../rig/poison.ts";
import { gathered, onEachEngine, siteCodeOf } from "./on-each-engine.ts";

const surveyDate = "2018-09-13";
const siteCode = "MIEE8AN02L";
const enteredAt = new Date("2018-09-13T07:41:27.000Z");

function report(content: ReportContent, changes: Partial<AbsenceReport> = {}): AbsenceReport {
  return {
    siteCode,
    surveyDate,
    version: 1,
    content,
    pupils: 224,
    enteredAt,
    enteredBy: "office:MIIC8AN00E",
    revisions: [],
    ...changes,
  };
}

const isNew = { expression: "attribute_not_exists(#siteCode)" };
const later = (minutes: number) => new Date(enteredAt.getTime() + minutes * 60_000);

onEachEngine("absence reports", (world) => {
  const reports = () => reportStore(world.database);

  test.each<[string, ReportContent]>([
    ["a count", { absent: 12 }],
    ["nobody absent", { absent: 0 }],
    ["a count with those who are ill", { absent: 12, illness: 0 }],
    ["a closure", { closed: true, reason: "no heating" }],
  ])("%s comes back as it was submitted", async (_, content) => {
    expect(await reports().get(siteCode, surveyDate)).toBeUndefined();
    expect(await reports().create(report(content))).toEqual({ kind: "created" });
    expect(await reports().get(siteCode, surveyDate, { consistent: true })).toEqual(report(content));
  });

  test("a first submission costs one write unit and no read", async () => {
    world.spent();
    await reports().create(report({ absent: 12 }));
    expect(world.spent()).toEqual({ readUnits: 0, writeUnits: 1, calls: 1 });
  });

  test("a first submission takes at most 130 bytes", async () => {
    await reports().create(report({ absent: 12, illness: 11 }, { enteredBy: "8f14e45f-ceea-4e7a-9a3c-0d2b7c1a5e90" }));
    const item = await world.database.get("absenceReports", { surveyDate, siteCode });
    expect(itemBytes(item ?? {})).toBeLessThanOrEqual(155);
    await reports().create(report({ absent: 12 }, { siteCode: "MIEE8AN01G" }));
    const usual = await world.database.get("absenceReports", { surveyDate, siteCode: "MIEE8AN01G" });
    expect(itemBytes(usual ?? {})).toBeLessThanOrEqual(130);
  });

  test("submitting again answers with what is there, and writes nothing", async () => {
    await reports().create(report({ absent: 12 }));
    world.spent();
    const again = await reports().create(report({ absent: 13 }, { enteredAt: later(5) }));
    expect(again).toEqual({ kind: "exists", current: report({ absent: 12 }) });
    // Only Dynoxide says, as DynamoDB does, what stood in the way; on dynalite that is one more read.
    expect(world.spent()).toEqual({
      readUnits: world.kind === "dynalite" ? 1 : 0,
      writeUnits: 1,
      calls: world.kind === "dynalite" ? 2 : 1,
    });
    expect(await reports().get(siteCode, surveyDate)).toEqual(report({ absent: 12 }));
  });

  test("a correction costs one write unit, needs no read and keeps what was there", async () => {
    await reports().create(report({ absent: 12, illness: 3 }));
    world.spent();
    const correction = report({ absent: 15 }, { version: 2, pupils: 230, enteredAt: later(30), enteredBy: "link:7" });
    const outcome = await reports().replace(correction, 1);
    expect(world.spent()).toEqual({ readUnits: 0, writeUnits: 1, calls: 1 });
    const first = {
      version: 1,
      content: { absent: 12, illness: 3 },
      pupils: 224,
      enteredAt,
      enteredBy: "office:MIIC8AN00E",
    };
    const corrected = { ...correction, revisions: [first] };
    expect(outcome).toEqual({ kind: "replaced", report: corrected });
    expect(await reports().get(siteCode, surveyDate, { consistent: true })).toEqual(corrected);
  });

  test("a stale correction is refused with the value that is there", async () => {
    await reports().create(report({ absent: 12 }));
    await reports().replace(report({ absent: 15 }), 1);
    const stale = await reports().replace(report({ absent: 20 }), 1);
    expect(stale).toMatchObject({ kind: "conflict", current: { version: 2, content: { absent: 15 } } });
    expect(await reports().get(siteCode, surveyDate)).toMatchObject({ version: 2, content: { absent: 15 } });
  });

  test("a correction of what was never submitted is refused", async () => {
    expect(await reports().replace(report({ absent: 15 }), 1)).toEqual({ kind: "conflict", current: undefined });
    expect(await reports().get(siteCode, surveyDate)).toBeUndefined();
  });

  test.each<[string, ReportContent, ReportContent, "conflict" | "replaced"]>([
    ["the same count", { absent: 12 }, { absent: 12 }, "conflict"],
    ["another count", { absent: 12 }, { absent: 11 }, "replaced"],
    ["those who are ill, left out before", { absent: 12 }, { absent: 12, illness: 0 }, "replaced"],
    ["those who are ill, no longer said", { absent: 12, illness: 3 }, { absent: 12 }, "replaced"],
    ["the same with those who are ill", { absent: 12, illness: 3 }, { absent: 12, illness: 3 }, "conflict"],
    ["others ill", { absent: 12, illness: 3 }, { absent: 12, illness: 4 }, "replaced"],
    ["the same closure", { closed: true, reason: "snow" }, { closed: true, reason: "snow" }, "conflict"],
    ["another reason", { closed: true, reason: "snow" }, { closed: true, reason: "strike" }, "replaced"],
    ["a count after a closure", { closed: true, reason: "snow" }, { absent: 0 }, "replaced"],
    ["a closure after a count", { absent: 0 }, { closed: true, reason: "snow" }, "replaced"],
  ])(
    "a correction that says %s becomes a revision only where it says something new",
    async (_, before, after, kind) => {
      await reports().create(report(before));
      const outcome = await reports().replace(report(after, { enteredAt: later(1) }), 1);
      expect(outcome.kind).toBe(kind);
      const version = kind === "replaced" ? 2 : 1;
      expect(await reports().get(siteCode, surveyDate, { consistent: true })).toMatchObject({ version });
    },
  );

  test("fifty states stay readable, in order", async () => {
    await reports().create(report({ absent: 0 }));
    for (let version = 1; version < 50; version++) {
      await reports().replace(report({ absent: version }, { enteredAt: later(version) }), version);
    }
    const read = await reports().get(siteCode, surveyDate, { consistent: true });
    expect(read?.version).toBe(50);
    expect(read?.content).toEqual({ absent: 49 });
    expect(read?.revisions.map(({ version, content }) => ({ version, content }))).toEqual(
      Array.from({ length: 49 }, (__, index) => ({ version: index + 1, content: { absent: index } })),
    );
  });

  test("of submissions that meet, one is the first and the others see it", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, absent) =>
        reports().create(report({ absent }, { enteredBy: `office:${absent}` })),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === "created")).toHaveLength(1);
    const stored = await reports().get(siteCode, surveyDate, { consistent: true });
    for (const outcome of outcomes) if (outcome.kind === "exists") expect(outcome.current).toEqual(stored);
  });

  test("of corrections that meet, one wins and none is lost silently", async () => {
    await reports().create(report({ absent: 0 }));
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) => reports().replace(report({ absent: index + 1 }), 1)),
    );
    expect(outcomes.filter(({ kind }) => kind === "replaced")).toHaveLength(1);
    const stored = await reports().get(siteCode, surveyDate, { consistent: true });
    expect(stored?.version).toBe(2);
    for (const outcome of outcomes) if (outcome.kind === "conflict") expect(outcome.current).toEqual(stored);
  });

  test("a day is read in ascending order of site codes, in the slim form", async () => {
    await reports().create(report({ closed: true, reason: "snow" }, { siteCode: siteCodeOf(3), pupils: 0 }));
    await reports().create(report({ absent: 5, illness: 2 }, { siteCode: siteCodeOf(1) }));
    await reports().create(report({ absent: 7 }, { siteCode: siteCodeOf(2) }));
    await reports().replace(report({ absent: 8 }, { siteCode: siteCodeOf(2), enteredAt: later(2_000) }), 1);
    await reports().create(report({ absent: 1 }, { surveyDate: "2018-09-18" }));
    expect(await gathered(reports().ofDay(surveyDate, refuseDamaged))).toEqual([
      { siteCode: siteCodeOf(1), absent: 5, illness: 2, closed: false, pupils: 224, firstEnteredAt: enteredAt },
      { siteCode: siteCodeOf(2), absent: 8, closed: false, pupils: 224, firstEnteredAt: enteredAt },
      { siteCode: siteCodeOf(3), closed: true, pupils: 0, firstEnteredAt: enteredAt },
    ]);
  });

  test("a day of more than one page is read to its end", async () => {
    const reason = "r".repeat(60_000);
    const codes = Array.from({ length: 40 }, (_, number) => siteCodeOf(number));
    await Promise.all(codes.map((code) => reports().create(report({ closed: true, reason }, { siteCode: code }))));
    world.spent();
    const rows = await gathered(reports().ofDay(surveyDate, refuseDamaged));
    expect(world.spent().calls).toBeGreaterThan(1);
    expect(rows.map((row) => row.siteCode)).toEqual(codes);
    expect(await reports().countOfDay(surveyDate)).toBe(codes.length);
    expect(world.spent().calls).toBeGreaterThan(1);
  });

  test("the reports of a day are counted, damaged ones too, and those of other days are not", async () => {
    expect(await reports().countOfDay(surveyDate)).toBe(0);
    await reports().create(report({ absent: 5 }));
    await reports().create(report({ closed: true, reason: "snow" }, { siteCode: siteCodeOf(3), pupils: 0 }));
    await reports().create(report({ absent: 1 }, { surveyDate: "2018-09-18" }));
    await world.database.put("absenceReports", { surveyDate, siteCode: siteCodeOf(4) }, isNew);
    expect(await reports().countOfDay(surveyDate)).toBe(3);
  });

  test("reports read by their keys come whole, and a damaged one hides none of the others", async () => {
    const codes = Array.from({ length: 120 }, (_, number) => siteCodeOf(number));
    for (const code of codes.slice(0, 110)) await reports().create(report({ absent: 7 }, { siteCode: code }));
    await reports().replace(report({ absent: 8 }, { siteCode: siteCodeOf(1), enteredAt: later(5) }), 1);
    await world.database.put("absenceReports", { surveyDate, siteCode: siteCodeOf(115) }, isNew);
    const damaged: DamagedItem[] = [];
    const found = await reports().ofSites(surveyDate, [...codes, siteCodeOf(1)], (damage) => damaged.push(damage));
    expect(found.map((one) => one.siteCode).toSorted()).toEqual(codes.slice(0, 110));
    expect(found.find((one) => one.siteCode === siteCodeOf(1))).toEqual(
      await reports().get(siteCodeOf(1), surveyDate, { consistent: true }),
    );
    expect(damaged.map(({ key }) => key)).toEqual([{ surveyDate, siteCode: siteCodeOf(115) }]);
    expect(await reports().ofSites(surveyDate, [], refuseDamaged)).toEqual([]);
  });

  test("reading a day costs at most 1.5 times what its bare content would", async () => {
    const sites = 600;
    await Promise.all(
      Array.from({ length: sites }, (_, number) =>
        reports().create(report({ absent: number % 40 }, { siteCode: siteCodeOf(number) })),
      ),
    );
    world.spent();
    expect(await gathered(reports().ofDay(surveyDate, refuseDamaged))).toHaveLength(sites);
    const floor = (sites * 110) / 8_192;
    const { readUnits } = world.spent();
    expect(readUnits).toBeGreaterThan(0);
    expect(readUnits).toBeLessThanOrEqual(1.5 * floor);
  });

  test("a site's reports of many survey days come oldest first, those missing left out", async () => {
    const days = Array.from(
      { length: 120 },
      (_, day) => `2018-${day < 60 ? "09" : "10"}-${String((day % 28) + 1).padStart(2, "0")}`,
    );
    for (const date of ["2018-10-02", "2018-09-13", "2018-09-25"])
      await reports().create(report({ absent: 1 }, { surveyDate: date }));
    const found = await reports().ofSite(siteCode, days, refuseDamaged);
    expect(found.map((one) => one.surveyDate)).toEqual(["2018-09-13", "2018-09-25", "2018-10-02"]);
    expect(await reports().ofSite(siteCode, [], refuseDamaged)).toEqual([]);
  });

  test.each(reportDamages)(
    "a report with %s keeps its place on the day, hides no other, and is damage when it is read alone",
    async (how) => {
      const codes = [1, 2, 3].map(siteCodeOf);
      for (const code of codes) await reports().create(report({ absent: 5 }, { siteCode: code }));
      await damageReport(world.database, surveyDate, siteCodeOf(2), how);
      const damaged: DamagedItem[] = [];
      const rows = await gathered(reports().ofDay(surveyDate, (damage) => damaged.push(damage)));
      expect(rows.map((row) => row.siteCode)).toEqual(codes);
      expect(rows.map((row) => "unreadable" in row)).toEqual([false, true, false]);
      expect(damaged.map(({ key }) => key)).toEqual([{ surveyDate, siteCode: siteCodeOf(2) }]);
      await expect(reports().get(siteCodeOf(2), surveyDate)).rejects.toThrow(DamagedItem);
      const ofSite = await reports().ofSite(siteCodeOf(2), [surveyDate], (damage) => damaged.push(damage));
      expect(ofSite).toEqual([]);
      expect(damaged).toHaveLength(2);
    },
  );

  test("a damaged item is an error that names table and key, and tells nothing of its content", async () => {
    const damaged = {
      surveyDate,
      siteCode,
      version: 1,
      now: { absent: "secret", pupils: 3, at: 1, by: "x" },
      earlier: [],
    };
    await world.database.put("absenceReports", damaged, { expression: "attribute_not_exists(#siteCode)" });
    for (const read of [
      () => reports().get(siteCode, surveyDate),
      () => gathered(reports().ofDay(surveyDate, refuseDamaged)),
    ]) {
      const error = await read().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(DamagedItem);
      expect(String(error)).toContain("AbsenceReports, key surveyDate=2018-09-13 siteCode=MIEE8AN02L: now.absent");
      expect(String(error)).not.toContain("secret");
    }
  });
});
