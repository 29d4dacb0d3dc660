import { describe, expect, test } from "vitest";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { type DaySheet, noCount } from "../../shared/domain/survey/day-sheet.ts";
import type { ExpectedSite } from "../../shared/domain/survey/expected-site.ts";
import { itemBytes } from "../../shared/store/item-bytes.ts";
import { DamagedItem, refuseDamaged } from "../../shared/store/parse-item.ts";
import { partSitesMax, sheetCountMax } from "../../shared/store/survey-day-part.ts";
import { type SurveyDayStore, surveyDayStore } from "../../shared/store/survey-day-store.ts";
import { damageExpectedPart, damageSheetPart, damageState } from "../rig/poison.ts";
import { gathered, onEachEngine, siteCodeOf } from "./on-each-engine.ts";

const territory = "MONZA E DELLA BRIANZA";
const date = "2018-09-13";
const openedAt = new Date("2018-09-12T22:05:00Z");
const closedAt = new Date("2018-09-14T22:10:00Z");
const totals = { expected: 3, onTime: 1, late: 1, missing: 1, exempt: 0 };

const levels = ["pre-primary", "primary", "lower-secondary", "upper-secondary"] as const;

function site(number: number): ExpectedSite {
  return {
    siteCode: siteCodeOf(number),
    instituteCode: siteCodeOf(number % 7),
    level: levels[number % 4] ?? "primary",
    territory,
    ...(number % 3 === 0 ? {} : { municipality: `F${String(number % 1_000).padStart(3, "0")}` }),
  };
}

/** When the reports of most sheets here were read. */
const readAt = new Date("2018-09-14T22:10:00Z");

const sitesOf = (...numbers: readonly number[]) => numbers.map(site);
const upTo = (count: number) => Array.from({ length: count }, (_, number) => site(number));

/** Opens a day as the job does: parts in order, what is found is kept, then the state. */
async function open(
  days: SurveyDayStore,
  sites: readonly ExpectedSite[],
  surveyDate: string,
  sitesPerPart: number,
): Promise<"opened" | "exists"> {
  let asked = 0;
  let after = "";
  for (let part = 1; ; part++) {
    const rest = sites.filter(({ siteCode }) => siteCode > after);
    const mine = rest.slice(0, sitesPerPart);
    const frozen = await days.freezePart(territory, surveyDate, part, mine, rest.length <= sitesPerPart);
    asked += frozen.sites.length;
    after = frozen.sites.at(-1)?.siteCode ?? after;
    if (frozen.last) return days.markOpen(territory, surveyDate, { parts: part, asked, openedAt });
  }
}

/**
 * A sheet in which row `i` counts `i` absent, up to 199; every fourth site has sent nothing. It says nothing of optional
 * counts, as the sheets of the release before do.
 */
function sheetOf(sites: readonly ExpectedSite[], surveyDate = date, unexpected: readonly string[] = []): DaySheet {
  const counted = sites.map((_, row) => row % 4 !== 3);
  return {
    territory,
    surveyDate,
    siteCodes: sites.map(({ siteCode }) => siteCode),
    levels: sites.map(({ level }) => level),
    pupils: Int32Array.from(counted, (isCounted) => (isCounted ? 224 : 0)),
    absent: Int32Array.from(counted, (isCounted, row) => (isCounted ? row % 200 : noCount)),
    flags: Uint16Array.from(sites, ({ siteCode }, row) =>
      unexpected.includes(siteCode)
        ? dayFlags.unexpected
        : dayFlags.expected | (counted[row] ? dayFlags.onTime : 0) | (row === 0 ? dayFlags.sameCount : 0),
    ),
  };
}

/** The same sheet as it is written now: half of the absent are ill, and every third site has not said. */
function withIllness(sheet: DaySheet): DaySheet {
  return { ...sheet, illness: sheet.absent.map((count, row) => (row % 3 === 2 ? noCount : Math.trunc(count / 2))) };
}

onEachEngine("survey days", (world) => {
  const days = () => surveyDayStore(world.database);

  describe("freezing the expected set", () => {
    test("what was frozen comes back, ascending, over several parts", async () => {
      const sites = upTo(25);
      expect(await open(days(), sites, date, 10)).toBe("opened");
      expect(await gathered(days().expectedPages(territory, date, refuseDamaged))).toEqual(sites);
      expect(await days().state(territory, date)).toEqual({
        territory,
        surveyDate: date,
        status: "open",
        asked: 25,
        parts: 3,
        openedAt,
      });
    });

    test("a day that was never opened has no state and expects nobody", async () => {
      await days().freezePart(territory, date, 1, upTo(3), true);
      expect(await days().state(territory, date)).toBeUndefined();
      expect(await gathered(days().expectedPages(territory, date, refuseDamaged))).toEqual([]);
    });

    test("a day on which nobody is asked can be opened", async () => {
      expect(await open(days(), [], date, 10)).toBe("opened");
      expect(await days().state(territory, date)).toMatchObject({ asked: 0, status: "open" });
      expect(await gathered(days().expectedPages(territory, date, refuseDamaged))).toEqual([]);
    });

    test("a part that is there stays as it was, and the other worker learns what it holds", async () => {
      const there = await days().freezePart(territory, date, 1, sitesOf(1, 2), false);
      expect(there).toEqual({ kind: "written", sites: sitesOf(1, 2), last: false });
      const late = await days().freezePart(territory, date, 1, sitesOf(1, 3, 4), true);
      expect(late).toEqual({ kind: "exists", sites: sitesOf(1, 2), last: false });
    });

    test("a worker that takes over after a crash freezes the rest", async () => {
      const sites = upTo(25);
      await days().freezePart(territory, date, 1, sites.slice(0, 10), false);
      expect(await open(days(), sites, date, 10)).toBe("opened");
      expect(await gathered(days().expectedPages(territory, date, refuseDamaged))).toEqual(sites);
    });

    test("workers that race, with different lists and parts, agree on one ascending set", async () => {
      const lists = [upTo(30), upTo(30).filter((_, number) => number % 5 !== 0), upTo(27)];
      const outcomes = await Promise.all(lists.map((sites, worker) => open(days(), sites, date, 6 + worker)));
      expect(outcomes.filter((outcome) => outcome === "opened")).toHaveLength(1);
      const frozen = await gathered(days().expectedPages(territory, date, refuseDamaged));
      const codes = frozen.map(({ siteCode }) => siteCode);
      expect(codes).toEqual([...new Set(codes)].toSorted());
      expect(frozen).toHaveLength((await days().state(territory, date))?.asked ?? -1);
    });

    test("opening twice changes nothing", async () => {
      await open(days(), upTo(3), date, 10);
      expect(await open(days(), upTo(20), date, 10)).toBe("exists");
      expect(await gathered(days().expectedPages(territory, date, refuseDamaged))).toEqual(upTo(3));
      expect(await days().state(territory, date)).toMatchObject({ asked: 3, parts: 1 });
    });

    test("a full part with its sheet is far from the 400 KB that an item may have", async () => {
      const sites = upTo(partSitesMax);
      expect(await open(days(), sites, date, partSitesMax)).toBe("opened");
      await days().writeSheet(withIllness(sheetOf(sites)), readAt);
      const item = await world.database.get("surveyDays", { territory, surveyDatePart: `${date}#001` });
      expect(itemBytes(item ?? {})).toBeLessThan(80_000);
      await expect(days().freezePart(territory, "2018-09-18", 1, upTo(partSitesMax + 1), true)).rejects.toThrow(
        "2001 sites in one part",
      );
    });

    test.each([0, 1_000])("part %i is no part", async (part) => {
      await expect(days().freezePart(territory, date, part, [], true)).rejects.toThrow(RangeError);
    });
  });

  describe("the day sheet", () => {
    test("is seen once the day is closed, and equals what was written", async () => {
      const sites = upTo(25);
      await open(days(), sites, date, 10);
      await days().writeSheet(sheetOf(sites), readAt);
      expect(await days().sheet(territory, date)).toBeUndefined();
      expect(await days().markClosed(territory, date, { closedAt, totals })).toBe("closed");
      expect(await days().sheet(territory, date)).toEqual(sheetOf(sites));
      expect(await days().state(territory, date)).toMatchObject({ status: "closed", closedAt, totals });
      expect(await days().markClosed(territory, date, { closedAt: openedAt, totals })).toBe("moved-on");
      expect(await days().state(territory, date)).toMatchObject({ closedAt });
    });

    test("has rows for sites that were not asked, which join no expected set", async () => {
      const asked = sitesOf(2, 4, 5, 8, 9);
      await open(days(), asked, date, 2);
      const unexpected = sitesOf(1, 3, 6, 7, 10).map(({ siteCode }) => siteCode);
      const sheet = sheetOf(sitesOf(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), date, unexpected);
      await days().writeSheet(sheet, readAt);
      await days().markClosed(territory, date, { closedAt, totals });
      expect(await days().sheet(territory, date)).toEqual(sheet);
      expect(await gathered(days().expectedPages(territory, date, refuseDamaged))).toEqual(asked);
    });

    test("holds far more sites that were not asked than were", async () => {
      const all = upTo(partSitesMax + 50);
      await open(days(), [site(7)], date, 10);
      const sheet = sheetOf(
        all,
        date,
        all.map(({ siteCode }) => siteCode).filter((code) => code !== siteCodeOf(7)),
      );
      await days().writeSheet(sheet, readAt);
      await days().markClosed(territory, date, { closedAt, totals });
      expect(await days().sheet(territory, date)).toEqual(sheet);
    });

    test("says who is ill where each of its parts does, and does not know it where one does not", async () => {
      const [asked, unasked] = [sitesOf(2, 4, 5, 8), sitesOf(1, 3, 9)];
      await open(days(), asked, date, 2);
      const all = [...asked, ...unasked].toSorted((one, other) => (one.siteCode < other.siteCode ? -1 : 1));
      const before = sheetOf(
        all,
        date,
        unasked.map(({ siteCode }) => siteCode),
      );
      await days().markClosed(territory, date, { closedAt, totals });
      for (const sheet of [before, withIllness(before), before, withIllness(before)]) {
        await days().writeSheet(sheet, readAt);
        expect(await days().sheet(territory, date)).toEqual(sheet);
      }
      for (const suffix of ["002", "u001"]) {
        await days().writeSheet(withIllness(before), readAt);
        const key = { territory, surveyDatePart: `${date}#${suffix}` };
        const isThere = { expression: "attribute_exists(#illness)" };
        await world.database.update("surveyDays", key, { expression: "REMOVE #illness" }, isThere);
        expect(await days().sheet(territory, date)).toEqual(before);
      }
    });

    test("gives way to one whose reports were read later, whatever it holds, and to none that was read before", async () => {
      const asked = sitesOf(1, 2);
      const [before, after] = [new Date(readAt.getTime() - 1), new Date(readAt.getTime() + 1)];
      await open(days(), asked, date, 10);
      await days().markClosed(territory, date, { closedAt, totals });
      const more = { ...sheetOf(sitesOf(1, 2, 3), date, [siteCodeOf(3)]), absent: Int32Array.of(9, 8, 7) };
      expect(await days().writeSheet(more, readAt)).toBe("written");
      expect(await days().writeSheet(sheetOf(sitesOf(1, 2, 3, 4), date, [3, 4].map(siteCodeOf)), before)).toBe(
        "newer-there",
      );
      expect(await days().sheet(territory, date)).toEqual(more);
      expect(await days().writeSheet(more, readAt)).toBe("written");
      // A report that was taken away by hand is on no sheet any more.
      expect(await days().writeSheet(sheetOf(asked), after)).toBe("written");
      expect(await days().sheet(territory, date)).toEqual(sheetOf(asked));
      expect(await days().unaskedSites(territory, date, refuseDamaged)).toEqual([]);
    });

    test("of an earlier release, which says nothing of when its reports were read, gives way", async () => {
      await open(days(), sitesOf(1), date, 10);
      await days().markClosed(territory, date, { closedAt, totals });
      await days().writeSheet(sheetOf(sitesOf(1)), readAt);
      for (const suffix of ["001", "u001"]) {
        await world.database.update(
          "surveyDays",
          { territory, surveyDatePart: `${date}#${suffix}` },
          { expression: "REMOVE #readAfter" },
          { expression: "attribute_not_exists(#nothing)" },
        );
      }
      expect(await days().writeSheet(sheetOf(sitesOf(1)), new Date(0))).toBe("written");
    });

    test("says which sites were not asked, and their level", async () => {
      await open(days(), sitesOf(2), date, 10);
      await days().writeSheet(sheetOf(sitesOf(1, 2, 3), date, [1, 3].map(siteCodeOf)), readAt);
      expect(await days().unaskedSites(territory, date, refuseDamaged)).toEqual(
        sitesOf(1, 3).map(({ siteCode, level }) => ({ siteCode, level })),
      );
      expect(await days().unaskedSites("LODI", date, refuseDamaged)).toEqual([]);
    });

    test("without a site that was asked is refused", async () => {
      await open(days(), sitesOf(1, 2, 3), date, 2);
      await expect(days().writeSheet(sheetOf(sitesOf(1, 3)), readAt)).rejects.toThrow(
        `the sheet of ${date} ${territory} has no row for ${siteCodeOf(2)}, which was asked`,
      );
      await expect(days().writeSheet(sheetOf([]), readAt)).rejects.toThrow(siteCodeOf(1));
    });

    test("of a day that was never opened is refused", async () => {
      await expect(days().writeSheet(sheetOf([]), readAt)).rejects.toThrow("was never opened");
    });

    test.each([
      ["the largest count two bytes hold", sheetCountMax, true],
      ["one more", sheetCountMax + 1, false],
      ["a negative count", -2, false],
    ])("%s: stored %s", async (_, count, isStored) => {
      await open(days(), sitesOf(1), date, 10);
      const sheet = { ...sheetOf(sitesOf(1)), absent: Int32Array.of(count), pupils: Int32Array.of(sheetCountMax) };
      if (!isStored) {
        await expect(days().writeSheet(sheet, readAt)).rejects.toThrow(`count ${count} of ${siteCodeOf(1)} on ${date}`);
        return;
      }
      await days().writeSheet(sheet, readAt);
      await days().markClosed(territory, date, { closedAt, totals });
      expect(await days().sheet(territory, date)).toEqual(sheet);
    });

    test("of an empty day is empty", async () => {
      await open(days(), [], date, 10);
      await days().writeSheet(sheetOf([]), readAt);
      await days().markClosed(territory, date, { closedAt, totals });
      expect(await days().sheet(territory, date)).toEqual(sheetOf([]));
    });
  });

  describe("history", () => {
    const dates = ["2018-09-13", "2018-09-18", "2018-09-20", "2018-09-25"];

    async function closeAllButTheThird(): Promise<void> {
      for (const [index, surveyDate] of dates.entries()) {
        await open(days(), upTo(5 + index), surveyDate, 3);
        await days().writeSheet(sheetOf(upTo(5 + index), surveyDate), readAt);
        if (index !== 2) await days().markClosed(territory, surveyDate, { closedAt, totals });
      }
    }

    test("comes oldest first: the closed days of the period, both ends included", async () => {
      await closeAllButTheThird();
      const wanted = ["2018-09-25", "2018-09-13", "2018-09-20", "2018-10-02"];
      expect(await days().sheetsBetween(territory, "2018-09-18", "2018-09-25", refuseDamaged)).toEqual({
        sheets: [sheetOf(upTo(6), "2018-09-18"), sheetOf(upTo(8), "2018-09-25")],
        notClosed: ["2018-09-20"],
      });
      const none = { sheets: [], notClosed: [] };
      expect(await days().sheetsBetween(territory, "2018-09-14", "2018-09-17", refuseDamaged)).toEqual(none);
      expect(await days().sheetsBetween("LODI", "2018-09-13", "2018-09-25", refuseDamaged)).toEqual(none);
      expect(
        (await days().states(territory, wanted, refuseDamaged)).map(({ surveyDate, status }) => [surveyDate, status]),
      ).toEqual([
        ["2018-09-13", "closed"],
        ["2018-09-20", "open"],
        ["2018-09-25", "closed"],
      ]);
    });

    test.each([
      [1, [1]],
      [2, [0, 1]],
      [9, [0, 1]],
    ])("of the last %i closed days leaves out the date itself and what is not closed", async (count, closed) => {
      await closeAllButTheThird();
      const before = { date: "2018-09-25", days: count, notBefore: "2018-09-01" };
      expect(await days().lastSheets(territory, before, refuseDamaged)).toEqual({
        sheets: closed.map((index) => sheetOf(upTo(5 + index), dates[index])),
        notClosed: ["2018-09-20"],
      });
    });

    test("of the last closed days goes no further back than it is told, and over days of many parts", async () => {
      for (const surveyDate of dates) {
        await open(days(), upTo(20), surveyDate, 2);
        await days().writeSheet(sheetOf(upTo(20), surveyDate), readAt);
        await days().markClosed(territory, surveyDate, { closedAt, totals });
      }
      const last = (notBefore: string) =>
        days().lastSheets(territory, { date: "2018-09-26", days: 3, notBefore }, refuseDamaged);
      expect(await last("2018-09-19")).toEqual({
        sheets: [sheetOf(upTo(20), "2018-09-20"), sheetOf(upTo(20), "2018-09-25")],
        notClosed: [],
      });
      expect((await last("2018-09-01")).sheets.map(({ surveyDate }) => surveyDate)).toEqual(dates.slice(1));
    });

    test("of a season of small territories takes one call", async () => {
      for (const surveyDate of dates) {
        await open(days(), upTo(20), surveyDate, 100);
        await days().writeSheet(sheetOf(upTo(20), surveyDate), readAt);
        await days().markClosed(territory, surveyDate, { closedAt, totals });
      }
      world.spent();
      expect((await days().sheetsBetween(territory, "2018-09-13", "2018-09-25", refuseDamaged)).sheets).toHaveLength(4);
      expect(world.spent().calls).toBe(1);
      const before = { date: "2018-09-26", days: 4, notBefore: "2018-09-01" };
      expect((await days().lastSheets(territory, before, refuseDamaged)).sheets).toHaveLength(4);
      expect(world.spent().calls).toBe(1);
    });
  });

  describe("evaluations and reopenings", () => {
    const evaluation = { verdict: "provisional", at: openedAt, reports: 3, policyVersion: 1 } as const;

    test("the day has its last evaluation; no provisional one follows the final one", async () => {
      expect(await days().recordEvaluation(territory, date, evaluation)).toBe("moved-on");
      await open(days(), upTo(3), date, 10);
      expect(await days().recordEvaluation(territory, date, evaluation)).toBe("recorded");
      expect(await days().recordEvaluation(territory, date, { ...evaluation, reports: 4 })).toBe("recorded");
      const final = { ...evaluation, verdict: "final", at: closedAt, reports: 5 } as const;
      expect(await days().recordEvaluation(territory, date, final)).toBe("recorded");
      expect(await days().recordEvaluation(territory, date, evaluation)).toBe("moved-on");
      expect((await days().state(territory, date))?.evaluated).toEqual(final);
      expect(await days().recordEvaluation(territory, date, { ...final, reports: 6 })).toBe("recorded");
    });

    test("a comparison belongs to the evaluation that made its sheet, not to a later one", async () => {
      await open(days(), upTo(3), date, 10);
      const found = { evaluatedAt: openedAt, reports: 3, differing: 1, unplaced: 0 };
      expect(await days().recordComparison(territory, date, found)).toBe("moved-on");
      await days().recordEvaluation(territory, date, evaluation);
      expect(await days().recordComparison(territory, date, found)).toBe("recorded");
      expect((await days().state(territory, date))?.compared).toEqual(found);
      await days().recordEvaluation(territory, date, { ...evaluation, at: closedAt });
      expect(await days().recordComparison(territory, date, { ...found, differing: 0 })).toBe("moved-on");
      expect((await days().state(territory, date))?.compared).toEqual(found);
    });

    test("the latest try to close it is remembered, in whatever order two of them come", async () => {
      const [early, late] = [new Date("2018-09-20T10:00:00Z"), new Date("2018-09-21T10:00:00Z")];
      expect(await days().recordClosingTry(territory, date, early)).toBe("not-opened");
      await open(days(), upTo(3), date, 10);
      for (const [at, latest] of [
        [early, early],
        [late, late],
        [early, late],
      ] as const) {
        expect(await days().recordClosingTry(territory, date, at)).toBe("recorded");
        expect(await days().state(territory, date)).toMatchObject({ closingTriedAt: latest });
      }
    });

    test("a reopening is remembered until the sheet is built again, and the longer one counts", async () => {
      const [early, late] = [new Date("2018-09-20T10:00:00Z"), new Date("2018-09-21T10:00:00Z")];
      expect(await days().markReopened(territory, date, late)).toBe("not-opened");
      await open(days(), upTo(3), date, 10);
      await days().markClosed(territory, date, { closedAt, totals });
      for (const until of [early, late, early])
        expect(await days().markReopened(territory, date, until)).toBe("marked");
      expect(await days().state(territory, date)).toMatchObject({ status: "closed", reopenedUntil: late });
      const rebuilt = { ...totals, onTime: 2, missing: 0 };
      expect(await days().clearReopened(territory, date, { until: early, totals: rebuilt, at: late })).toBe("moved-on");
      expect(await days().clearReopened(territory, date, { until: late, totals: rebuilt, at: late })).toBe("cleared");
      const state = await days().state(territory, date);
      expect(state).toMatchObject({ status: "closed", totals: rebuilt });
      expect(state).not.toHaveProperty("reopenedUntil");
    });
  });

  describe("damage", () => {
    const dates = ["2018-09-13", "2018-09-18", "2018-09-20"] as const;
    const [, spoilt] = dates;
    const suffixOf = ({ key }: DamagedItem) => key.surveyDatePart;

    /** Three closed days of three parts each. */
    async function closeDays(): Promise<void> {
      for (const surveyDate of dates) {
        await open(days(), upTo(9), surveyDate, 3);
        await days().writeSheet(sheetOf(upTo(9), surveyDate), readAt);
        await days().markClosed(territory, surveyDate, { closedAt, totals });
      }
    }

    /** What each reader of the days makes of them, and what it tells of. */
    async function read() {
      const told: DamagedItem[] = [];
      const tell = (damage: DamagedItem) => told.push(damage);
      const { sheets, notClosed } = await days().sheetsBetween(territory, dates[0], dates[2], tell);
      const states = await days().states(territory, dates, tell);
      const expected = await gathered(days().expectedPages(territory, spoilt, tell));
      return {
        sheets: sheets.map(({ surveyDate }) => surveyDate),
        notClosed,
        states: states.map(({ surveyDate }) => surveyDate),
        expected: expected.map(({ siteCode }) => siteCode),
        told: told.map(suffixOf),
      };
    }

    test("nowhere hides nothing", async () => {
      await closeDays();
      expect(await read()).toEqual({
        sheets: dates,
        notClosed: [],
        states: dates,
        expected: upTo(9).map(({ siteCode }) => siteCode),
        told: [],
      });
    });

    test("of a state hides that state and its sheet, and not the expected set", async () => {
      await closeDays();
      await damageState(world.database, territory, spoilt);
      const state = `${spoilt}#000`;
      expect(await read()).toEqual({
        sheets: [dates[0], dates[2]],
        notClosed: [spoilt],
        states: [dates[0], dates[2]],
        expected: upTo(9).map(({ siteCode }) => siteCode),
        told: [state, state, state],
      });
    });

    test.each([1, 2, 3])("of part %i of an expected set hides its sites and that day's sheet", async (part) => {
      await closeDays();
      await damageExpectedPart(world.database, territory, spoilt, part);
      const spoiltPart = `${spoilt}#00${part}`;
      expect(await read()).toEqual({
        sheets: [dates[0], dates[2]],
        notClosed: [spoilt],
        states: dates,
        expected: upTo(9)
          .map(({ siteCode }) => siteCode)
          .filter((_, index) => Math.floor(index / 3) !== part - 1),
        told: [spoiltPart, spoiltPart],
      });
      await expect(days().writeSheet(sheetOf(upTo(9), spoilt), readAt)).rejects.toThrow(DamagedItem);
    });

    test("of the counts of a part hides that sheet alone; written again it is whole", async () => {
      await closeDays();
      await damageSheetPart(world.database, territory, spoilt, 2);
      expect(await read()).toEqual({
        sheets: [dates[0], dates[2]],
        notClosed: [spoilt],
        states: dates,
        expected: upTo(9).map(({ siteCode }) => siteCode),
        told: [`${spoilt}#002`],
      });
      await days().writeSheet(sheetOf(upTo(9), spoilt), readAt);
      expect((await read()).told).toEqual([]);
    });

    test.each([1, 2])("is a part %i that is not there", async (part) => {
      await closeDays();
      await world.database.remove(
        "surveyDays",
        { territory, surveyDatePart: `${spoilt}#00${part}` },
        { expression: "attribute_exists(#territory)" },
      );
      const { told, expected, sheets } = await read();
      expect(sheets).toEqual([dates[0], dates[2]]);
      expect(expected).toHaveLength(6);
      expect(told).toEqual([`${spoilt}#00${part + 1}`, `${spoilt}#00${part + 1}`]);
    });

    test("is a last part that is not there", async () => {
      await closeDays();
      const surveyDatePart = `${spoilt}#003`;
      await world.database.remove(
        "surveyDays",
        { territory, surveyDatePart },
        { expression: "attribute_exists(#last)" },
      );
      const { told, expected, sheets } = await read();
      expect(sheets).toEqual([dates[0], dates[2]]);
      expect(expected).toHaveLength(6);
      expect(told).toEqual([`${spoilt}#000`, `${spoilt}#000`]);
    });

    test.each([
      ["codes that do not ascend", { sites: siteCodeOf(2) + siteCodeOf(1) + siteCodeOf(3) }],
      ["a code that is there twice", { sites: siteCodeOf(1) + siteCodeOf(1) + siteCodeOf(3) }],
      ["the codes of the part before it", { sites: [0, 1, 2].map(siteCodeOf).join("") }],
      ["more absent than pupils", { absent: Uint8Array.of(0, 1, 0, 1, 0, 1) }],
      ["a column of those who are ill that is too short", { illness: Uint8Array.of(0, 1) }],
    ])("is a part with %s: no evaluation meets it", async (_, attributes) => {
      await closeDays();
      const [name = "", value] = Object.entries(attributes)[0] ?? [];
      await world.database.update(
        "surveyDays",
        { territory, surveyDatePart: `${spoilt}#002` },
        { expression: `SET #${name} = :value`, values: { value } },
        { expression: "attribute_exists(#territory)" },
      );
      const { told, sheets, expected } = await read();
      expect(sheets).toEqual([dates[0], dates[2]]);
      expect(told.length).toBeGreaterThan(0);
      expect(expected).toEqual([...new Set(expected)].toSorted());
    });
  });

  describe("the telling of a closed day", () => {
    const final = { verdict: "final", at: closedAt, reports: 3, policyVersion: 1 } as const;
    const later = new Date("2018-09-15T23:10:00Z");
    const done = { status: "done", since: closedAt } as const;
    const telling = async () => (await days().state(territory, date))?.telling;

    async function close() {
      await open(days(), upTo(3), date, 10);
      await days().recordEvaluation(territory, date, final);
      await days().markClosed(territory, date, { closedAt, totals });
    }

    test("is due from its closing on, and ends once", async () => {
      await open(days(), upTo(3), date, 10);
      expect(await telling()).toBeUndefined();
      await days().recordEvaluation(territory, date, final);
      expect(await days().setTelling(territory, date, closedAt, done)).toBe("moved-on");
      await days().markClosed(territory, date, { closedAt, totals, unrecorded: ["site.MIEE8AN02L.absolute"] });
      expect(await telling()).toEqual({ status: "due", since: closedAt, unrecorded: ["site.MIEE8AN02L.absolute"] });
      expect(await days().setTelling(territory, date, closedAt, done)).toBe("set");
      expect(await telling()).toEqual(done);
    });

    test("does not end for who has told an earlier evaluation", async () => {
      await close();
      await days().recordEvaluation(territory, date, { ...final, at: later });
      expect(await days().setTelling(territory, date, closedAt, done)).toBe("moved-on");
      expect(await telling()).toMatchObject({ status: "due" });
      const end = { status: "given-up", since: later } as const;
      expect(await days().setTelling(territory, date, later, end)).toBe("set");
      expect(await telling()).toEqual(end);
    });

    test("does not end while the day is reopened, and is due again when its sheet has been built anew", async () => {
      await close();
      await days().setTelling(territory, date, closedAt, done);
      await days().markReopened(territory, date, later);
      expect(await days().setTelling(territory, date, closedAt, done)).toBe("moved-on");
      await days().clearReopened(territory, date, { until: later, totals, at: later });
      expect(await telling()).toEqual({ status: "due", since: later });
    });
  });

  test("columns of different length are damage, and an error", async () => {
    await world.database.put(
      "surveyDays",
      {
        territory,
        surveyDatePart: `${date}#001`,
        sites: siteCodeOf(1) + siteCodeOf(2),
        institutes: siteCodeOf(1),
        levels: "pp",
        municipalities: "F205F205",
        last: true,
      },
      { expression: "attribute_not_exists(#territory)" },
    );
    await expect(days().freezePart(territory, date, 1, [], true)).rejects.toThrow(
      `damaged item in table SurveyDays, key territory=${territory} surveyDatePart=${date}#001: columns of different length`,
    );
  });
});
