import { beforeEach, describe, expect, it } from "vitest";
import { dayFlags } from "../../../shared/domain/calendar/day-flags.ts";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import type { ExpectedSite } from "../../../shared/domain/survey/expected-site.ts";
import { refuseDamaged } from "../../../shared/store/parse-item.ts";
import { counts } from "../../rig/counts.ts";
import { worldOfEachTest } from "../../rig/world-of-each-test.ts";
import { gathered, siteCodeOf } from "../../store/on-each-engine.ts";
import { Crash, freshSurveyDays, ignoreCrash, type Mishap, mishaps, next, withMishap } from "../crash.ts";
import {
  foreign,
  own,
  primary,
  secondary,
  settleTown,
  type Town,
  territory,
  thursday,
  tuesday,
  unasked,
} from "../small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

const asked = async (date = thursday) =>
  (await gathered(trial.now.deps.surveyDays.expectedPages(territory, date, refuseDamaged))).map(
    ({ siteCode }) => siteCode,
  );
const sheetOf = (date = thursday) => trial.now.deps.surveyDays.sheet(territory, date);
const stateOf = (date = thursday) => trial.now.deps.surveyDays.state(territory, date);
const reopen = (siteCode: string, date: string, until: string) =>
  trial.now.call("POST", `/v1/sites/${siteCode}/absence-reports/${date}/reopenings`, {
    token: town.healthOffice,
    json: { until, reason: "Dato mancante" },
  });

describe("opening a survey day", () => {
  it("freezes the sentinel sites of that day; what changes later does not rewrite it", async () => {
    expect(await trial.now.run("open-survey-day")).toMatchObject({ opened: 1 });
    const expected = [primary, foreign, secondary].toSorted();
    expect(await asked()).toEqual(expected);
    const csv = `site_code,sentinel_from,sentinel_until\n${unasked},2023-02-01,\n${primary},2023-02-01,2023-02-15\n`;
    await trial.now.call("PUT", "/v1/sentinel-sites", { token: town.healthOffice, csv });
    expect(await trial.now.run("open-survey-day")).toMatchObject({ opened: 0 });
    expect(await asked()).toEqual(expected);
  });

  it.each([
    ["2023-02-15T23:59:59+01:00", false],
    ["2023-02-16T00:00:00+01:00", true],
    ["2023-02-17T23:59:59+01:00", true],
    ["2023-02-18T00:00:00+01:00", false],
  ])("that nobody reported on: at %s it is opened: %s", async (instant, isOpen) => {
    trial.now.setNow(instant);
    await trial.now.run("open-survey-day");
    expect((await stateOf()) !== undefined).toBe(isOpen);
  });

  it("asks a site once that is moved to a new territory after the day was opened in the old one", async () => {
    await trial.now.run("open-survey-day");
    const moved = { name: "Plesso", instituteCode: own, level: "primary", sentinelFrom: "2023-02-01" };
    await town.put(`/v1/sites/${primary}`, town.healthOffice, { ...moved, territory: "CITTÀ" });
    expect(await trial.now.run("open-survey-day")).toMatchObject({ opened: 1 });
    const target = `/v1/survey-days/${thursday}/coverage`;
    const { body } = await trial.now.call("GET", target, { token: town.healthOffice });
    expect(body).toMatchObject({ totals: { expected: 3, missing: 3 } });
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    expect(await trial.now.run("close-survey-day")).toMatchObject({ closed: 1 });
  });

  it("counts a site that reported unasked, was moved to a territory of no other site and is no sentinel any more", async () => {
    await trial.now.run("open-survey-day");
    const site = { name: "Plesso", instituteCode: own, level: "primary" };
    await town.put(`/v1/sites/${unasked}`, town.healthOffice, { ...site, territory, sentinelFrom: "2023-02-01" });
    expect(await town.report(unasked, thursday, { absent: 7 })).toMatchObject({ status: 201 });
    await town.put(`/v1/sites/${unasked}`, town.healthOffice, { ...site, territory: "CITTÀ" });
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    const sheet = await trial.now.deps.surveyDays.sheet("CITTÀ", thursday);
    expect(sheet?.siteCodes.map((code, row) => [code, sheet.absent[row]])).toEqual([[unasked, 7]]);
  });

  it("that was held is made up for after it closed", async () => {
    await town.report(primary, thursday, { absent: 3 });
    trial.now.setNow("2023-02-20T09:00:00+01:00");
    expect(await trial.now.run("open-survey-day")).toMatchObject({ opened: 1 });
  });

  it("by three workers at once makes one set", async () => {
    const opened = await Promise.all([1, 2, 3].map(() => trial.now.run("open-survey-day")));
    expect(opened.filter((outcome) => outcome.opened === 1)).toHaveLength(1);
    expect(await asked()).toHaveLength(3);
  });

  it("in several parts, cut short anywhere and gone on with a changed list, agrees on one set", async () => {
    const count = 4_001;
    const many: ExpectedSite[] = Array.from({ length: count }, (_, index) => ({
      siteCode: siteCodeOf(index),
      instituteCode: "ZZIC80001A",
      territory,
      level: "primary",
    }));
    const sitesOf = (list: readonly ExpectedSite[]) => ({
      ...trial.now.deps.sites,
      async *sentinelPages() {
        yield list.map((site) => ({ ...site, sentinelFrom: "2023-02-01" }));
      },
    });
    // Between the two runs a site at the beginning is dismissed and one at the end joins.
    const changed = [
      ...many.slice(1),
      { siteCode: siteCodeOf(count), instituteCode: "ZZIC80001A", territory, level: "primary" as const },
    ];
    const days = freshSurveyDays();
    for (const mishap of mishaps) {
      for (let call = 1; call <= 4; call++) {
        const date = next(days);
        trial.now.setNow(`${date}T00:05:00+01:00`);
        // Three parts and the state.
        let freezes = 0;
        const { surveyDays } = trial.now.deps;
        const counted =
          <T extends unknown[], R>(method: (...values: T) => Promise<R>) =>
          async (...values: T): Promise<R> => {
            freezes++;
            if (freezes === call && mishap.endsWith("before")) throw new Crash(mishap);
            const answer = await method(...values);
            if (freezes === call) throw new Crash(mishap);
            return answer;
          };
        const crashing = {
          ...surveyDays,
          freezePart: counted(surveyDays.freezePart),
          markOpen: counted(surveyDays.markOpen),
        };
        await trial.now.run("open-survey-day", { sites: sitesOf(many), surveyDays: crashing }).catch(ignoreCrash);
        await trial.now.run("open-survey-day", { sites: sitesOf(changed) });
        const codes = await asked(date);
        expect(codes).toEqual([...new Set(codes)].toSorted());
        // A site that was asked in both lists is asked. No site between the parts is lost.
        const known = new Set(codes);
        expect(many.slice(1).filter(({ siteCode }) => !known.has(siteCode))).toEqual([]);
        expect(await stateOf(date)).toMatchObject({ status: "open", asked: codes.length, parts: 3 });
      }
    }
  });
});

describe("closing a survey day", () => {
  beforeEach(async () => {
    await trial.now.run("open-survey-day");
    await town.report(primary, thursday, { absent: 12 });
    trial.now.setNow("2023-02-17T10:00:00+01:00");
    await town.report(secondary, thursday, { absent: 30 });
  });

  it("does not happen before its last moment has passed", async () => {
    trial.now.setNow("2023-02-17T23:59:59+01:00");
    expect(await trial.now.run("close-survey-day")).toMatchObject({ closed: 0 });
    trial.now.setNow("2023-02-18T00:00:00+01:00");
    expect(await trial.now.run("close-survey-day")).toMatchObject({ closed: 1 });
  });

  it("writes totals that add up and a sheet with every count", async () => {
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    expect(await stateOf()).toMatchObject({
      status: "closed",
      totals: { expected: 3, onTime: 1, late: 1, missing: 1, exempt: 0 },
      evaluated: { verdict: "final", reports: 2 },
    });
    const sheet = await sheetOf();
    expect(sheet?.siteCodes).toEqual([primary, foreign, secondary]);
    expect([...(sheet?.absent ?? [])]).toEqual([12, -1, 30]);
    expect([...(sheet?.pupils ?? [])]).toEqual([200, 0, 300]);
    const { expected, onTime, late } = dayFlags;
    const stateBits = expected | onTime | late | dayFlags.exempt | dayFlags.unexpected;
    expect([...(sheet?.flags ?? [])].map((flags) => flags & stateBits)).toEqual([
      expected | onTime,
      expected,
      expected | late,
    ]);
    const coverage = await trial.now.call("GET", `/v1/survey-days/${thursday}/coverage`, { token: town.healthOffice });
    expect(coverage.body).toMatchObject({ state: "closed", totals: { expected: 3, onTime: 1, late: 1, missing: 1 } });
  });

  it("again, and by two at once, changes nothing", async () => {
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await Promise.all([trial.now.run("close-survey-day"), trial.now.run("close-survey-day")]);
    const [state, sheet] = [await stateOf(), await sheetOf()];
    trial.now.setNow("2023-02-18T01:10:00+01:00");
    expect(await trial.now.run("close-survey-day")).toMatchObject({ closed: 0, digests: 0 });
    expect(await stateOf()).toEqual(state);
    expect(await sheetOf()).toEqual(sheet);
  });

  it("is not prevented by a closure entered afterwards: a site that reported was open", async () => {
    const closure = { kind: "closure", scope: { kind: "region" }, from: thursday, to: thursday, reason: "Neve" };
    await town.put("/v1/closures/neve", town.healthOffice, closure);
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    expect(await stateOf()).toMatchObject({ status: "closed", totals: { expected: 2, missing: 0, exempt: 1 } });
  });

  it("is repeated after a reopening has ended, with the entries made meanwhile", async () => {
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    trial.now.setNow("2023-02-20T09:00:00+01:00");
    await reopen(foreign, thursday, "2023-02-21T09:00:00+01:00");
    await town.report(foreign, thursday, { absent: 7 });
    expect([...((await sheetOf())?.absent ?? [])]).toEqual([12, -1, 30]);
    trial.now.setNow("2023-02-23T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    expect([...((await sheetOf())?.absent ?? [])]).toEqual([12, 7, 30]);
    const state = await stateOf();
    expect(state).toMatchObject({ totals: { expected: 3, onTime: 1, late: 2, missing: 0 }, evaluated: { reports: 3 } });
    expect(state).not.toHaveProperty("reopenedUntil");
  });

  it.each([
    ["2023-02-21T09:00:59+01:00", "2023-02-21T08:00:00.000Z"],
    ["2023-02-21T09:01:00+01:00", undefined],
  ])("counts as done anew a minute after a reopening has ended: at %s it is stale since %s", async (instant, since) => {
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    trial.now.setNow("2023-02-20T09:00:00+01:00");
    await reopen(foreign, thursday, "2023-02-21T09:00:00+01:00");
    trial.now.setNow("2023-02-21T08:59:59+01:00");
    await town.report(foreign, thursday, { absent: 7 });
    trial.now.setNow(instant);
    await trial.now.run("close-survey-day");
    expect([...((await sheetOf())?.absent ?? [])]).toEqual([12, 7, 30]);
    expect((await stateOf())?.reopenedUntil?.toISOString()).toBe(since);
  });

  it("takes what a reopening accepted in its last second into the sheet, written while the sheet was built", async () => {
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    trial.now.setNow("2023-02-20T09:00:00+01:00");
    await reopen(foreign, thursday, "2023-02-21T09:00:00+01:00");
    const { surveyDays } = trial.now.deps;
    const accepting = {
      ...surveyDays,
      writeSheet: async (...values: Parameters<typeof surveyDays.writeSheet>) => {
        trial.now.setNow("2023-02-21T08:59:59.999+01:00");
        expect((await town.report(foreign, thursday, { absent: 7 })).status).toBe(201);
        return surveyDays.writeSheet(...values);
      },
    };
    trial.now.setNow("2023-02-21T09:00:00+01:00");
    await trial.now.run("close-survey-day", { surveyDays: accepting });
    trial.now.setNow("2023-02-21T10:10:00+01:00");
    await trial.now.run("close-survey-day");
    expect([...((await sheetOf())?.absent ?? [])]).toEqual([12, 7, 30]);
  });

  it("leaves the days it has no time for to the next run", async () => {
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    expect(await trial.now.run("close-survey-day", {}, 1)).toMatchObject({ closed: 0, leftForNextRun: 1 });
    expect(await trial.now.run("close-survey-day")).toMatchObject({ closed: 1, leftForNextRun: 0 });
  });
});

describe("reopening a survey day that was never opened", () => {
  const date = "2023-02-07";
  const until = "2023-05-11T09:00:00+02:00";
  const stateFlags = dayFlags.expected | dayFlags.late | dayFlags.exempt | dayFlags.unexpected;
  const rowsOf = async (day: string) => {
    const sheet = await sheetOf(day);
    return sheet?.siteCodes.map((siteCode, row) => ({
      siteCode,
      absent: sheet.absent[row],
      flags: (sheet.flags[row] ?? 0) & stateFlags,
    }));
  };
  const get = async (target: string) => (await trial.now.call("GET", target, { token: town.healthOffice })).body;

  beforeEach(() => trial.now.setNow("2023-05-10T09:00:00+02:00"));

  it("puts the report into the sheet, the series and the export; nobody else was asked", async () => {
    expect(await stateOf(date)).toBeUndefined();
    expect((await reopen(primary, date, until)).status).toBe(201);
    expect(await stateOf(date)).toMatchObject({ status: "open", asked: 0 });
    expect((await town.report(primary, date, { absent: 12 })).status).toBe(201);
    trial.now.setNow("2023-05-11T10:10:00+02:00");
    await trial.now.run("close-survey-day");
    expect(await rowsOf(date)).toEqual([{ siteCode: primary, absent: 12, flags: dayFlags.unexpected }]);
    expect(await get(`/v1/series?siteCode=${primary}&from=${date}&to=${date}`)).toMatchObject({
      items: [{ date, absent: 12, pupils: 200 }],
    });
    const { text } = await trial.now.call("GET", `/v1/exports/absence-reports?month=2023-02&territory=${territory}`, {
      token: town.healthOffice,
    });
    expect(text).toContain(`${date};${territory};primaria;${primary};non atteso;200;12;`);
    expect(await trial.now.run("watch")).toMatchObject({ daysOverdue: 0, reportsNotEvaluated: 0 });
  });

  it("asks the sentinel sites of that day where somebody had reported: the day was held", async () => {
    trial.now.setNow(`${thursday}T09:00:00+01:00`);
    await town.report(foreign, thursday, { absent: 3 });
    trial.now.setNow("2023-05-10T09:00:00+02:00");
    await reopen(primary, thursday, until);
    await town.report(primary, thursday, { absent: 12 });
    trial.now.setNow("2023-05-11T10:10:00+02:00");
    await trial.now.run("close-survey-day");
    const late = dayFlags.expected | dayFlags.late;
    expect(await rowsOf(thursday)).toEqual([
      { siteCode: primary, absent: 12, flags: late },
      { siteCode: foreign, absent: 3, flags: dayFlags.expected },
      { siteCode: secondary, absent: -1, flags: dayFlags.expected },
    ]);
  });

  it("asks nobody in another territory either, as long as all reports came through reopenings", async () => {
    const city = { name: "Plesso", instituteCode: "ZZIC80002B", level: "primary", sentinelFrom: "2023-02-01" };
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    await town.put(`/v1/sites/${foreign}`, town.healthOffice, { ...city, territory: "CITTÀ" });
    trial.now.setNow("2023-02-20T09:00:00+01:00");
    await reopen(primary, date, "2023-02-21T09:00:00+01:00");
    await town.report(primary, date, { absent: 12 });
    await trial.now.run("open-survey-day");
    expect(await trial.now.deps.surveyDays.state("CITTÀ", date)).toBeUndefined();
    await reopen(foreign, date, "2023-02-21T09:00:00+01:00");
    expect(await trial.now.deps.surveyDays.state("CITTÀ", date)).toMatchObject({ asked: 0 });
  });

  it("asks the sentinel sites when its window still lasts", async () => {
    trial.now.setNow("2023-02-16T00:01:00+01:00");
    expect((await reopen(primary, thursday, "2023-02-20T09:00:00+01:00")).status).toBe(201);
    expect(await stateOf()).toMatchObject({ status: "open", asked: 3 });
  });

  it("puts the report of a site that has moved since into the sheet of the territory that asked it", async () => {
    trial.now.setNow(`${thursday}T00:05:00+01:00`);
    await trial.now.run("open-survey-day");
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    const moved = { name: "Plesso", instituteCode: own, level: "primary", sentinelFrom: "2023-02-01" };
    await town.put(`/v1/sites/${primary}`, town.healthOffice, { ...moved, territory: "CITTÀ" });
    await reopen(primary, thursday, "2023-02-20T09:00:00+01:00");
    await town.report(primary, thursday, { absent: 12 });
    trial.now.setNow("2023-02-21T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    expect([...((await sheetOf())?.absent ?? [])]).toEqual([12, -1, -1]);
    expect((await trial.now.deps.surveyDays.sheet("CITTÀ", thursday))?.siteCodes).toEqual([]);
  });
});

describe("the same count", () => {
  it("for the fourth survey day running is flagged, for the third it is not", async () => {
    for (const date of ["2023-02-02", "2023-02-07", "2023-02-09", tuesday, thursday]) {
      trial.now.setNow(`${date}T09:00:00+01:00`);
      await trial.now.run("open-survey-day");
      await town.report(primary, date, { absent: 9 });
      await town.report(secondary, date, { absent: date === tuesday ? 8 : 9 });
      trial.now.setNow(`${addDays(date, 2)}T00:10:00+01:00`);
      await trial.now.run("close-survey-day");
    }
    const flagged = async (date: string) => {
      const sheet = await sheetOf(date);
      return sheet?.siteCodes.filter((_, index) => ((sheet.flags[index] ?? 0) & dayFlags.sameCount) !== 0);
    };
    expect(await flagged("2023-02-09")).toEqual([]);
    expect(await flagged(tuesday)).toEqual([primary]);
    expect(await flagged(thursday)).toEqual([primary]);
  });
});

describe("a mishap at any call of closing", () => {
  async function closed(date: string, call: number, mishap: Mishap) {
    const { run, setNow, deps } = trial.now;
    setNow(`${date}T09:00:00+01:00`);
    await run("open-survey-day");
    await town.report(primary, date, { absent: 9 });
    setNow(`${addDays(date, 2)}T00:10:00+01:00`);
    const { changes, calls } = withMishap(deps, call, mishap);
    await run("close-survey-day", changes).catch(ignoreCrash);
    setNow(`${addDays(date, 2)}T01:10:00+01:00`);
    await run("close-survey-day");
    const [state, sheet] = [await stateOf(date), await sheetOf(date)];
    const counts = { absent: [...(sheet?.absent ?? [])], pupils: [...(sheet?.pupils ?? [])] };
    const evaluated = { verdict: state?.evaluated?.verdict, reports: state?.evaluated?.reports };
    return { calls: calls(), result: { status: state?.status, totals: state?.totals, evaluated, counts } };
  }

  it("ends, after the next run, in the same state as without a mishap", async () => {
    const days = freshSurveyDays();
    const clean = await closed(next(days), 0, "crash-before");
    expect(clean.calls).toBeGreaterThan(10);
    for (const mishap of ["crash-before", "crash-after"] as const) {
      for (let call = 1; call <= clean.calls; call += counts.callStep) {
        expect((await closed(next(days), call, mishap)).result, `${mishap} at call ${call}`).toEqual(clean.result);
      }
    }
  });
});
