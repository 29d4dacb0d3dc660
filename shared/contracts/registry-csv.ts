import {
  codePattern,
  type InstituteCode,
  isSiteCode,
  type Level,
  levelOfSchoolType,
  municipalityPattern,
  normaliseCode,
  type SiteCode,
} from "../domain/codes.ts";
import type { District } from "../domain/registry/district.ts";
import { type CsvRow, readCsvTable, type UnreadableCsv } from "./csv-table.ts";
import { mailAddress, siteName, territory as territorySchema } from "./fields.ts";
import { importRowsMax } from "./registry-import.ts";

/** Why a row of the registry is refused. */
export type RegistryFault =
  | "code-malformed"
  | "code-of-institute"
  | "institute-code-malformed"
  | "name-missing"
  | "name-malformed"
  | "province-missing"
  | "type-missing"
  | "cells-surplus"
  | "repeated";

export type RegistrySite = {
  siteCode: SiteCode;
  instituteCode: InstituteCode;
  name: string;
  municipality?: string;
  territory: string;
  /** The file has no column for it: the areas of the territory give it. */
  district?: District;
  level: Level;
};

/** What a row says about the institute: the name of its office and, if given, the address. */
export type RegistryInstitute = { instituteCode: InstituteCode; name: string; email?: string };

export type RegistryRow = { line: number; siteCode: string } & (
  | { kind: "site"; site: RegistrySite; institute: RegistryInstitute }
  /** The row of an institute, which has no pupils of its own. */
  | { kind: "institute"; territory: string; institute: RegistryInstitute }
  | { kind: "rejected"; fault: RegistryFault }
);

/** The Ministry writes this for an unknown value. */
const unknown = "Non Disponibile";

/** Only the file of the state schools has `CODICEISTITUTORIFERIMENTO`: a private school is its own institute. */
const columns = {
  needed: ["CODICESCUOLA", "DENOMINAZIONESCUOLA", "PROVINCIA", "DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA"],
  optional: [
    "CODICEISTITUTORIFERIMENTO",
    "DENOMINAZIONEISTITUTORIFERIMENTO",
    "CODICECOMUNESCUOLA",
    "INDIRIZZOEMAILSCUOLA",
  ],
} as const;
type Column = (typeof columns)["needed" | "optional"][number];

/** Reads the Ministry's open data on schools: `SCUANAGRAFESTAT…` (state) and `SCUANAGRAFEPAR…` (private). */
export function readRegistry(text: string): { kind: "registry"; rows: readonly RegistryRow[] } | UnreadableCsv {
  const table = readCsvTable(text, columns, importRowsMax);
  if (table.kind !== "table") return table;
  const seen = new Set<string>();
  return {
    kind: "registry",
    rows: table.rows.map(({ line, cells, surplus }) => {
      const row = surplus ? surplusRow(cells) : readRow(cells);
      if (row.kind === "rejected") return { line, ...row };
      const { siteCode } = row;
      if (seen.has(siteCode)) return { line, siteCode, kind: "rejected" as const, fault: "repeated" as const };
      seen.add(siteCode);
      return { line, ...row };
    }),
  };
}

function surplusRow(cells: CsvRow["cells"]): Verdict {
  return { kind: "rejected", siteCode: normaliseCode(cells.get("CODICESCUOLA") ?? ""), fault: "cells-surplus" };
}

type Verdict = RegistryRow extends infer Row ? (Row extends RegistryRow ? Omit<Row, "line"> : never) : never;

function readRow(cells: CsvRow["cells"]): Verdict {
  const cell = (column: Column) => {
    const text = cells.get(column) ?? "";
    return text === "" || text.toLowerCase() === unknown.toLowerCase() ? undefined : text;
  };
  const siteCode = normaliseCode(cell("CODICESCUOLA") ?? "");
  const rejected = (fault: RegistryFault) => ({ kind: "rejected" as const, siteCode, fault });
  if (!codePattern.test(siteCode)) return rejected("code-malformed");
  const instituteCode = normaliseCode(cell("CODICEISTITUTORIFERIMENTO") ?? siteCode);
  if (!codePattern.test(instituteCode)) return rejected("institute-code-malformed");
  const name = cell("DENOMINAZIONESCUOLA");
  if (name === undefined) return rejected("name-missing");
  const instituteName = cell("DENOMINAZIONEISTITUTORIFERIMENTO") ?? name;
  if (![name, instituteName].every((text) => siteName.safeParse(text).success)) return rejected("name-malformed");
  const territory = territorySchema.safeParse(cell("PROVINCIA"));
  if (!territory.success) return rejected("province-missing");
  const type = cell("DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA");
  if (type === undefined) return rejected("type-missing");

  const email = mailAddress.safeParse(cell("INDIRIZZOEMAILSCUOLA"));
  const institute = {
    instituteCode,
    name: instituteName,
    ...(email.success ? { email: email.data } : {}),
  };
  const level = levelOfSchoolType(type);
  if (level === undefined)
    return {
      kind: "institute",
      siteCode,
      territory: territory.data,
      institute: { ...institute, instituteCode: siteCode, name },
    };
  if (!isSiteCode(siteCode)) return rejected("code-of-institute");
  const municipality = cell("CODICECOMUNESCUOLA");
  const site = {
    siteCode,
    instituteCode,
    name,
    territory: territory.data,
    level,
    ...(municipality !== undefined && municipalityPattern.test(municipality) ? { municipality } : {}),
  };
  return { kind: "site", siteCode, site, institute };
}
