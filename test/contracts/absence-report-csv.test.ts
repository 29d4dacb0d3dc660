import { expect, test } from "vitest";
import { absenceReportCsv } from "../../shared/contracts/absence-report-csv.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";

const row = {
  date: "2023-02-16",
  territory: "MILANO",
  level: "primary" as const,
  siteCode: "MIEE8AN02L",
  flags: dayFlags.expected | dayFlags.onTime,
  pupils: 200,
  absent: 12,
};

/** What Excel and LibreOffice take for the beginning of a formula; the last three are the wide forms of East Asian keyboards. */
const beginnings = ["=", "+", "-", "@", "\t", "\r", "\uFF1D", "\uFF0B", "\uFF20"];

test.each(beginnings)("a name that begins with %j stays text in a spreadsheet", (beginning) => {
  const [, line = ""] = absenceReportCsv([{ ...row, territory: `${beginning}cmd|' /C calc'!A0` }], "it").split("\r\n");
  expect(line).toMatch(/^2023-02-16;"?'/);
});

test("an ordinary name is written unchanged", () => {
  const [, line] = absenceReportCsv([{ ...row, territory: "MONZA-BRIANZA = NORD" }], "it").split("\r\n");
  expect(line).toBe("2023-02-16;MONZA-BRIANZA = NORD;primaria;MIEE8AN02L;puntuale;200;12;6,0;");
});

test("a count of five is shown, one of four is not, and neither is a value that would reveal it", () => {
  const lines = absenceReportCsv(
    [5, 4, 0].map((absent) => ({ ...row, absent })),
    "it",
  ).split("\r\n");
  expect(lines.slice(1, -1).map((line) => line.split(";").slice(5))).toEqual([
    ["200", "5", "2,5", ""],
    ["200", "<5", "", ""],
    ["200", "<5", "", ""],
  ]);
});

test.each([
  { absent: 12, illness: 12, shown: "12" },
  { absent: 12, illness: 11, shown: ">=8" },
  { absent: 12, illness: 8, shown: ">=8" },
  { absent: 12, illness: 7, shown: "7" },
  { absent: 12, illness: 4, shown: "<5" },
  { absent: 6, illness: 5, shown: ">=2" },
  { absent: 4, illness: 4, shown: "<5" },
])("$illness of $absent absent for illness are shown as $shown", ({ absent, illness, shown }) => {
  const [, line = ""] = absenceReportCsv([{ ...row, absent, illness }], "it").split("\r\n");
  expect(line.split(";").at(-1)).toBe(shown);
});
