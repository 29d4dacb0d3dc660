import { NumberValueImpl } from "@aws-sdk/util-dynamodb";
import type { Closure } from "../../shared/domain/calendar/closure.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Database, Key } from "../../shared/store/database.ts";
import { closureKey } from "../../shared/store/settings-store.ts";
import { type Table, type TableId, tables } from "../../shared/tables.ts";

/**
 * Damage that our code never writes. A person, a failed restore or a very old release may leave it behind. Each
 * function damages one existing item. The key of an item cannot be damaged.
 */

/** The ways in which the head of a report can be wrong. */
const heads = {
  "no head": undefined,
  "text for a count": { absent: "12", pupils: 200, at: 1, by: "x" },
  "neither a count nor a closure": { pupils: 200, at: 1, by: "x" },
  "a count and a closure": { absent: 3, closed: "neve", pupils: 200, at: 1, by: "x" },
  "a negative count": { absent: -3, pupils: 200, at: 1, by: "x" },
  "half a pupil": { absent: 3.5, pupils: 200, at: 1, by: "x" },
  "more absent than pupils": { absent: 201, pupils: 200, at: 1, by: "x" },
  "more ill than absent": { absent: 3, illness: 4, pupils: 200, at: 1, by: "x" },
  "more than a sheet holds": { absent: 3, pupils: 70_000, at: 1, by: "x" },
  "a number that no language holds": { absent: 3, pupils: NumberValueImpl.from("1E+120"), at: 1, by: "x" },
  "no such instant": { absent: 3, pupils: 200, at: -1, by: "x" },
} as const;
export type ReportDamage = keyof typeof heads;

export const reportDamages: readonly ReportDamage[] = [
  "no head",
  "text for a count",
  "neither a count nor a closure",
  "a count and a closure",
  "a negative count",
  "half a pupil",
  "more absent than pupils",
  "more ill than absent",
  "more than a sheet holds",
  "a number that no language holds",
  "no such instant",
];

export async function damageReport(
  database: Database,
  surveyDate: string,
  siteCode: string,
  how: ReportDamage = "text for a count",
): Promise<void> {
  await spoil(database, "absenceReports", { surveyDate, siteCode }, { now: heads[how] });
}

/** The state of a survey day of a territory. */
export async function damageState(database: Database, territory: string, surveyDate: string): Promise<void> {
  await spoil(database, "surveyDays", { territory, surveyDatePart: `${surveyDate}#000` }, { parts: "one" });
}

/** The frozen sites of one part, with their codes cut short. */
export async function damageExpectedPart(database: Database, territory: string, surveyDate: string, part = 1) {
  await spoil(database, "surveyDays", partKey(territory, surveyDate, part), { sites: "ZZEE" });
}

/** The counts of one part of a sheet. The frozen sites stay. */
export async function damageSheetPart(database: Database, territory: string, surveyDate: string, part = 1) {
  await spoil(database, "surveyDays", partKey(territory, surveyDate, part), { absent: Uint8Array.of(1) });
}

export async function damageSite(database: Database, siteCode: string): Promise<void> {
  await spoil(database, "sites", { siteCode }, { level: "university", enrolments: "[" });
}

export async function damageInstitute(database: Database, instituteCode: string): Promise<void> {
  await spoil(database, "institutes", { instituteCode }, { contacts: "nobody" });
}

export async function damageClosure(
  database: Database,
  { closureId, scope }: Pick<Closure, "closureId" | "scope">,
): Promise<void> {
  await spoil(database, "settings", closureKey(firstOfficeCode, closureId, scope.kind), { from: "the first of May" });
}

/** The policy of that version. */
export async function damagePolicy(database: Database, version: number): Promise<void> {
  const key = { name: `alert-policy#${firstOfficeCode}`, version: String(version).padStart(6, "0") };
  await spoil(database, "settings", key, { policy: "{" });
}

/** The site's alert of the absolute layer. */
export async function damageAlert(database: Database, siteCode: string): Promise<void> {
  await spoil(database, "alerts", { scope: `site.${siteCode}`, ruleSequence: "absolute#000000001" }, { sequence: 0 });
}

/** The explanation of the site's alert of the absolute layer, for that survey day. */
export async function damageExplanation(database: Database, siteCode: string, surveyDate: string): Promise<void> {
  const key = { scope: `site.${siteCode}`, ruleSequence: `x#absolute#000000001#${surveyDate}` };
  await spoil(database, "alerts", key, { explanation: "{" });
}

/** A damaged contact among those that receive the alerts. */
export async function damageContact(database: Database): Promise<void> {
  const key = { name: `contacts#${firstOfficeCode}`, version: "current" };
  const change = {
    expression: "SET #alertDigests = list_append(:spoilt, #alertDigests)",
    values: { spoilt: [{ email: 7 }] },
  };
  expectWritten(await database.update("settings", key, change, presentCondition("settings")));
}

function partKey(territory: string, surveyDate: string, part: number): Key {
  return { territory, surveyDatePart: `${surveyDate}#${String(part).padStart(3, "0")}` };
}

/** Sets attributes of an existing item. An undefined attribute is removed. */
async function spoil(
  database: Database,
  table: TableId,
  key: Key,
  attributes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const sets = Object.keys(attributes).filter((name) => attributes[name] !== undefined);
  const removes = Object.keys(attributes).filter((name) => attributes[name] === undefined);
  const expression = [
    ...(sets.length > 0 ? [`SET ${sets.map((name) => `#${name} = :${name}`).join(", ")}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.map((name) => `#${name}`).join(", ")}`] : []),
  ].join(" ");
  const values = Object.fromEntries(sets.map((name) => [name, attributes[name]]));
  expectWritten(await database.update(table, key, { expression, values }, presentCondition(table)));
}

function presentCondition(table: TableId) {
  const { partitionKey }: Table = tables[table];
  return { expression: `attribute_exists(#${partitionKey})` };
}

function expectWritten({ kind }: { kind: string }): void {
  if (kind !== "written") throw new Error("there is nothing to spoil");
}
