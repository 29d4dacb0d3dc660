import { readCsvTable } from "../../shared/contracts/csv-table.ts";
import { sentinelItem, sentinelItemsMax } from "../../shared/contracts/site.ts";
import { normaliseCode } from "../../shared/domain/codes.ts";
import type { Language } from "../../shared/domain/language.ts";
import { type LocalDate, localDateAt } from "../../shared/domain/local-date.ts";
import { ownValue } from "../../shared/domain/own-value.ts";
import type { Site } from "../../shared/domain/site.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { inBatches } from "../flows/in-batches.ts";

const writesAtOnce = 24;

/** Why a row is not taken, by the field that is wrong with it. */
const faultTexts = {
  siteCode: { it: "codice meccanografico non valido", en: "not a codice meccanografico" },
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

const namesOfColumns: ReadonlyMap<string, string> = new Map([
  ["site_code", "siteCode"],
  ["sentinel_from", "sentinelFrom"],
  ["sentinel_until", "sentinelUntil"],
]);

export const handler = handlerFor("put-sentinel-sites")(async ({ body, query, language, now }, deps) => {
  const read = typeof body === "string" ? candidatesOfCsv(body) : candidatesOfItems(body.items);
  if (read.kind === "unreadable") {
    return { problem: { reason: "invalid-request", errors: [{ pointer: "", detail: read.detail }] } };
  }
  if (read.candidates.length > sentinelItemsMax)
    return { problem: { reason: "too-large", limit: sentinelItemsMax, of: "rows" } };

  const judged = await judge(read.candidates, deps);
  const saved = judged.filter((row) => row.kind === "saved");
  if (query["dry-run"] !== "true") await save(saved, localDateAt(now), deps);
  const items = judged.map((row) => ({
    line: row.line,
    ...(row.siteCode === undefined ? {} : { siteCode: row.siteCode }),
    outcome: row.kind,
    ...(row.kind === "rejected" ? { reason: faultTexts[row.fault][language] } : {}),
  }));
  return { status: 200, body: { accepted: saved.length, rejected: items.length - saved.length, items } };
});

async function save(
  rows: readonly Extract<Judged, { kind: "saved" }>[],
  today: LocalDate,
  deps: Pick<Deps, "settings" | "sites">,
): Promise<void> {
  // The territories first: a sentinel site in a territory that nobody lists would never be expected.
  for (const territory of new Set(rows.map(({ site }) => site.territory)))
    await deps.settings.addTerritory(territory, today);
  await inBatches(rows, writesAtOnce, ({ siteCode, sentinelFrom, sentinelUntil }) =>
    deps.sites.setSentinel(siteCode, { sentinelFrom, ...(sentinelUntil === undefined ? {} : { sentinelUntil }) }),
  );
}

async function judge(candidates: readonly Candidate[], deps: Pick<Deps, "sites">): Promise<Judged[]> {
  const codes = candidates.flatMap(({ value: { siteCode } }) =>
    typeof siteCode === "string" ? [normaliseCode(siteCode)] : [],
  );
  const valid = codes.filter((code) => sentinelItem.shape.siteCode.safeParse(code).success);
  const sites = new Map((await deps.sites.getMany(valid)).map((site) => [site.siteCode, site]));
  const seen = new Set<string>();
  return candidates.map(({ line, value }): Judged => {
    const parsed = sentinelItem.safeParse(value);
    if (!parsed.success) {
      const named = typeof value.siteCode === "string" ? { siteCode: value.siteCode } : {};
      return { line, ...named, kind: "rejected", fault: faultOf(parsed.error.issues[0]?.path[0]) };
    }
    const { siteCode } = parsed.data;
    const site = sites.get(siteCode);
    if (site === undefined) return { line, siteCode, kind: "rejected", fault: "unknown" };
    if (seen.has(siteCode)) return { line, siteCode, kind: "rejected", fault: "repeated" };
    seen.add(siteCode);
    return { line, kind: "saved", site, ...parsed.data };
  });
}

function faultOf(field: PropertyKey | undefined): Fault {
  return field === "siteCode" || field === "sentinelFrom" || field === "sentinelUntil" ? field : "other";
}

function candidatesOfItems(items: readonly Record<string, unknown>[]) {
  return { kind: "candidates" as const, candidates: items.map((value, index) => ({ line: index + 1, value })) };
}

function candidatesOfCsv(
  text: string,
): { kind: "candidates"; candidates: Candidate[] } | { kind: "unreadable"; detail: string } {
  const table = readCsvTable(text, (heading) => namesOfColumns.get(heading.toLowerCase()) ?? heading);
  if (table.kind === "unreadable") return { kind: "unreadable", detail: `line ${table.line}: ${table.detail}` };
  const lacking = ["siteCode", "sentinelFrom"].filter((column) => !table.columns.includes(column));
  if (lacking.length > 0)
    return { kind: "unreadable", detail: "line 1: the columns are site_code,sentinel_from[,sentinel_until]" };
  const candidates = table.rows.map(({ line, cells, surplus }) => {
    // An empty cell is a date that is not given; columns of no concern here are left aside.
    const given = [...namesOfColumns.values()].flatMap((name) => {
      const cell = ownValue(cells, name) ?? "";
      return cell === "" ? [] : [[name, cell]];
    });
    return { line, value: { ...Object.fromEntries(given), ...(surplus ? { surplus } : {}) } };
  });
  return { kind: "candidates", candidates };
}
