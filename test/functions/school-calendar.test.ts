import { describe, expect, it } from "vitest";
import * as z from "zod";
import { entryTerritoriesMax, holidaysMax, surveyWeekdaysMax } from "../../shared/contracts/school-calendar.ts";
import { permanentSchoolCalendar } from "../../shared/domain/calendar/lombardy.ts";
import { type Answer, problemOf } from "../rig/gateway-of.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { settleTown } from "./small-town.ts";

/** The trial's clock stands at a Thursday, 16 February 2023. */
const target = "/v1/school-calendars/2022-23";
const thirdDay = { from: "2023-02-17", territories: ["LODI"], weekdays: ["tuesday", "thursday", "friday"] };
const dates = ({ body }: Answer) =>
  z
    .object({ items: z.array(z.object({ date: z.string() })) })
    .parse(body)
    .items.map(({ date }) => date);

const trial = worldOfEachTest();

async function put(json: unknown): Promise<Answer> {
  return trial.now.call("PUT", target, { token: await trial.now.tokenOf("health-office"), json });
}

async function get(path: string, user = "health-office"): Promise<Answer> {
  return trial.now.call("GET", path, { token: await trial.now.tokenOf(user) });
}

describe("the calendar of a school year", () => {
  it("is the permanent one until something is entered", async () => {
    expect((await get(target)).body).toEqual({ schoolYear: "2022-23", ...permanentSchoolCalendar("2022-23") });
  });

  it("gives one territory a third weekday by one request, and takes back what was read", async () => {
    const entered = await put({ surveyWeekdays: [thirdDay] });
    expect(entered.status).toBe(200);
    expect((await get(target)).body).toEqual(entered.body);
    const { schoolYear, ...whole } = z.looseObject({ schoolYear: z.string() }).parse(entered.body);
    expect((await put(whole)).body).toEqual(entered.body);

    const week = (days: readonly string[]) => days.filter((date) => date >= "2023-02-20" && date <= "2023-02-24");
    const listed = async (query: string) =>
      week(dates(await trial.now.call("GET", `/v1/survey-days?school-year=2022-23${query}`)));
    expect(await listed("")).toEqual(["2023-02-21", "2023-02-23"]);
    expect(await listed("&territory=MILANO")).toEqual(["2023-02-21", "2023-02-23"]);
    // Shrove Tuesday in Lodi is 21 February.
    expect(await listed("&territory=LODI")).toEqual(["2023-02-23", "2023-02-24"]);
    const friday = "/v1/survey-days/2023-02-24";
    expect((await trial.now.call("GET", friday)).problem).toBe("not-a-survey-day");
    expect((await trial.now.call("GET", `${friday}?territory=LODI`)).status).toBe(200);
    const feed = await trial.now.call("GET", "/v1/survey-days.ics?territory=LODI");
    expect(feed.text).toContain("survey-day-2023-02-24@sentinella");
    const regional = await trial.now.call("GET", "/v1/survey-days.ics");
    expect(regional.text).toContain("survey-day-2023-02-21@sentinella");
    expect(regional.text).not.toContain("survey-day-2023-02-24@sentinella");
  });

  it("moves the first day of lessons and the holidays", async () => {
    const holidays = [{ from: "2023-02-21", to: "2023-02-21", reason: "Settimana bianca" }];
    const primary = { from: "2022-09-12", to: "2023-02-23" };
    expect((await put({ lessons: { primary }, holidays })).status).toBe(200);
    const ofPrimary = dates(await trial.now.call("GET", "/v1/survey-days?school-year=2022-23&level=primary"));
    expect(ofPrimary.filter((date) => date > "2023-02-14")).toEqual(["2023-02-16", "2023-02-23"]);
    // The list is the whole one: Christmas is not on it.
    expect(ofPrimary).toContain("2022-12-27");
  });

  it.each([
    ["weekdays from today on", { surveyWeekdays: [{ ...thirdDay, from: "2023-02-16" }] }, "/surveyWeekdays/0/from"],
    ["a Saturday", { surveyWeekdays: [{ ...thirdDay, weekdays: ["saturday"] }] }, "/surveyWeekdays/0/weekdays/0"],
    ["no weekday", { surveyWeekdays: [{ ...thirdDay, weekdays: [] }] }, "/surveyWeekdays/0/weekdays"],
    [
      "a weekday twice",
      { surveyWeekdays: [{ ...thirdDay, weekdays: ["monday", "monday"] }] },
      "/surveyWeekdays/0/weekdays",
    ],
    ["a span backwards", { holidays: [{ from: "2023-03-02", to: "2023-03-01", reason: "Neve" }] }, "/holidays/0/to"],
    ["another year", { holidays: [{ from: "2024-03-01", to: "2024-03-01", reason: "Neve" }] }, "/holidays/0"],
    [
      "more holidays than it holds",
      { holidays: Array(holidaysMax + 1).fill({ from: "2023-03-01", to: "2023-03-01", reason: "Neve" }) },
      "/holidays",
    ],
    ["more weekdays than it holds", { surveyWeekdays: Array(surveyWeekdaysMax + 1).fill(thirdDay) }, "/surveyWeekdays"],
  ])("refuses %s", async (_, json, pointer) => {
    const answer = await put(json);
    expect(answer.status).toBe(422);
    expect(problemOf(answer).errors?.map((error) => error.pointer)).toEqual([pointer]);
    expect((await get(target)).body).toEqual({ schoolYear: "2022-23", ...permanentSchoolCalendar("2022-23") });
  });

  it("holds as many holidays and weekdays as it may", async () => {
    const holidays = Array(holidaysMax).fill({ from: "2023-03-01", to: "2023-03-01", reason: "界".repeat(500) });
    const territories = Array.from({ length: entryTerritoriesMax }, (_, index) => `${index + 10}`.padStart(60, "界"));
    const surveyWeekdays = Array(surveyWeekdaysMax).fill({ ...thirdDay, territories });
    expect((await put({ holidays, surveyWeekdays })).status).toBe(200);
    expect((await get(target)).status).toBe(200);
  });

  it("may be read by a school office, which may not enter it", async () => {
    const { school } = await settleTown(trial.now);
    expect((await trial.now.call("GET", target, { token: school })).status).toBe(200);
    expect((await trial.now.call("PUT", target, { token: school, json: {} })).status).toBe(403);
  });
});
