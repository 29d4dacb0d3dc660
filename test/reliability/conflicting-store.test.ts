import { expect, test } from "vitest";
import { applyFindings } from "../../functions/flows/alerts/apply-findings.ts";
import { collectFaults } from "../../functions/flows/faults/faults.ts";
import { runMigrations } from "../../functions/flows/migrations/run-migrations.ts";
import { enterEnrolment } from "../../functions/flows/registry/enter-enrolment.ts";
import { reopenSurveyDay } from "../../functions/flows/survey-days/reopen-survey-day.ts";
import type { Finding } from "../../shared/domain/alerts/alert.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { type Database, type Item, keyOf } from "../../shared/store/database.ts";
import { migrationStore } from "../../shared/store/migration-store.ts";
import { retryOnConflict } from "../../shared/store/retry-on-conflict.ts";
import { StoreBusy } from "../../shared/store/store-busy.ts";
import type { TableId } from "../../shared/tables.ts";
import { depsOver } from "../rig/intercepted-database.ts";
import { sampleTerritory } from "../rig/sample-schools.ts";
import { writtenOn } from "../rig/written-on.ts";
import {
  closingTime,
  institutes,
  openSurveyDayWorld,
  submit,
  surveyDate,
  thursdayMorning,
} from "./survey-day-world.ts";

const attempts = 10;
const [{ instituteCode, siteCodes }] = institutes;
const [siteCode] = siteCodes;
const time = { remainingMillis: () => 900_000 };
const enrolment = { validFrom: surveyDate, pupils: 101, classes: 5 };

const finding: Finding = {
  scope: { kind: "site", siteCode, territory: sampleTerritory, level: "primary" },
  explanation: {
    rule: "absolute",
    surveyDate,
    verdict: "provisional",
    severity: "attention",
    officeCode: firstOfficeCode,
    policyVersion: 0,
    absent: 60,
    pupils: 100,
    absenceRate: 0.6,
    completeness: { expected: 3, reported: 3, missing: 0 },
    stillAboveIfMissingHadNone: true,
    absenceRateMin: 0.4,
    pupilsMin: 20,
  },
};

/** Every write to the table is refused, as if somebody else had just been quicker. */
function conflicting(database: Database, table: TableId) {
  let refusals = 0;
  async function refused(current: Item | undefined) {
    refusals++;
    return { kind: "refused" as const, current };
  }
  const there = (item: Item) => database.get(table, keyOf(table, item), { consistent: true });
  const over: Database = {
    ...database,
    put: async (on, item, condition) => (on === table ? refused(await there(item)) : database.put(on, item, condition)),
    update: async (on, key, change, condition) =>
      on === table ? refused(await there(key)) : database.update(on, key, change, condition),
  };
  return { database: over, refusals: () => refusals };
}

async function found(findings: readonly Finding[], deps: Deps): Promise<unknown> {
  const faults = collectFaults(deps);
  await applyFindings(surveyDate, new Set([sampleTerritory]), findings, thursdayMorning, { ...deps, faults });
  for (const { cause } of faults.found()) throw cause;
  return undefined;
}

async function siteOf(deps: Deps) {
  const site = await deps.sites.get(siteCode, { consistent: true });
  if (site === undefined) throw new Error("the world has no such site");
  return site;
}

type Writer = {
  table: TableId;
  /** What is there before others write all the time. */
  before?: (deps: Deps) => Promise<unknown>;
  write: (deps: Deps, database: Database) => Promise<unknown>;
  /** What the error says was busy. */
  busy: string;
};

const entry = {
  siteCode,
  instituteCode,
  name: "Un altro nome",
  municipality: "Z001",
  territory: sampleTerritory,
  level: "primary",
} as const;
const closure = {
  closureId: "neve",
  kind: "weather",
  scope: { kind: "region" },
  from: surveyDate,
  to: surveyDate,
  reason: "Neve",
} as const;

const writers: readonly Writer[] = [
  {
    table: "institutes",
    write: ({ institutes }) => institutes.setContacts(instituteCode, [{ email: "a@scuola.example" }], writtenOn()),
    busy: `institute ${instituteCode}`,
  },
  {
    table: "enrolments",
    before: (deps) => deps.enrolments.put(siteCode, { ...enrolment, pupils: 99 }, writtenOn()),
    write: ({ enrolments }) => enrolments.put(siteCode, enrolment, writtenOn()),
    busy: `enrolment ${siteCode} ${surveyDate}`,
  },
  {
    table: "settings",
    write: ({ contactChanges }) => contactChanges.note(instituteCode, [], thursdayMorning),
    busy: `the note on the contacts of ${instituteCode}`,
  },
  {
    table: "settings",
    write: ({ settings }) =>
      settings.setHealthOfficeContacts(firstOfficeCode, { alertDigests: [], operationsNotices: [] }, writtenOn()),
    busy: `the contacts of the office ${firstOfficeCode}`,
  },
  {
    table: "settings",
    write: ({ settings }) => settings.putClosure(firstOfficeCode, closure, writtenOn()),
    busy: "closure neve",
  },
  {
    table: "sites",
    write: ({ sites }) => sites.putRegistryEntry(entry, writtenOn()),
    busy: `site ${siteCode}`,
  },
  {
    table: "sites",
    write: async (deps) => enterEnrolment(await siteOf(deps), enrolment, true, writtenOn(), deps),
    busy: `site ${siteCode}`,
  },
  {
    table: "sites",
    write: async (deps) => {
      const until = new Date(closingTime.getTime() + 3_600_000);
      const reopening = { surveyDate, until, reason: "r", by: "b", at: closingTime };
      return reopenSurveyDay(siteCode, reopening, await deps.settings.territories(), deps, async () => undefined);
    },
    busy: `site ${siteCode}`,
  },
  {
    table: "absenceReports",
    before: (deps) => submit({ deps }, siteCode, 1),
    write: (deps) => submit({ deps }, siteCode, 2),
    busy: `report ${siteCode} ${surveyDate}`,
  },
  {
    table: "alerts",
    write: (deps) => found([finding], deps),
    busy: "the alert of ",
  },
  {
    table: "alerts",
    before: (deps) => found([finding], deps),
    write: (deps) => found([], deps),
    busy: "alert ",
  },
  {
    table: "institutes",
    write: ({ now, log }, database) => {
      const change = { expression: { expression: "SET #seen = #seen" }, condition: { expression: "#seen = #seen" } };
      const step = { name: "a migration", reads: "institutes", rule: () => ({ copies: [], change }) } as const;
      return runMigrations([step], time, { migrations: migrationStore(database), now, log });
    },
    busy: "an item of a migration",
  },
];

test.each(writers)("$busy ($table) is given up as busy where somebody else is always quicker", async (writer) => {
  const world = await openSurveyDayWorld();
  await writer.before?.(world.deps);
  const { database, refusals } = conflicting(world.database, writer.table);
  const fault: unknown = await writer.write(depsOver(database, world.deps), database).catch((cause: unknown) => cause);
  expect(fault).toBeInstanceOf(StoreBusy);
  expect(String(fault)).toMatch(
    new RegExp(`StoreBusy: ${writer.busy}.* changed ${attempts} times while it was written`),
  );
  expect(refusals()).toBeGreaterThanOrEqual(attempts);
});

test("a write that others let through at the last attempt is written", async () => {
  let tried = 0;
  expect(await retryOnConflict("an item", async () => (++tried === attempts ? "saved" : "conflict"))).toBe("saved");
  expect(tried).toBe(attempts);
});
