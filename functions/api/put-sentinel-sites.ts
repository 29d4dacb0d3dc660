import { readCsvTable, type UnreadableCsv } from "../../shared/contracts/csv-table.ts";
import { codeShownMax } from "../../shared/contracts/registry-import.ts";
import { sentinelItem, sentinelItemsMax } from "../../shared/contracts/site.ts";
import { codePattern, isSiteCode, normaliseCode } from "../../shared/domain/codes.ts";
import type { Language } from "../../shared/domain/language.ts";
import type { Authorship } from "../../shared/domain/principal.ts";
import type { Site } from "../../shared/domain/registry/site.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { unreadableFile } from "../flows/faults/unreadable-file.ts";
import { inBatches } from "../flows/paging/in-batches.ts";

const writesAtOnce = 24;

/** Why a row is not taken, by the field that is wrong with it. */
const faultTexts = {
  siteCode: { it: "codice meccanografico non valido", en: "not a codice meccanografico" },
  institute: {
    it: "è il codice di un istituto: gli alunni stanno nei plessi",
    en: "the code of an institute: pupils hang on site codes",
  },
  sentinelFrom: { it: "inizio: serve una data, AAAA-MM-GG", en: "start: a date is needed, YYYY-MM-DD" },
  sentinelUntil: {
    it: "fine: serve una data dopo l'inizio, AAAA-MM-GG",
    en: "end: a date after the start is needed, YYYY-MM-DD",
  },
  repeated: { it: "codice già presente in una riga precedente", en: "the code stands on an earlier line" },
  unknown: { it: "plesso non registrato", en: "no such site" },
  other: { it: "riga non valida", en: "not a valid row" },
} as const satisfies Record<string, Record<Language, string>>;
type Fault = keyof typeof faultTexts;

type Candidate = { line: number; value: Readonly<Record<string, unknown>> };
type Judged = { line: number; siteCode?: string } & (
  | { kind: "rejected"; fault: Fault }
  | { kind: "saved"; siteCode: string; sentinelFrom: string; sentinelUntil?: string; site: Site }
);

const columns = { needed: ["site_code", "sentinel_from"], optional: ["sentinel_until"] };

export const handler = handlerFor("put-sentinel-sites")(async ({ body, query, language, caller, now }, deps) => {
  const read = typeof body === "string" ? candidatesOfCsv(body) : candidatesOfItems(body.items);
  if (read.kind !== "candidates") return { problem: unreadableFile(read, language) };

  const judged = await judge(read.candidates, deps);
  const saved = judged.filter((row) => row.kind === "saved");
  if (query["dry-run"] !== "true") await save(saved, { by: caller.subject, at: now }, deps);
  const items = judged.map((row) => ({
    line: row.line,
    ...(row.siteCode === undefined ? {} : { siteCode: row.siteCode.slice(0, codeShownMax) }),
    outcome: row.kind,
    ...(row.kind === "rejected" ? { reason: faultTexts[row.fault][language] } : {}),
  }));
  return { status: 200, body: { accepted: saved.length, rejected: items.length - saved.length, items } };
});

async function save(
  rows: readonly Extract<Judged, { kind: "saved" }>[],
  written: Authorship,
  deps: Pick<Deps, "settings" | "sites">,
): Promise<void> {
  // The territories first: a sentinel site in a territory that nobody lists would never be expected.
  for (const territory of new Set(rows.map(({ site }) => site.territory)))
    await deps.settings.addTerritory(territory, written);
  await inBatches(rows, writesAtOnce, ({ siteCode, sentinelFrom, sentinelUntil }) =>
    deps.sites.setSentinel(
      siteCode,
      { sentinelFrom, ...(sentinelUntil === undefined ? {} : { sentinelUntil }) },
      written,
    ),
  );
}

async function judge(candidates: readonly Candidate[], deps: Pick<Deps, "sites" | "onDamaged">): Promise<Judged[]> {
  const codes = candidates.flatMap(({ value: { siteCode } }) =>
    typeof siteCode === "string" ? [normaliseCode(siteCode)] : [],
  );
  const valid = codes.filter((code) => sentinelItem.shape.siteCode.safeParse(code).success);
  const sites = new Map((await deps.sites.getMany(valid, deps.onDamaged)).map((site) => [site.siteCode, site]));
  const seen = new Set<string>();
  return candidates.map(({ line, value }): Judged => {
    const parsed = sentinelItem.safeParse(value);
    if (!parsed.success) {
      const named = typeof value.siteCode === "string" ? { siteCode: value.siteCode } : {};
      const isInstitute = typeof value.siteCode === "string" && isInstituteCode(normaliseCode(value.siteCode));
      const fault = isInstitute ? "institute" : faultOf(parsed.error.issues[0]?.path[0]);
      return { line, ...named, kind: "rejected", fault };
    }
    const { siteCode } = parsed.data;
    const site = sites.get(siteCode);
    if (site === undefined) return { line, siteCode, kind: "rejected", fault: "unknown" };
    if (seen.has(siteCode)) return { line, siteCode, kind: "rejected", fault: "repeated" };
    seen.add(siteCode);
    return { line, kind: "saved", site, ...parsed.data };
  });
}

function isInstituteCode(code: string): boolean {
  return codePattern.test(code) && !isSiteCode(code);
}

function faultOf(field: PropertyKey | undefined): Fault {
  return field === "siteCode" || field === "sentinelFrom" || field === "sentinelUntil" ? field : "other";
}

function candidatesOfItems(items: readonly Record<string, unknown>[]) {
  return { kind: "candidates" as const, candidates: items.map((value, index) => ({ line: index + 1, value })) };
}

function candidatesOfCsv(text: string): { kind: "candidates"; candidates: Candidate[] } | UnreadableCsv {
  const table = readCsvTable(text, columns, sentinelItemsMax);
  if (table.kind !== "table") return table;
  const candidates = table.rows.map(({ line, cells, surplus }) => {
    // An empty cell is a date that is not given.
    const cell = (name: string, column: string) => (cells.get(column) ? { [name]: cells.get(column) } : {});
    const value = {
      ...cell("siteCode", "site_code"),
      ...cell("sentinelFrom", "sentinel_from"),
      ...cell("sentinelUntil", "sentinel_until"),
      ...(surplus ? { surplus } : {}),
    };
    return { line, value };
  });
  return { kind: "candidates", candidates };
}
