import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { runsBetween, type ScheduledRun } from "../../../infra/local/schedule-runs.ts";
import { addDays, formatInstant, type LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { JobOutcome } from "../../../shared/runtime/job-chain.ts";
import { refuseDamaged } from "../../../shared/store/parse-item.ts";
import { pageShape } from "../../rig/gateway-of.ts";
import { worldOfEachTest } from "../../rig/world-of-each-test.ts";
import { gathered } from "../../store/on-each-engine.ts";

/**
 * February 2023 in four territories. All survey on Tuesdays and Thursdays until the 14th. On the 10th it is entered that
 * Brescia surveys on Monday, Wednesday and Friday from the 15th on, and Como on Wednesday, Thursday and Friday; on the
 * 20th that Brescia goes back to Tuesday and Thursday from the 28th on. Milano and Como have Carnival by the ambrosian
 * rite (Friday 24 and Saturday 25), Lodi and Brescia by the roman one (Monday 20 and Tuesday 21).
 *
 * In each territory the site M reports 10 of 200 on each day of February on which it has lessons, at ten; N never does.
 */
const territories = ["BRESCIA", "COMO", "LODI", "MILANO"] as const;
type Place = (typeof territories)[number];
const letters = { BRESCIA: "B", COMO: "C", LODI: "L", MILANO: "M" } as const satisfies Record<Place, string>;
const institutesOf = (place: Place) => [`ZZIC${letters[place]}0001M`, `ZZIC${letters[place]}0002N`] as const;
const sitesOf = (place: Place) => [`ZZEE${letters[place]}0101M`, `ZZEE${letters[place]}0201N`] as const;

const toMondays = [
  { from: "2023-02-15", territories: ["BRESCIA"], weekdays: ["monday", "wednesday", "friday"] },
  { from: "2023-02-15", territories: ["COMO"], weekdays: ["wednesday", "thursday", "friday"] },
];
const andBack = [...toMondays, { from: "2023-02-28", territories: ["BRESCIA"], weekdays: ["tuesday", "thursday"] }];

/** Each day of the month and two more: where a day opens, who gets a mail, and what closes. Empty days are left out. */
const month = `
02-02 opens B C L M
02-03 mails BN CN LN MN
02-04 closes B02 C02 L02 M02
02-07 opens B C L M
02-08 mails BN CN LN MN
02-09 opens B C L M; closes B07 C07 L07 M07
02-10 mails BN CN LN MN
02-11 closes B09 C09 L09 M09
02-14 opens B C L M
02-15 opens B C; mails BM BN CN LN MN
02-16 opens C L M; mails BN CN; closes B14 C14 L14 M14
02-17 opens B C; mails CN LN MN; closes B15 C15
02-18 mails BN CN; closes C16 L16 M16
02-19 closes B17 C17
02-20 opens B
02-21 opens L M
02-22 opens B C; mails MN; closes B20
02-23 opens C L M; mails BN CN; closes L21 M21
02-24 opens B C; mails CN LN MN; closes B22 C22
02-25 mails BN; closes C23 L23 M23
02-26 closes B24 C24
02-27 opens B
02-28 opens B L M; mails BN
03-01 opens C; mails BN LN MN; closes B27
03-02 opens B C L M; mails CM CN; closes B28 L28 M28
`;

/** How each territory's two sites stand once a day is closed: on time, late, missing, exempt. */
const closedDays = {
  BRESCIA: `02 1 0 1 0|07 1 0 1 0|09 1 0 1 0|14 0 1 1 0|15 1 0 1 0|17 1 0 1 0|20 0 0 0 2|22 1 0 1 0|24 1 0 1 0
|27 1 0 1 0|28 1 0 1 0`,
  COMO: `02 1 0 1 0|07 1 0 1 0|09 1 0 1 0|14 1 0 1 0|15 1 0 1 0|16 1 0 1 0|17 1 0 1 0|22 1 0 1 0|23 1 0 1 0
|24 0 0 0 2`,
  LODI: "02 1 0 1 0|07 1 0 1 0|09 1 0 1 0|14 1 0 1 0|16 1 0 1 0|21 0 0 0 2|23 1 0 1 0|28 1 0 1 0",
  MILANO: "02 1 0 1 0|07 1 0 1 0|09 1 0 1 0|14 1 0 1 0|16 1 0 1 0|21 1 0 1 0|23 1 0 1 0|28 1 0 1 0",
} as const satisfies Record<Place, string>;

/** In each territory, site M once has 70 of 200 absent, when there is enough history. Also the days of its baseline. */
const signals = {
  // Monday 27 is late while Tuesday 28 is open, so it is no history before the final verdict.
  BRESCIA: {
    on: "2023-02-28",
    used: "02 07 09 14 15 22",
    // On Monday 20 there are no lessons.
    excluded: { "2023-02-17": "before-closure", "2023-02-24": "guard", "2023-02-27": "guard" },
  },
  // At the final verdict the day before is closed as well.
  COMO: {
    on: "2023-02-23",
    used: "02 07 09 14 15 16",
    excluded: { "2023-02-17": "guard", "2023-02-22": "guard" },
  },
  // Nobody counted on the 21st.
  LODI: { on: "2023-02-28", used: "02 07 09 14 16", excluded: { "2023-02-23": "guard" } },
  MILANO: {
    on: "2023-02-28",
    used: "02 07 09 14 16",
    // On Friday 24 there are no lessons.
    excluded: { "2023-02-21": "guard", "2023-02-23": "before-closure" },
  },
} as const satisfies Record<Place, { on: LocalDate; used: string; excluded: Record<LocalDate, string> }>;

const trial = worldOfEachTest();
let healthOffice: string;
const lived: { mailed: Map<string, string[]>; watched: JobOutcome[] } = { mailed: new Map(), watched: [] };

const put = async (target: string, json: unknown, token = healthOffice) =>
  (await trial.now.call("PUT", target, { token, json })).status;

async function settle(): Promise<void> {
  for (const territory of territories) {
    for (const [index, siteCode] of sitesOf(territory).entries()) {
      const instituteCode = institutesOf(territory)[index] ?? "";
      const site = { name: siteCode, instituteCode, territory, level: "primary", sentinelFrom: "2023-02-01" };
      expect(await put(`/v1/sites/${siteCode}`, site)).toBe(201);
      const token = await trial.now.tokenOf(instituteCode);
      expect(await put(`/v1/sites/${siteCode}/enrolments/2022-09-01`, { pupils: 200, classes: 10 }, token)).toBe(201);
      const email = `${letters[territory]}${siteCode.slice(-1)}@scuola.example`;
      expect(await put(`/v1/institutes/${instituteCode}/contacts`, { contacts: [{ email }] }, token)).toBe(200);
    }
  }
  // Como's own rite. Nothing enters one yet.
  const key = { name: "common", version: "territory#COMO" };
  const own = { expression: "SET #rite = :rite", values: { rite: "ambrosian" } };
  await trial.now.database.update("settings", key, own, { expression: "attribute_exists(#name)" });
  trial.now.deps.forgetCalendar();
}

/** The first run of each job on each date, and the last one for the alerts. The runs in between find nothing new. */
function oneOfEachJob(runs: readonly ScheduledRun[]): ScheduledRun[] {
  const chosen = [...Map.groupBy(runs, ({ job }) => job)].map(([job, own]) =>
    job === "raise-alerts" ? own.at(-1) : own[0],
  );
  return runs.filter((run) => run.job !== "send-notices" && chosen.includes(run));
}

async function run({ job, at }: ScheduledRun): Promise<void> {
  trial.now.setNow(at);
  const outcome = await trial.now.run(job);
  if (job === "watch") lived.watched.push(outcome);
  const mails = await trial.now.mails();
  if (mails.length === 0) return;
  await trial.now.clearMails();
  const to = mails.map((mail) => mail.to.join().slice(0, 2).toUpperCase());
  const when = formatInstant(at).slice(5, 16);
  lived.mailed.set(when, [...(lived.mailed.get(when) ?? []), ...to.toSorted()]);
}

async function report(territory: Place, surveyDate: LocalDate): Promise<void> {
  const absent = signals[territory].on === surveyDate ? 70 : 10;
  const token = await trial.now.tokenOf(institutesOf(territory)[0]);
  const target = `/v1/sites/${sitesOf(territory)[0]}/absence-reports/${surveyDate}`;
  expect(await put(target, { absent }, token), `${territory} ${surveyDate}`).toBe(201);
}

/** Makes the entries at ten on a date. */
async function tenOClock(date: LocalDate): Promise<void> {
  trial.now.setNow(`${date}T10:00:00+01:00`);
  const enter = (surveyWeekdays: unknown) => put("/v1/school-calendars/2022-23", { surveyWeekdays });
  if (date === "2023-02-10") expect(await enter(toMondays)).toBe(200);
  if (date === "2023-02-20") expect(await enter(andBack)).toBe(200);
  // Brescia forgets the 14th: on the 15th both days can be entered.
  if (date === "2023-02-15") await report("BRESCIA", "2023-02-14");
  for (const territory of territories) {
    const isOpen = closedDays[territory].split("|").some((day) => date === `2023-02-${day.trim().slice(0, 2)}`);
    const hasLessons = !closedDays[territory].includes(`${date.slice(8)} 0 0 0 2`);
    if (isOpen && hasLessons && !(territory === "BRESCIA" && date === "2023-02-14")) await report(territory, date);
  }
}

async function liveThrough(from: LocalDate, to: LocalDate): Promise<void> {
  const midnight = (date: LocalDate) => new Date(`${date}T00:00:00+01:00`);
  for (let date = from; date <= to; date = addDays(date, 1)) {
    const runs = oneOfEachJob(runsBetween(midnight(date), midnight(addDays(date, 1))));
    const ten = new Date(`${date}T10:00:00+01:00`);
    for (const one of runs.filter(({ at }) => at < ten)) await run(one);
    await tenOClock(date);
    for (const one of runs.filter(({ at }) => at >= ten)) await run(one);
  }
}

const datesOfMonth = Array.from({ length: 30 }, (_, day) => addDays("2023-02-01", day));
const statesOf = async (territory: Place) =>
  (await trial.now.deps.surveyDays.states(territory, datesOfMonth, refuseDamaged)).toSorted((one, other) =>
    one.surveyDate < other.surveyDate ? -1 : 1,
  );

beforeEach(async () => {
  lived.mailed.clear();
  lived.watched.length = 0;
  healthOffice = await trial.now.tokenOf("health-office");
  trial.now.setNow("2023-01-31T09:00:00+01:00");
  await settle();
  // The schools get a mail about the entered addresses.
  await trial.now.run("send-notices");
  await trial.now.clearMails();
});

/** `MM-DD HH:MM` of every event, in the form of the month above. */
async function happened(): Promise<string> {
  const opened = new Map<string, string[]>();
  const closed = new Map<string, string[]>();
  for (const territory of territories) {
    for (const { surveyDate, openedAt, closedAt } of await statesOf(territory)) {
      const letter = letters[territory];
      expect(formatInstant(openedAt).slice(0, 16), territory).toBe(`${surveyDate}T00:05`);
      opened.set(surveyDate.slice(5), [...(opened.get(surveyDate.slice(5)) ?? []), letter]);
      if (closedAt === undefined) continue;
      const at = formatInstant(closedAt);
      expect(at.slice(11, 16), `${territory} ${surveyDate}`).toBe("00:10");
      closed.set(at.slice(5, 10), [...(closed.get(at.slice(5, 10)) ?? []), letter + surveyDate.slice(8)]);
    }
  }
  const mailed = new Map<string, string[]>();
  for (const [at, to] of lived.mailed) {
    expect(at.slice(6)).toBe("08:30");
    mailed.set(at.slice(0, 5), to);
  }
  const lines = datesOfMonth.flatMap((date) => {
    const day = date.slice(5);
    const parts = Object.entries({ opens: opened, mails: mailed, closes: closed }).flatMap(([what, on]) => {
      const things = on.get(day);
      return things === undefined ? [] : [`${what} ${things.join(" ")}`];
    });
    return parts.length === 0 ? [] : [`${day} ${parts.join("; ")}`];
  });
  return `\n${lines.join("\n")}\n`;
}

describe("territories with different survey weekdays", () => {
  it("open, remind, close and are watched each by its own, through a whole month", async () => {
    await liveThrough("2023-02-01", "2023-03-02");
    expect(await happened()).toBe(month);
    for (const territory of territories) {
      const days = (await statesOf(territory)).flatMap(({ surveyDate, totals }) =>
        totals === undefined
          ? []
          : [`${surveyDate.slice(8)} ${totals.onTime} ${totals.late} ${totals.missing} ${totals.exempt}`],
      );
      expect(days, territory).toEqual(closedDays[territory].split("|").map((day) => day.trim()));
      for (const date of days.map((day) => `2023-02-${day.slice(0, 2)}`)) {
        const asked = await gathered(trial.now.deps.surveyDays.expectedPages(territory, date, refuseDamaged));
        expect(
          asked.map(({ siteCode }) => siteCode),
          `${territory} ${date}`,
        ).toEqual(sitesOf(territory));
      }
    }
    expect(lived.watched).toHaveLength(30);
    for (const outcome of lived.watched) {
      expect(outcome).toMatchObject({ jobsOverdue: 0, reportsNotEvaluated: 0, silentSurveyDays: 0 });
    }
    await historiesAreWhole();
  });
});

/** The signal, the series and the reports of site M do not depend on today's weekdays. */
async function historiesAreWhole(): Promise<void> {
  for (const territory of territories) {
    const [siteCode] = sitesOf(territory);
    const { on, used, excluded } = signals[territory];
    const alert = await trial.now.call("GET", `/v1/alerts/site.${siteCode}.site.1`, { token: healthOffice });
    const point = z.object({ surveyDate: z.string(), absent: z.number() });
    const excludedPoint = z.object({ surveyDate: z.string(), reason: z.string() });
    const test = z.object({ baselineUsed: z.array(point), baselineExcluded: z.array(excludedPoint) });
    const explanation = z.object({ surveyDate: z.string(), verdict: z.string(), test });
    const { crossings } = z.object({ crossings: z.array(z.object({ explanation })) }).parse(alert.body);
    expect(crossings, territory).toHaveLength(1);
    expect(crossings[0]?.explanation, territory).toMatchObject({ surveyDate: on, verdict: "final" });
    const { baselineUsed = [], baselineExcluded = [] } = crossings[0]?.explanation.test ?? {};
    expect(baselineUsed, territory).toEqual(
      used.split(" ").map((day) => ({ surveyDate: `2023-02-${day}`, absent: 10 })),
    );
    expect(Object.fromEntries(baselineExcluded.map((one) => [one.surveyDate, one.reason])), territory).toEqual(
      excluded,
    );

    const closed = closedDays[territory].split("|").map((day) => `2023-02-${day.trim().slice(0, 2)}`);
    const series = `/v1/series?siteCode=${siteCode}&from=2023-02-01&to=2023-03-02`;
    const { body } = await trial.now.call("GET", series, { token: healthOffice });
    const { items } = z.object({ items: z.array(z.object({ date: z.string() })) }).parse(body);
    expect(
      items.map(({ date }) => date),
      territory,
    ).toEqual(closed);

    const token = await trial.now.tokenOf(institutesOf(territory)[0]);
    const listed = await trial.now.call("GET", `/v1/sites/${siteCode}/absence-reports?limit=100`, { token });
    const entered = pageShape.parse(listed.body).items.map(({ date }) => date);
    const counted = closed.filter((date) => !closedDays[territory].includes(`${date.slice(8)} 0 0 0 2`));
    expect(entered.toReversed(), territory).toEqual(counted);
  }
}
