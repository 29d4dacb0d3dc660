import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readObservations } from "../../scripts/backtest/read-observations.ts";
import { InputError } from "../../scripts/report/input-error.ts";

const folder = await mkdtemp(join(tmpdir(), "backtest-"));
let files = 0;

async function fileOf(content: string | Buffer): Promise<string> {
  const path = join(folder, `input-${files++}.csv`);
  await writeFile(path, content);
  return path;
}

async function read(content: string | Buffer, skipInvalid = false) {
  return readObservations([await fileOf(content)], {}, skipInvalid);
}

const header = "site,date,enrolled,absent\n";
const good = "A,2023-01-10,100,5\n";

describe("the input of a backtest", () => {
  test.each([
    ["ours", "site,date,enrolled,absent,level,territory\nA,2023-01-10,100,5,Primary,North\n", "Primary", "North"],
    ["without level and territory", "site,date,enrolled,absent\nA,2023-01-10,100,5\n", "all", "all"],
    ["New York's", "School DBN,Date,Enrolled,Absent,Present,Released\nA,20230110,100,5,95,0\n", "all", "all"],
    ["the replay's", "site_code,survey_date,pupils,absent,entered_at\nA,2023-01-10,100,5,\n", "all", "all"],
    ["Excel's in Italy, with a byte-order mark", "\uFEFFsite;date;enrolled;absent\nA;2023-01-10;100;5\n", "all", "all"],
    ["a portal's, with times", "site,date,enrolled,absent\nA,2023-01-10T00:00:00.000,100,5\n", "all", "all"],
    ["quoted, with Windows line ends", 'site,date,enrolled,absent\r\n"A","2023-01-10","100","5"\r\n', "all", "all"],
  ])("understands a header like %s", async (_, content, level, territory) => {
    const { rows } = await read(content);
    expect(rows).toEqual([{ site: "A", level, territory, date: "2023-01-10", count: { absent: 5, enrolled: 100 } }]);
  });

  test("is read from gzip, whatever the file is called", async () => {
    const { rows } = await read(gzipSync(header + good));
    expect(rows).toHaveLength(1);
  });

  test("takes column names by hand", async () => {
    const path = await fileOf("schule,tag,n,x\nA,2023-01-10,100,5\n");
    const names = { site: "schule", date: "tag", enrolled: "n", absent: "x" };
    expect((await readObservations([path], names, false)).rows).toHaveLength(1);
    await expect(readObservations([path], {}, false)).rejects.toThrow(/"site".*--site.*schule, tag, n, x/s);
    await expect(readObservations([path], { ...names, absent: "y" }, false)).rejects.toThrow(/no column "y"/);
  });

  test.each([
    ["a negative count", "A,2023-01-12,100,-1", "-1"],
    ["no number", "A,2023-01-12,100,NaN", "NaN"],
    ["a fraction", "A,2023-01-12,100,2.5", "2.5"],
    ["a number in words of a locale", 'A,2023-01-12,"1,200",5', "1,200"],
    ["an exponent", "A,2023-01-12,1e3,5", "1e3"],
    ["enrolled missing beside a count", "A,2023-01-12,,5", "enrolled"],
    ["more absent than enrolled", "A,2023-01-12,100,101", "101 absent of 100"],
    ["a date that does not exist", "A,2023-02-29,100,5", "2023-02-29"],
    ["a date in another order", "A,12/01/2023,100,5", "12/01/2023"],
    ["no site", ",2023-01-12,100,5", "no site"],
    ["the same key with other numbers", "A,2023-01-10,100,6", ":2"],
  ])("refuses %s and names the line", async (_, row, says) => {
    const reading = read(`${header}${good}${row}\n`);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(/input-\d+\.csv:3/);
    await expect(reading).rejects.toThrow(says);
  });

  test("leaves such a row out when told to, and says how many", async () => {
    const { rows, treatments } = await read(`${header}${good}A,2023-01-12,100,-1\n`, true);
    expect(rows).toHaveLength(1);
    expect(treatments.join()).toMatch(/1 rows left out as invalid.*:3/);
  });

  test.each([
    ["a row too short", `${header}A,2023-01-10,100\n`, /line 2/],
    ["a row too long", `${header}A,2023-01-10,1,200,5\n`, /line 2/],
    ["an open quote", `${header}"A,2023-01-10,100,5\n`, /quote/i],
    ["nothing", "", /empty/],
    ["a header alone", header, /no row holds a count/],
    ["bytes that are no text", Buffer.from([0x73, 0xff, 0xfe]), /UTF-8/],
    ["a damaged gzip file", Buffer.from([0x1f, 0x8b, 0, 0]), /gzip/],
  ])("refuses %s", async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  test("refuses a file that is not there, in a sentence", async () => {
    await expect(readObservations([join(folder, "nowhere.csv")], {}, false)).rejects.toThrow(/cannot be read/);
  });

  test("counts a row repeated to the letter once, and says so", async () => {
    const { rows, treatments } = await read(header + good + good);
    expect(rows).toHaveLength(1);
    expect(treatments).toEqual(["1 rows repeat another one to the letter: counted once."]);
  });

  test("the key is site, level and date: one site may have several levels a day", async () => {
    const { rows } = await read(
      "site,date,enrolled,absent,level\nA,2023-01-10,100,5,Primary\nA,2023-01-10,90,7,Special\n",
    );
    expect(rows).toHaveLength(2);
  });

  test("a site that changes its territory is refused", async () => {
    const content = "site,date,enrolled,absent,territory\nA,2023-01-10,100,5,North\nA,2023-01-12,100,5,South\n";
    await expect(read(content)).rejects.toThrow(/:3: A is in South, but in North at .*:2/);
  });

  test("an empty count is a missing report, a zero is a count", async () => {
    const { rows, treatments } = await read(`${header}A,2023-01-10,100,\nA,2023-01-12,100,0\nA,2023-01-17,0,0\n`);
    expect(rows.map(({ count }) => count?.absent)).toEqual([undefined, 0, undefined]);
    expect(treatments).toEqual(["2 rows hold no count, or nobody enrolled: taken as missing reports."]);
  });

  test("rows out of order are sorted, and it is said; files are read as one", async () => {
    const one = await fileOf(`${header}A,2023-01-12,100,5\nA,2023-01-10,100,5\n`);
    const other = await fileOf("School DBN,Date,Enrolled,Absent\nB,20230110,100,5\n");
    const { rows, treatments } = await readObservations([one, other], {}, false);
    expect(rows).toHaveLength(3);
    expect(treatments).toEqual(["The rows of a site are not in order of date: sorted."]);
  });
});
