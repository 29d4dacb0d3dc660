import { beforeEach, describe, expect, it } from "vitest";
import { pageShape } from "../rig/gateway-of.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import {
  foreign,
  other,
  own,
  primary,
  secondary,
  settleTown,
  type Town,
  territory,
  thursday,
  unasked,
} from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
  await trial.now.run("open-survey-day");
});

const get = (target: string) => trial.now.call("GET", target, { token: town.healthOffice });

/** All pages of a list, asked for in pages of the given size. */
async function listed(target: string, limit: number): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor: string | undefined;
  do {
    const query = `limit=${limit}${cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = pageShape.parse((await get(`${target}${target.includes("?") ? "&" : "?"}${query}`)).body);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}

describe("coverage", () => {
  it("fills as reports come, and adds up by territory and level", async () => {
    await town.report(primary, thursday, { absent: 3 });
    trial.now.setNow("2023-02-17T08:00:00+01:00");
    await town.report(foreign, thursday, { absent: 3 });
    const { body } = await get(`/v1/survey-days/${thursday}/coverage`);
    expect(body).toEqual({
      date: thursday,
      state: "late",
      totals: { expected: 3, onTime: 1, late: 1, missing: 1, exempt: 0 },
      unexpected: 0,
      unreadable: 0,
      items: [
        { territory, level: "primary", expected: 2, onTime: 1, late: 1, missing: 0, exempt: 0 },
        { territory, level: "lower-secondary", expected: 1, onTime: 0, late: 0, missing: 1, exempt: 0 },
      ],
    });
  });

  it("keeps a report that nobody asked for outside completeness", async () => {
    const csv = `site_code,sentinel_from\n${unasked},2023-02-01\n`;
    await trial.now.call("PUT", "/v1/sentinel-sites", { token: town.healthOffice, csv });
    expect((await town.report(unasked, thursday, { absent: 3 })).status).toBe(201);
    const { body } = await get(`/v1/survey-days/${thursday}/coverage`);
    expect(body).toMatchObject({ unexpected: 1, totals: { expected: 3, missing: 3 } });
  });

  it("is of survey days alone", async () => {
    for (const target of ["coverage", "sites"]) {
      expect(await get(`/v1/survey-days/2023-02-15/${target}`)).toMatchObject({
        status: 422,
        problem: "not-a-survey-day",
      });
    }
  });
});

describe("the sites of a survey day", () => {
  const target = `/v1/survey-days/${thursday}/sites`;

  it("show state, numbers, contact and mail", async () => {
    await town.report(primary, thursday, { absent: 50, illness: 20 });
    trial.now.setNow("2023-02-17T08:30:00+01:00");
    await trial.now.run("send-reminders");
    const common = { territory, municipality: "F205", contactState: "valid" };
    expect(await listed(target, 500)).toEqual([
      {
        ...common,
        siteCode: primary,
        name: `Plesso ${primary}`,
        instituteCode: own,
        level: "primary",
        state: "on-time",
        absent: 50,
        illness: 20,
        pupils: 200,
        absenceRate: 0.25,
        enteredAt: "2023-02-16T09:00:00+01:00",
        mail: { status: "sent", at: "2023-02-17T08:30:00+01:00" },
      },
      expect.objectContaining({ ...common, siteCode: foreign, instituteCode: other, state: "missing" }),
      expect.objectContaining({ ...common, siteCode: secondary, instituteCode: own, state: "missing" }),
    ]);
  });

  it("are the list whatever the size of the pages, and narrowed by state, level and territory", async () => {
    await town.report(primary, thursday, { absent: 5 });
    const codes = async (query: string, limit: number) =>
      (await listed(`${target}${query}`, limit)).map(({ siteCode }) => siteCode);
    for (const limit of [1, 2, 3, 500]) {
      expect(await codes("", limit)).toEqual([primary, foreign, secondary]);
      expect(await codes("?state=missing", limit)).toEqual([foreign, secondary]);
      expect(await codes("?level=primary&state=missing", limit)).toEqual([foreign]);
      expect(await codes("?territory=LODI", limit)).toEqual([]);
    }
    expect(await get(`${target}?state=lost`)).toMatchObject({ status: 422, problem: "invalid-request" });
  });
});

describe("the mail ledger", () => {
  it("is the list whatever the size of the pages, and names no address", async () => {
    trial.now.setNow("2023-02-17T08:30:00+01:00");
    await trial.now.run("send-reminders");
    const target = `/v1/mail-ledger?date=${thursday}`;
    for (const limit of [1, 2, 500]) {
      expect((await listed(target, limit)).map(({ recipient }) => recipient)).toEqual([own, other]);
    }
    expect((await get(target)).text).not.toContain("@");
    expect(await listed(`${target}&kind=digest`, 1)).toEqual([]);
    expect(await get("/v1/mail-ledger")).toMatchObject({ status: 422, problem: "invalid-request" });
  });
});
