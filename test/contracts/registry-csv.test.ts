import { describe, expect, it } from "vitest";
import { csvFaultWords } from "../../shared/contracts/csv-fault-words.ts";
import { readRegistry } from "../../shared/contracts/registry-csv.ts";

/** The columns of `SCUANAGRAFESTAT…` and `SCUANAGRAFEPAR…` as the Ministry publishes them. */
const stateHeader =
  "ANNOSCOLASTICO,AREAGEOGRAFICA,REGIONE,PROVINCIA,CODICEISTITUTORIFERIMENTO,DENOMINAZIONEISTITUTORIFERIMENTO,CODICESCUOLA,DENOMINAZIONESCUOLA,INDIRIZZOSCUOLA,CAPSCUOLA,CODICECOMUNESCUOLA,DESCRIZIONECOMUNE,DESCRIZIONECARATTERISTICASCUOLA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA,INDICAZIONESEDEDIRETTIVO,INDICAZIONESEDEOMNICOMPRENSIVO,INDIRIZZOEMAILSCUOLA,INDIRIZZOPECSCUOLA,SITOWEBSCUOLA,SEDESCOLASTICA";
const privateHeader =
  "ANNOSCOLASTICO,AREAGEOGRAFICA,REGIONE,PROVINCIA,CODICESCUOLA,DENOMINAZIONESCUOLA,INDIRIZZOSCUOLA,CAPSCUOLA,CODICECOMUNESCUOLA,DESCRIZIONECOMUNE,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA,INDIRIZZOEMAILSCUOLA,INDIRIZZOPECSCUOLA,SITOWEBSCUOLA";
const unknown = "Non Disponibile";

type State = {
  institute?: string;
  code?: string;
  name?: string;
  province?: string;
  type?: string;
  email?: string;
  town?: string;
};
function stateRow({
  institute = "ZZIC80001A",
  code = "ZZEE80101A",
  name = "PRIMARIA TIGLI",
  province = "MILANO",
  type = "SCUOLA PRIMARIA",
  email = "tigli@scuola.example",
  town = "F205",
}: State = {}) {
  const before = [
    "202223",
    "NORD OVEST",
    "LOMBARDIA",
    province,
    institute,
    "IC TIGLI",
    code,
    name,
    "VIA TIGLI 1",
    "20100",
  ];
  return [...before, town, "MILANO", "NORMALE", type, "NO", unknown, email, unknown, unknown, "NO"].join(",");
}
const privateRow = `202324,NORD OVEST,LOMBARDIA,LODI,ZZ1E00100E,"SCUOLA ""LA RONDINE"", LODI",VIA ROMA 2,26900,E648,LODI,SCUOLA PRIMARIA NON STATALE,${unknown},${unknown},${unknown}`;

function rowsOf(text: string) {
  const registry = readRegistry(text);
  if (registry.kind !== "registry") throw new Error(csvFaultWords(registry, "en"));
  return registry.rows;
}
const only = (change: State) => rowsOf(`${stateHeader}\n${stateRow(change)}\n`)[0];

describe("the registry of state schools", () => {
  it("tells the site, its institute and the office's address", () => {
    expect(only({})).toEqual({
      line: 2,
      siteCode: "ZZEE80101A",
      kind: "site",
      site: {
        siteCode: "ZZEE80101A",
        instituteCode: "ZZIC80001A",
        name: "PRIMARIA TIGLI",
        municipality: "F205",
        territory: "MILANO",
        level: "primary",
      },
      institute: { instituteCode: "ZZIC80001A", name: "IC TIGLI", email: "tigli@scuola.example" },
    });
  });

  it("knows the institutes themselves as places without pupils", () => {
    expect(only({ code: "ZZIC80001A", name: "IC TIGLI SEDE", type: "ISTITUTO COMPRENSIVO" })).toEqual({
      line: 2,
      siteCode: "ZZIC80001A",
      kind: "institute",
      territory: "MILANO",
      institute: { instituteCode: "ZZIC80001A", name: "IC TIGLI SEDE", email: "tigli@scuola.example" },
    });
  });

  it.each([
    [
      { code: "zzee80101a", institute: " zzic80001a " },
      { kind: "site", siteCode: "ZZEE80101A" },
    ],
    [{ code: "ZZEE8010" }, { kind: "rejected", fault: "code-malformed" }],
    [{ code: unknown }, { kind: "rejected", fault: "code-malformed" }],
    [{ institute: "ISTITUTO" }, { kind: "rejected", fault: "institute-code-malformed" }],
    [{ institute: unknown }, { kind: "site", site: { instituteCode: "ZZEE80101A" } }],
    [{ name: unknown }, { kind: "rejected", fault: "name-missing" }],
    [{ name: "" }, { kind: "rejected", fault: "name-missing" }],
    [{ name: "X".repeat(200) }, { kind: "site" }],
    [{ name: "X".repeat(201) }, { kind: "rejected", fault: "name-malformed" }],
    [{ name: '"PRIMA\r\nBcc: tutti@example.org"' }, { kind: "rejected", fault: "name-malformed" }],
    [{ name: "PRIMARIA \u202eILGIT" }, { kind: "rejected", fault: "name-malformed" }],
    [{ name: "=HYPERLINK(A1)" }, { kind: "site", site: { name: "=HYPERLINK(A1)" } }],
    [{ province: unknown }, { kind: "rejected", fault: "province-missing" }],
    [{ province: "MI<script>" }, { kind: "rejected", fault: "province-missing" }],
    [{ type: unknown }, { kind: "rejected", fault: "type-missing" }],
  ])("makes of %j: %j", (change, expected) => {
    expect(only(change)).toMatchObject(expected);
  });

  it("leaves out a malformed address or municipality", () => {
    const row = only({ email: "tigli(at)scuola", town: "MILANO" });
    expect(row).not.toHaveProperty("institute.email");
    expect(row).not.toHaveProperty("site.municipality");
  });

  it("takes the first of two rows with one code and names the line of the second", () => {
    const rows = rowsOf(`${stateHeader}\n${stateRow()}\n${stateRow({ name: "ALTRA" })}\n`);
    expect(rows).toMatchObject([
      { line: 2, kind: "site" },
      { line: 3, kind: "rejected", fault: "repeated" },
    ]);
  });

  it("names the line of the file, where quoted cells run over several", () => {
    const rows = rowsOf(`${stateHeader}\n${stateRow({ province: '"X\nY"' })}\n${stateRow({ code: "breve" })}\n`);
    expect(rows.map(({ line }) => line)).toEqual([3, 4]);
  });
});

describe("the registry of private schools", () => {
  it("has no institutes: each school is its own; commas and quotes stand in names", () => {
    expect(rowsOf(`${privateHeader}\n${privateRow}\n`)).toEqual([
      {
        line: 2,
        siteCode: "ZZ1E00100E",
        kind: "site",
        site: {
          siteCode: "ZZ1E00100E",
          instituteCode: "ZZ1E00100E",
          name: 'SCUOLA "LA RONDINE", LODI',
          municipality: "E648",
          territory: "LODI",
          level: "primary",
        },
        institute: { instituteCode: "ZZ1E00100E", name: 'SCUOLA "LA RONDINE", LODI' },
      },
    ]);
  });
});

describe("the file", () => {
  const plain = rowsOf(`${stateHeader}\n${stateRow()}\n`);

  it.each([
    ["with a byte-order mark", `\uFEFF${stateHeader}\n${stateRow()}\n`],
    ["with the line ends of Windows", `${stateHeader}\r\n${stateRow()}\r\n`],
    ["without a last line end", `${stateHeader}\n${stateRow()}`],
    ["with semicolons, as Excel writes it in Italy", `${stateHeader}\n${stateRow()}\n`.replaceAll(",", ";")],
    ["with its columns in small letters", `${stateHeader.toLowerCase()}\n${stateRow()}\n`],
    ["with empty lines at its end", `${stateHeader}\n${stateRow()}\n\n\n`],
    ["with an empty cell too many, as some programs leave it", `${stateHeader}\n${stateRow()},\n`],
    ["with a column more", `${stateHeader},NOTE\n${stateRow()},x\n`],
  ])("%s reads the same", (_, text) => {
    expect(rowsOf(text)).toEqual(plain);
  });

  it.each([
    ["that is empty", "", /columns missing/],
    ["without the columns that are needed", "CODICESCUOLA,PROVINCIA\nZZEE80101A,MILANO\n", /DENOMINAZIONESCUOLA/],
    ["whose quotes do not close", `${stateHeader}\n"${stateRow()}\n`, /quote/i],
    [
      "in another encoding",
      Buffer.from(`${stateHeader}\n${stateRow({ name: "NICCOLÒ" })}`, "latin1").toString(),
      /UTF-8/,
    ],
    ["of something else", "<html></html>", /columns missing/],
  ])("%s is not read, and why is said", (_, text, detail) => {
    const registry = readRegistry(text);
    if (registry.kind === "registry") throw new Error("it was read");
    expect(csvFaultWords(registry, "en")).toMatch(detail);
  });

  it("with only a header has no rows", () => {
    expect(rowsOf(`${stateHeader}\n`)).toEqual([]);
  });

  it("with an unquoted comma rejects only that row, in both layouts", () => {
    const rejected = [{ line: 2, siteCode: "ZZEE80101A", kind: "rejected", fault: "cells-surplus" }];
    expect(rowsOf(`${stateHeader}\n${stateRow({ name: "TIGLI, PRIMARIA" })}\n${stateRow()}\n`)).toMatchObject([
      ...rejected,
      { line: 3, kind: "site" },
    ]);
    const unquoted = privateRow.replace(/"SCUOLA.*", LODI"/, "LA RONDINE, LODI");
    expect(rowsOf(`${privateHeader}\n${unquoted}\n`)).toMatchObject([{ kind: "rejected", fault: "cells-surplus" }]);
  });

  it("with an incomplete row rejects only that row", () => {
    expect(rowsOf(`${stateHeader}\n202223,NORD\n${stateRow()}\n`)).toMatchObject([
      { line: 2, kind: "rejected" },
      { line: 3, kind: "site" },
    ]);
  });
});
