import { describe, expect, test } from "vitest";
import { reopenSurveyDay } from "../../../functions/flows/survey-days/reopen-survey-day.ts";
import { type Reopening, reopeningsOnSiteMax } from "../../../shared/domain/registry/site.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { fails, fridayNight, openRegion, type Region, thursday, tuesday } from "./memory-region.ts";

const here = "VALDORSA";
const elsewhere = "ALTROVE";
const site = (number: number) => `AAEE0000${number}A`;
const monday = new Date("2023-02-20T09:00:00+01:00");
const hours = (count: number) => new Date(monday.getTime() + count * 3_600_000);

const reopeningOf = (changes: Partial<Reopening> = {}): Reopening => ({
  surveyDate: thursday,
  until: hours(24),
  reason: "Dato mancante",
  by: "ats",
  at: monday,
  ...changes,
});
/** These tests keep no audit. */
const decided = async () => undefined;
const reopen = ({ deps, territories }: Region, changes: Partial<Reopening> = {}, others: Partial<Deps> = {}) =>
  reopenSurveyDay(site(1), reopeningOf(changes), territories, { ...deps, ...others }, decided);
const stored = async ({ deps }: Region) => (await deps.sites.get(site(1)))?.reopenings.map(({ reason }) => reason);
const staleSince = async ({ deps }: Region, territory = here, date = thursday) =>
  (await deps.surveyDays.state(territory, date))?.reopenedUntil;

/** The Thursday is closed, and a site elsewhere has reported on it unasked. */
async function openClosedRegion(): Promise<Region> {
  const region = await openRegion({ [here]: [site(1)], [elsewhere]: [site(3)] });
  await region.open(thursday);
  await region.addSentinel(elsewhere, site(2));
  await region.report(site(2), thursday, 5);
  await region.close(thursday, fridayNight);
  return region;
}

describe("a reopening", () => {
  test("makes only the sheet with the site stale", async () => {
    const region = await openClosedRegion();
    expect(await reopen(region)).toMatchObject({ kind: "reopened" });
    expect([await staleSince(region), await staleSince(region, elsewhere)]).toEqual([hours(24), undefined]);
  });

  test("of a site that nobody asked goes to its own territory, though others have sites that nobody asked", async () => {
    const region = await openClosedRegion();
    const { sites } = region.deps;
    await region.addSentinel(here, site(4));
    await reopenSurveyDay(site(4), reopeningOf(), region.territories, region.deps, decided);
    expect([await staleSince(region), await staleSince(region, elsewhere)]).toEqual([hours(24), undefined]);
    expect((await sites.get(site(4)))?.reopenings).toHaveLength(1);
  });

  test("that is refused changes no day", async () => {
    const region = await openClosedRegion();
    const monday13 = "2023-02-13";
    expect(await reopen(region, { surveyDate: monday13 })).toMatchObject({ kind: "refused" });
    expect(await region.deps.surveyDays.state(here, monday13)).toBeUndefined();
    expect(await stored(region)).toEqual([]);
  });

  test("of an existing day freezes nothing again", async () => {
    const region = await openClosedRegion();
    const surveyDays = { ...region.deps.surveyDays, freezePart: fails };
    expect(await reopen(region, {}, { surveyDays })).toMatchObject({ kind: "reopened" });
  });

  test("is decided on the present site: an entry of another writer stays", async () => {
    const region = await openClosedRegion();
    const before = await region.deps.sites.get(site(1));
    await reopen(region, { reason: "prima" });
    const { sites } = region.deps;
    let entered = false;
    const racing: typeof sites = {
      ...sites,
      // A read that is not consistent may be older than the last write.
      get: async (code, options) => (options?.consistent === true ? sites.get(code, options) : before),
      async replaceReopenings(...values) {
        if (!entered) {
          entered = true;
          await reopen(region, { reason: "nel frattempo" });
        }
        return sites.replaceReopenings(...values);
      },
    };
    expect(await reopen(region, { reason: "dopo" }, { sites: racing })).toMatchObject({ kind: "reopened" });
    expect(await stored(region)).toEqual(["prima", "nel frattempo", "dopo"]);
  });

  test("of a site that is gone meanwhile, or of a day that takes no mark, fails and says why", async () => {
    const region = await openClosedRegion();
    await expect(reopenSurveyDay(site(9), reopeningOf(), [here], region.deps, decided)).rejects.toThrow(
      `${site(9)} vanished`,
    );
    const markReopened = async () => "not-opened" as const;
    const surveyDays = { ...region.deps.surveyDays, markReopened };
    await expect(reopen(region, {}, { surveyDays })).rejects.toThrow("was opened and is not there");
    expect(await stored(region)).toEqual([]);
  });
});

describe("on a site with as many reopenings as it holds", () => {
  /** All are over; the first is of the Tuesday, the others of the Thursday. */
  async function openFullSite(): Promise<Region> {
    const region = await openClosedRegion();
    const over = Array.from({ length: reopeningsOnSiteMax }, (_, index) =>
      reopeningOf({
        surveyDate: index === 0 ? tuesday : thursday,
        until: hours(-index - 1),
        at: hours(-20),
        reason: String(index),
      }),
    );
    await region.deps.sites.replaceReopenings(site(1), [], over);
    return region;
  }

  test("the oldest makes room", async () => {
    const region = await openFullSite();
    await reopen(region, { reason: "nuova" });
    expect(await stored(region)).toEqual(["1", "2", "3", "4", "5", "6", "7", "nuova"]);
  });

  test.each(["open", "closed and stale"])("one does not whose day is %s: the next makes room", async (how) => {
    const region = await openFullSite();
    await region.open(tuesday);
    if (how !== "open") {
      await region.close(tuesday, fridayNight);
      await region.deps.surveyDays.markReopened(elsewhere, tuesday, hours(-1));
    }
    await reopen(region, { reason: "nuova" });
    expect(await stored(region)).toEqual(["0", "2", "3", "4", "5", "6", "7", "nuova"]);
  });

  test("one whose day is closed and evaluated makes room", async () => {
    const region = await openFullSite();
    await region.open(tuesday);
    await region.close(tuesday, fridayNight);
    await reopen(region, { reason: "nuova" });
    expect(await stored(region)).toEqual(["1", "2", "3", "4", "5", "6", "7", "nuova"]);
  });

  test("and only there, the days are read", async () => {
    const region = await openClosedRegion();
    const surveyDays = { ...region.deps.surveyDays, states: fails };
    expect(await reopen(region, {}, { surveyDays })).toMatchObject({ kind: "reopened" });
    await expect(reopen(await openFullSite(), { reason: "nuova" }, { surveyDays })).rejects.toThrow("out of reach");
  });
});
