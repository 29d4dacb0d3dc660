import { collectFaults } from "../functions/flows/faults/faults.ts";
import { sendReminders } from "../functions/flows/mail/send-reminders.ts";
import { evaluateSurveyDay } from "../functions/flows/survey-days/evaluate-survey-day.ts";
import { job as watch } from "../functions/jobs/watch.ts";
import { permanentCalendar } from "../shared/domain/calendar/calendar.ts";
import { addDays } from "../shared/domain/calendar/local-date.ts";
import { firstOfficeCode } from "../shared/domain/region/health-office.ts";
import { noCount } from "../shared/domain/survey/day-sheet.ts";
import { surveyWindow } from "../shared/domain/survey/survey-window.ts";
import { fillSurveyDay, isMissing } from "../test/rig/fill-survey-day.ts";
import { registerInstitute } from "../test/rig/sample-institute.ts";
import { sampleInstituteCode, sampleSiteCode, sampleSites, sampleTerritory } from "../test/rig/sample-schools.ts";
import { totalOf } from "../test/rig/spent-units.ts";
import { openWorld, type World } from "../test/rig/world.ts";
import type { BenchRow } from "./bench-row.ts";

const schoolYearFrom = "2022-09-12";
const surveyDate = "2023-02-16";
const openAt = new Date("2023-02-16T09:00:00+01:00");
const reminderAt = new Date("2023-02-17T08:30:00+01:00");
const watchedAt = new Date("2023-02-17T12:20:00+01:00");

/** Units that one operation consumes, as the engine's answers report them. */
export type OperationUnits = { readUnits: number; writeUnits: number };

/** The measured units behind the cost of a site. */
export type MeasuredUnits = {
  firstSubmission: OperationUnits;
  /** Reading the form before: the institute with its sites and the days due, for an institute of one site. */
  form: OperationUnits;
  enrolmentVariation: OperationUnits;
  /** One reminder, without reading which sites are missing. */
  reminder: OperationUnits;
  /** Settling one mail in the ledger when SES reports it. */
  settlement: OperationUnits;
  /** One evaluation of a day, for each of its sites, with a full history. */
  evaluationPerSite: OperationUnits;
  /** One check by the watch of a day whose reminders are due, for each of its sites. */
  watchPerSite: OperationUnits;
};

type Capacity = { rows: BenchRow[]; units: MeasuredUnits };

/** Capacity units of the operations that happen for every site. The engine must report units in its answers. */
export async function measureCapacity(): Promise<Capacity> {
  const world = await openWorld({ engine: "real", now: openAt });
  try {
    if (world.kind !== "dynoxide") throw new Error(`${world.kind} does not answer as DynamoDB does`);
    const submissions = await measureSubmissions(world);
    const reminder = await measureReminder(world);
    const day = await measureDay(world);
    return {
      rows: [...submissions.rows, ...day.rows],
      units: { ...submissions.units, ...reminder, ...day.units },
    };
  } finally {
    await world.stop();
  }
}

const failedConditionNote =
  "no answer tells what a failed condition consumes: 1 unit a KB of the larger item, by the Developer Guide";

async function measureSubmissions(world: World) {
  const instituteCode = sampleInstituteCode(0);
  const siteCodes = [sampleSiteCode(0)];
  await registerInstitute({ instituteCode, siteCodes, pupils: 220 }, schoolYearFrom, world.deps);
  const token = await world.tokenOf(instituteCode);
  const reportPath = `/v1/sites/${siteCodes[0]}/absence-reports/${surveyDate}`;
  // Each function reads the calendar once a minute, so it does not count for a submission.
  await world.deps.calendar();

  async function spent(method: string, path: string, status: number, json?: unknown, ifMatch?: string) {
    world.spent();
    const headers = ifMatch === undefined ? {} : { "if-match": ifMatch };
    const reply = await world.send(method, path, { token, headers, ...(json === undefined ? {} : { json }) });
    if (reply.statusCode !== status) throw new Error(`${method} ${path}: ${reply.statusCode} ${reply.body}`);
    return world.spent();
  }
  const form = await spent("GET", `/v1/institutes/${instituteCode}`, 200);
  const first = await spent("PUT", reportPath, 201, { absent: 12 });
  const again = await spent("PUT", reportPath, 200, { absent: 12 });
  const correction = await spent("PUT", reportPath, 200, { absent: 13 }, '"1"');
  const variation = { pupils: 221, classes: 10 };
  const enrolment = await spent("PUT", `/v1/sites/${siteCodes[0]}/enrolments/2023-02-01`, 201, variation);
  const rows = [
    ...submissionRows(
      "first submission",
      first,
      "against 2 with an index, 2 in a transaction, 3 with an idempotency record",
    ),
    ...submissionRows("the same again, its answer lost", again, failedConditionNote),
    ...submissionRows("a correction", correction),
  ];
  return { rows, units: { firstSubmission: first, form, enrolmentVariation: enrolment } };
}

const submissionBudget = { writeUnits: 1, readUnits: 0.5 };

function submissionRows(what: string, spent: OperationUnits, note?: string): BenchRow[] {
  const row = (ours: number, baseline: number, unit: string) => ({
    what,
    ours,
    baseline,
    ratio: ours / baseline,
    unit,
    budget: `≤ ${baseline} ${unit}`,
    kept: ours <= baseline,
    ...(note === undefined ? {} : { note }),
  });
  return [
    row(spent.writeUnits, submissionBudget.writeUnits, "WRU"),
    row(spent.readUnits, submissionBudget.readUnits, "RRU"),
  ];
}

/** The difference between reminding eleven institutes and one, divided by ten; and the settlement of one mail. */
async function measureReminder(world: World): Promise<Pick<MeasuredUnits, "reminder" | "settlement">> {
  const { deps } = world;
  world.setNow(reminderAt);
  const mailer = { send: async () => ({ kind: "accepted" as const, messageId: "m" }) };
  const options = { ...deps, mailer, mailRatePerSecond: 1_000, faults: collectFaults(deps) };
  async function spentOn(day: string, institutes: number): Promise<OperationUnits> {
    const sites = Array.from({ length: institutes }, (_, number) => ({
      siteCode: sampleSiteCode(100 + number),
      instituteCode: sampleInstituteCode(100 + number),
    }));
    for (const { siteCode, instituteCode } of sites)
      await registerInstitute({ instituteCode, siteCodes: [siteCode], pupils: 220 }, schoolYearFrom, deps);
    const expected = sites.map((site) => ({ ...site, level: "primary" as const, territory: sampleTerritory }));
    await deps.surveyDays.freezePart(sampleTerritory, day, 1, expected, true);
    const openedAt = surveyWindow(day).opensAt;
    await deps.surveyDays.markOpen(sampleTerritory, day, { parts: 1, asked: institutes, openedAt });
    world.spent();
    const counts = await sendReminders(day, 1, { remainingMillis: () => Number.POSITIVE_INFINITY }, options);
    if (counts.sent !== institutes) throw new Error(`${counts.sent} of ${institutes} reminders sent`);
    return world.spent();
  }
  const [one, eleven] = [await spentOn("2023-02-07", 1), await spentOn("2023-02-09", 11)];
  const key = {
    surveyDate: "2023-02-07",
    kind: "reminder",
    officeCode: firstOfficeCode,
    recipient: sampleInstituteCode(100),
    round: 1,
  } as const;
  await deps.mailLedger.mark(key, ["sent"], "delivered", { messageId: "m" });
  const settlement = world.spent();
  return {
    reminder: {
      readUnits: (eleven.readUnits - one.readUnits) / 10,
      writeUnits: (eleven.writeUnits - one.writeUnits) / 10,
    },
    settlement,
  };
}

const daySites = 8_000;
const historyDays = 30;
const reportBytes = 110;
/** A read unit is two eventually consistent reads of 4 KB. */
const bytesPerReadUnit = 8_192;
const dayRatioMax = 1.5;

async function measureDay(world: World) {
  const { deps } = world;
  const sites = sampleSites(daySites);
  await fillHistory(
    world,
    sites.map(({ siteCode }) => siteCode),
  );
  await fillSurveyDay(world, surveyDate, sites);
  world.spent();
  const time = { remainingMillis: () => Number.POSITIVE_INFINITY };
  const run = { ...deps, faults: collectFaults(deps) };
  await evaluateSurveyDay({ surveyDate, verdict: "provisional" }, reminderAt, time, run);
  const byTable = world.spentByTable();
  const { readUnits, writeUnits } = totalOf(byTable);
  const reports = sites.filter((_, position) => !isMissing(position)).length;
  const floor = (reports * reportBytes) / bytesPerReadUnit;
  const ours = byTable.get("absenceReports")?.readUnits ?? Number.NaN;
  const days = byTable.get("surveyDays")?.readUnits ?? Number.NaN;
  const row: BenchRow = {
    what: `evaluating a day, ${daySites} sites: reading the reports`,
    ours,
    baseline: floor,
    ratio: ours / floor,
    unit: "RRU",
    budget: `≤ ${dayRatioMax} × n × ${reportBytes} B / ${bytesPerReadUnit}`,
    kept: ours <= dayRatioMax * floor,
    note: `with the expected set and ${historyDays} day sheets ${days.toFixed(1)} RRU more`,
  };
  world.setNow(watchedAt);
  await watch(deps, { remainingMillis: () => Number.POSITIVE_INFINITY });
  const watched = world.spent();
  const perSite = (spent: OperationUnits): OperationUnits => ({
    readUnits: spent.readUnits / daySites,
    writeUnits: spent.writeUnits / daySites,
  });
  return {
    rows: [row],
    units: { evaluationPerSite: perSite({ readUnits, writeUnits }), watchPerSite: perSite(watched) },
  };
}

/** Closed days with one sheet each, before the survey day. */
async function fillHistory({ deps }: World, siteCodes: readonly string[]): Promise<void> {
  const before = addDays(surveyDate, -1);
  const dates = permanentCalendar.regional().surveyDays(addDays(surveyDate, -200), before).slice(-historyDays);
  const sites = sampleSites(siteCodes.length);
  for (const date of dates) {
    const partSites = 2_000;
    const parts = Math.ceil(sites.length / partSites);
    for (let part = 1; part <= parts; part++) {
      const slice = sites.slice((part - 1) * partSites, part * partSites);
      await deps.surveyDays.freezePart(sampleTerritory, date, part, slice, part === parts);
    }
    const { opensAt, lateUntil } = surveyWindow(date);
    const asked = sites.length;
    await deps.surveyDays.markOpen(sampleTerritory, date, { parts, asked, openedAt: opensAt });
    const sheet = {
      territory: sampleTerritory,
      surveyDate: date,
      siteCodes,
      levels: sites.map(({ level }) => level),
      pupils: new Int32Array(asked).fill(220),
      absent: Int32Array.from(siteCodes, (_, position) => (isMissing(position) ? noCount : 12)),
      flags: new Uint16Array(asked).fill(1),
    };
    await deps.surveyDays.writeSheet(sheet, lateUntil);
    const totals = { expected: asked, onTime: asked, late: 0, missing: 0, exempt: 0 };
    await deps.surveyDays.markClosed(sampleTerritory, date, { closedAt: lateUntil, totals });
  }
}
