import { describe, expect, test } from "vitest";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import { type Reopening, reopeningsOnSiteMax } from "../../../shared/domain/registry/site.ts";
import { decideReopening, reopenableDaysMax } from "../../../shared/domain/survey/reopening.ts";

const surveyDate = "2023-02-16";
const now = new Date("2023-02-20T09:00:00+01:00");
const later = new Date("2023-02-21T09:00:00+01:00");
const wanted: Reopening = { surveyDate, until: later, reason: "Dato mancante", by: "ats-1", at: now };
const site = { siteCode: "ZZEE80101A", sentinelFrom: "2022-01-01", reopenings: [] };
const none = new Set<string>();

/** As many as a site can hold, of eight survey days, the first of 3 January; over at the given instant. */
function full(until: Date): Reopening[] {
  return Array.from({ length: reopeningsOnSiteMax }, (_, week) => ({
    ...wanted,
    surveyDate: addDays("2023-01-03", 7 * week),
    until,
  }));
}

function decide(reopenings: readonly Reopening[], changes: Partial<Reopening> = {}, stale: ReadonlySet<string> = none) {
  return decideReopening({
    site: { ...site, reopenings },
    reopening: { ...wanted, ...changes },
    isSurveyDay: true,
    stale,
  });
}

describe("a reopening", () => {
  test("joins those of the site", () => {
    const [first] = full(later);
    if (first === undefined) throw new Error("no reopening");
    expect(decide([first])).toEqual({ kind: "reopened", reopening: wanted, reopenings: [first, wanted] });
  });

  test("sent again is the same one, from any sender, even when no other would fit", () => {
    const again = { by: "ats-2", at: new Date(now.getTime() + 1_000) };
    expect(decide([wanted], again)).toEqual({ kind: "unchanged", reopening: wanted });
    const [, ...others] = full(later);
    expect(decide([...others, wanted], again)).toEqual({ kind: "unchanged", reopening: wanted });
  });

  test.each([
    ["day", { surveyDate: "2023-02-14" }],
    ["end", { until: new Date(later.getTime() + 1) }],
    ["reason", { reason: "Dato sbagliato" }],
  ])("with another %s is another", (_, changes) => {
    expect(decide([wanted], changes)).toMatchObject({ kind: "reopened", reopenings: [wanted, changes] });
  });

  test.each([
    ["its day has not begun", { at: new Date("2023-02-15T22:59:59Z") }, "survey-day-not-open"],
    ["its day has begun", { at: new Date("2023-02-15T23:00:00Z") }, undefined],
    ["the site was no sentinel", { surveyDate: "2021-12-30" }, "site-not-sentinel"],
    ["the site was one since that day", { surveyDate: "2022-01-01" }, undefined],
  ])("where %s: %j gets %s", (_, changes, reason) => {
    const decision = decideReopening({
      site,
      reopening: { ...wanted, at: new Date("2022-06-01T09:00:00Z"), ...changes },
      isSurveyDay: true,
      stale: none,
    });
    expect(decision.kind === "refused" ? decision.refusal.reason : undefined).toBe(reason);
  });

  test("of a date that is no survey day is refused", () => {
    const input = { site, reopening: wanted, isSurveyDay: false, stale: none };
    expect(decideReopening(input)).toMatchObject({ refusal: { reason: "not-a-survey-day" } });
  });

  test("reaches back as far as sheets are built again, and no further", () => {
    const oldest = addDays("2023-02-20", -reopenableDaysMax);
    expect(decide([], { surveyDate: oldest })).toMatchObject({ kind: "reopened" });
    expect(decide([], { surveyDate: addDays(oldest, -1) })).toMatchObject({
      refusal: { reason: "survey-day-too-old", date: addDays(oldest, -1) },
    });
  });
});

describe("a ninth reopening", () => {
  const over = full(now);

  test("is refused while all eight matter, with the end of the first", () => {
    const running = full(later).map((one, week) => ({ ...one, until: new Date(later.getTime() - week) }));
    expect(decide(running)).toEqual({
      kind: "refused",
      refusal: {
        reason: "too-many-reopenings",
        reopeningsMax: reopeningsOnSiteMax,
        firstUntil: new Date(later.getTime() - reopeningsOnSiteMax + 1),
      },
    });
  });

  test("takes the place of the oldest that is over and evaluated", () => {
    const days = over.map((one) => one.surveyDate);
    expect(decide(over)).toMatchObject({ reopenings: [...over.slice(1), wanted] });
    const [first = "", second = "", third = ""] = days;
    expect(decide(over, {}, new Set([first, second]))).toMatchObject({
      reopenings: [...over.filter(({ surveyDate: date }) => date !== third), wanted],
    });
  });

  test("is refused while the days of those that are over are still to be evaluated", () => {
    const days = new Set(over.map((one) => one.surveyDate));
    expect(decide(over, {}, days)).toMatchObject({ refusal: { reason: "too-many-reopenings" } });
  });

  test.each([
    ["a moment before its end", 1, "refused"],
    ["at its end", 0, "reopened"],
  ])("takes the place of another %s: %i ms, %s", (_, millis, kind) => {
    const [last, ...others] = full(later);
    if (last === undefined) throw new Error("no reopening");
    expect(decide([{ ...last, until: new Date(now.getTime() + millis) }, ...others]).kind).toBe(kind);
  });
});
