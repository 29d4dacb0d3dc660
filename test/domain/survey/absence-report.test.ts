import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AbsenceReport,
  firstEnteredAt,
  type ReportContent,
  revisionsMax,
  sameContent,
} from "../../../shared/domain/survey/absence-report.ts";
import { decideReport, reportWarnings } from "../../../shared/domain/survey/decide-report.ts";
import { surveyWindow, timeliness } from "../../../shared/domain/survey/survey-window.ts";

const surveyDate = "2023-02-16";
const window = surveyWindow(surveyDate);
const morning = new Date("2023-02-16T09:00:00+01:00");
const nextDay = new Date("2023-02-17T09:00:00+01:00");
const afterwards = new Date("2023-02-18T00:00:00+01:00");
const site = { siteCode: "MIEE8AN02L", sentinelFrom: "2023-02-16", reopenings: [] };
const enrolment = { validFrom: "2022-09-12", pupils: 100, classes: 5 };

type Input = Parameters<typeof decideReport>[0];

function submit(more: Partial<Input> & { content: ReportContent }) {
  return decideReport({
    site,
    surveyDate,
    isSurveyDay: true,
    enrolment,
    confirm: false,
    by: "office-1",
    now: morning,
    ...more,
  });
}

function accepted(more: Partial<Input> & { content: ReportContent }): AbsenceReport {
  const decision = submit(more);
  if (decision.kind === "refused") throw new Error(decision.refusal.reason);
  return decision.report;
}

/** The reason of a refusal, or what was done instead. */
function outcome(more: Partial<Input> & { content: ReportContent }): string {
  const decision = submit(more);
  return decision.kind === "refused" ? decision.refusal.reason : decision.kind;
}

describe("a first report", () => {
  test("freezes the enrolment it was checked against, and says who entered it and when", () => {
    expect(submit({ content: { absent: 7, illness: 3 } })).toEqual({
      kind: "created",
      report: {
        siteCode: "MIEE8AN02L",
        surveyDate,
        version: 1,
        content: { absent: 7, illness: 3 },
        pupils: 100,
        enteredAt: morning,
        enteredBy: "office-1",
        revisions: [],
      },
    });
  });

  test("may name a version even if there is no report to overwrite", () => {
    expect(outcome({ content: { absent: 7 }, ifMatch: [3] })).toBe("created");
    expect(submit({ content: { absent: 7 }, ifMatch: "any" })).toStrictEqual({
      kind: "refused",
      refusal: { reason: "version-conflict" },
    });
  });

  test("that the site was closed needs no enrolment and has no denominator", () => {
    const { enrolment: _, ...rest } = { enrolment, content: { closed: true, reason: "burst pipe" } as const };
    const decision = decideReport({
      site,
      surveyDate,
      isSurveyDay: true,
      confirm: false,
      by: "office-1",
      now: morning,
      ...rest,
    });
    expect(decision).toMatchObject({ kind: "created", report: { pupils: 0, content: { closed: true } } });
  });
});

describe("the checks of a report", () => {
  test.each([
    ["nobody absent", { absent: 0 }, "created"],
    ["40 of 100", { absent: 40 }, "created"],
    ["41 of 100", { absent: 41 }, "needs-confirmation"],
    ["100 of 100", { absent: 100 }, "needs-confirmation"],
    ["101 of 100", { absent: 101 }, "absent-exceeds-enrolled"],
    ["as many ill as absent", { absent: 7, illness: 7 }, "created"],
    ["more ill than absent", { absent: 7, illness: 8 }, "illness-exceeds-absent"],
  ])("%s", (_, content, expected) => {
    expect(outcome({ content })).toBe(expected);
  });

  test("a count needs an enrolment", () => {
    const asked = { site, surveyDate, isSurveyDay: true, confirm: false, by: "office-1", now: morning };
    expect(decideReport({ ...asked, content: { absent: 1 } })).toEqual({
      kind: "refused",
      refusal: { reason: "enrolment-missing", siteCode: "MIEE8AN02L", date: surveyDate },
    });
  });

  test("a confirmation answers a warning, not an error", () => {
    expect(outcome({ content: { absent: 41 }, confirm: true })).toBe("created");
    expect(outcome({ content: { absent: 101 }, confirm: true })).toBe("absent-exceeds-enrolled");
    expect(outcome({ content: { absent: 7, illness: 8 }, confirm: true })).toBe("illness-exceeds-absent");
  });

  test("a refusal carries what its reader needs", () => {
    expect(submit({ content: { absent: 101 } })).toEqual({
      kind: "refused",
      refusal: { reason: "absent-exceeds-enrolled", absent: 101, pupils: 100 },
    });
    expect(submit({ content: { absent: 7 }, now: afterwards })).toEqual({
      kind: "refused",
      refusal: { reason: "survey-day-closed", window },
    });
    expect(submit({ content: { absent: 60 } })).toEqual({
      kind: "refused",
      refusal: { reason: "needs-confirmation", warnings: ["over-40-percent-absent"] },
    });
  });

  test.each([
    ["40 %", { absent: 40 }, 100, []],
    ["just over 40 %", { absent: 2 }, 4, ["over-40-percent-absent"]],
    ["exactly 40 % where it is no finite binary fraction", { absent: 2 }, 5, []],
    ["nobody of 200", { absent: 0 }, 200, []],
    ["nobody of 201", { absent: 0 }, 201, ["zero-absent-in-large-site"]],
    ["one of 201", { absent: 1 }, 201, []],
    ["nobody of nobody", { absent: 0 }, 0, []],
    ["a closed site", { closed: true, reason: "snow" } as const, 0, []],
  ])("warnings for %s", (_, content, pupils, warnings) => {
    expect(reportWarnings(content, pupils)).toEqual(warnings);
  });
});

describe("the survey day of a report", () => {
  const reopenings = [
    { surveyDate, at: afterwards, until: new Date("2023-02-20T12:00:00+01:00"), reason: "strike", by: "ats-1" },
  ];
  test.each([
    ["the last second before", "2023-02-15T23:59:59+01:00", "survey-day-not-open"],
    ["the first second", "2023-02-16T00:00:00+01:00", "created"],
    ["the last second of the day after", "2023-02-17T23:59:59+01:00", "created"],
    ["the first second after that", "2023-02-18T00:00:00+01:00", "survey-day-closed"],
  ])("%s", (_, now, expected) => {
    expect(outcome({ content: { absent: 7 }, now: new Date(now) })).toBe(expected);
  });

  test("takes entries and corrections again while it is reopened", () => {
    const reopened = { ...site, reopenings };
    const monday = new Date("2023-02-20T11:59:59+01:00");
    const noon = new Date("2023-02-20T12:00:00+01:00");
    expect(outcome({ content: { absent: 7 }, site: reopened, now: monday })).toBe("created");
    expect(outcome({ content: { absent: 7 }, site: reopened, now: noon })).toBe("survey-day-closed");
    const existing = accepted({ content: { absent: 7 } });
    expect(outcome({ content: { absent: 8 }, site: reopened, now: monday, existing, ifMatch: [1] })).toBe("corrected");
  });

  test("must be one, and the site a sentinel on it", () => {
    expect(outcome({ content: { absent: 7 }, isSurveyDay: false })).toBe("not-a-survey-day");
    expect(outcome({ content: { absent: 7 }, site: { ...site, sentinelFrom: "2023-02-17" } })).toBe(
      "site-not-sentinel",
    );
    expect(outcome({ content: { absent: 7 }, site: { ...site, sentinelUntil: surveyDate } })).toBe("site-not-sentinel");
  });
});

describe("the same report again", () => {
  const existing = accepted({ content: { absent: 41 }, confirm: true });
  test.each([
    ["at once", {}],
    ["with an old version", { ifMatch: [7] }],
    ["after closing", { now: afterwards }],
    ["when the site is no sentinel any more", { site: { ...site, sentinelUntil: surveyDate } }],
    ["when the day turned out to be none", { isSurveyDay: false }],
    ["by someone else", { by: "office-2" }],
    ["when fewer are enrolled than were absent", { enrolment: { ...enrolment, pupils: 30 } }],
  ])("changes nothing: %s", (_, more) => {
    expect(submit({ content: { absent: 41 }, existing, ...more })).toEqual({ kind: "unchanged", report: existing });
  });

  test.each([
    [{ absent: 0 }, { absent: 0 }, true],
    [{ absent: 7, illness: 0 }, { absent: 7, illness: 0 }, true],
    [{ absent: 7, illness: 0 }, { absent: 7 }, false],
    [{ absent: 7 }, { absent: 8 }, false],
    [{ closed: true, reason: "snow" }, { closed: true, reason: "snow" }, true],
    [{ closed: true, reason: "snow" }, { closed: true, reason: "ice" }, false],
    [{ closed: true, reason: "snow" }, { absent: 0 }, false],
    [{ absent: 0 }, { closed: true, reason: "snow" }, false],
  ] as const)("%j and %j say the same: %s", (one, other, same) => {
    expect(sameContent(one, other)).toBe(same);
  });
});

describe("a correction", () => {
  const existing = accepted({ content: { absent: 7 } });

  test("keeps the earlier state with its author and time", () => {
    const moved = { ...enrolment, pupils: 104 };
    const more = { existing, ifMatch: [1], now: nextDay, by: "office-2", enrolment: moved };
    expect(submit({ content: { absent: 9 }, ...more })).toEqual({
      kind: "corrected",
      report: {
        siteCode: "MIEE8AN02L",
        surveyDate,
        version: 2,
        content: { absent: 9 },
        pupils: 104,
        enteredAt: nextDay,
        enteredBy: "office-2",
        revisions: [{ version: 1, content: { absent: 7 }, pupils: 100, enteredAt: morning, enteredBy: "office-1" }],
      },
    });
  });

  test.each([
    ["without the version it corrects", {}, "version-conflict"],
    ["of an older version", { ifMatch: [0] }, "version-conflict"],
    ["of a version that does not exist", { ifMatch: [2] }, "version-conflict"],
    ["of the version that stands", { ifMatch: [1] }, "corrected"],
    ["of one of several versions", { ifMatch: [7, 1] }, "corrected"],
    ["of none of several versions", { ifMatch: [7, 0] }, "version-conflict"],
    ["of whatever stands", { ifMatch: "any" as const }, "corrected"],
    ["after closing", { ifMatch: [1], now: afterwards }, "survey-day-closed"],
    ["after closing, of an older version", { ifMatch: [0], now: afterwards }, "survey-day-closed"],
  ])("%s", (_, more, expected) => {
    expect(outcome({ content: { absent: 9 }, existing, ...more })).toBe(expected);
  });

  test("that loses the race gets the winning value before its own is checked", () => {
    expect(submit({ content: { absent: 101 }, existing })).toEqual({
      kind: "refused",
      refusal: { reason: "version-conflict", current: existing },
    });
  });

  test("takes the 50th revision and refuses the 51st", () => {
    let report = existing;
    while (report.version < revisionsMax) {
      report = accepted({ content: { absent: report.version % 30 }, existing: report, ifMatch: [report.version] });
    }
    expect(report.revisions).toHaveLength(revisionsMax - 1);
    expect(submit({ content: { absent: 31 }, existing: report, ifMatch: [revisionsMax] })).toEqual({
      kind: "refused",
      refusal: { reason: "too-many-revisions", revisionsMax },
    });
  });

  test("loses nothing after submissions in any order", () => {
    const content = fc.oneof(
      fc.nat(120).map((absent): ReportContent => ({ absent })),
      fc.constantFrom("snow", "pipe").map((reason): ReportContent => ({ closed: true, reason })),
    );
    const attempt = fc.record({
      content,
      ifMatch: fc.oneof(fc.constant("any" as const), fc.array(fc.nat(8), { maxLength: 3 })),
      confirm: fc.boolean(),
      minute: fc.nat(4000),
    });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 20 }), (attempts) => {
        let current: AbsenceReport | undefined;
        let written = 0;
        for (const { minute, ...tried } of attempts) {
          const now = new Date(window.opensAt.getTime() + minute * 60_000);
          const before: AbsenceReport | undefined = current;
          const decision = submit({ ...tried, ...(before === undefined ? {} : { existing: before }), now });
          if (decision.kind === "refused") continue;
          current = decision.report;
          if (decision.kind === "unchanged") {
            expect(current).toBe(before);
            continue;
          }
          written += 1;
          const { siteCode: _, surveyDate: __, revisions = [], ...head } = before ?? {};
          expect(current.revisions).toEqual(before === undefined ? [] : [...revisions, head]);
          expect(current.content).toBe(tried.content);
          expect(now < window.lateUntil).toBe(true);
        }
        expect(current?.version ?? 0).toBe(written);
      }),
    );
  });
});

describe("timeliness", () => {
  test("ends with the survey day", () => {
    expect(timeliness(new Date("2023-02-16T23:59:59.999+01:00"), window)).toBe("on-time");
    expect(timeliness(new Date("2023-02-17T00:00:00+01:00"), window)).toBe("late");
  });

  test("is that of the first entry: a correction makes nobody late", () => {
    const first = accepted({ content: { absent: 7 } });
    const corrected = accepted({ content: { absent: 9 }, existing: first, ifMatch: [1], now: nextDay });
    const again = accepted({ content: { absent: 8 }, existing: corrected, ifMatch: [2], now: nextDay });
    expect(firstEnteredAt(first)).toBe(morning);
    expect(firstEnteredAt(again)).toBe(morning);
    expect(timeliness(firstEnteredAt(again), window)).toBe("on-time");
  });
});
