import { expect, test } from "vitest";
import { faultKeyOf, type NamedFault } from "../../../shared/domain/ledger/fault.ts";

const about = {
  surveyDate: "2023-02-16",
  territory: "MILANO",
  siteCode: "MIEE8AN02L",
  alertId: "site.MIEE8AN02L.site.1",
};
const fault: NamedFault = { name: "alert-failed", about };

test("a fault has the same key at any time, and in any order of its members", () => {
  const { surveyDate, territory, siteCode, alertId } = about;
  expect(faultKeyOf({ ...fault, about: { alertId, siteCode, territory, surveyDate } })).toBe(faultKeyOf(fault));
});

test.each<[string, NamedFault]>([
  ["name", { ...fault, name: "digest-failed" }],
  ["survey day", { ...fault, about: { ...about, surveyDate: "2023-02-21" } }],
  ["territory", { ...fault, about: { ...about, territory: "LODI" } }],
  ["office", { ...fault, about: { ...about, officeCode: "ats-lodi" } }],
  ["site", { ...fault, about: { ...about, siteCode: "MIEE8AN03M" } }],
  ["institute", { ...fault, about: { ...about, instituteCode: "MIIC8AN00E" } }],
  ["alert", { ...fault, about: { ...about, alertId: "site.MIEE8AN02L.site.2" } }],
  ["table", { ...fault, about: { ...about, table: "alerts" } }],
  ["item", { ...fault, about: { ...about, key: "site.MIEE8AN02L" } }],
])("a fault of another %s has another key", (_, other) => {
  expect(faultKeyOf(other)).not.toBe(faultKeyOf(fault));
});

test("a fault of the first office has the key that it had when there was no other", () => {
  expect(faultKeyOf({ ...fault, about: { ...about, officeCode: "ats" } })).toBe(faultKeyOf(fault));
});
