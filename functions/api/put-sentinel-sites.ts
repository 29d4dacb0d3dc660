import * as z from "zod";
import { readCsvTable } from "../../shared/contracts/csv-table.ts";
import { sentinelItem, sentinelItemsMax } from "../../shared/contracts/site.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { inBatches } from "../flows/in-batches.ts";

const writesAtOnce = 24;

type Candidate = { line: number; value: Readonly<Record<string, unknown>> };

const namesOfColumns: Readonly<Record<string, string>> = {
  site_code: "siteCode",
  sentinel_from: "sentinelFrom",
  sentinel_until: "sentinelUntil",
};

export const handler = handlerFor("put-sentinel-sites")(async ({ body }, deps) => {
  const read = typeof body === "string" ? candidatesOfCsv(body) : candidatesOfItems(body.items);
  if (read.kind === "unreadable") {
    return { problem: { reason: "invalid-request", errors: [{ pointer: "", detail: read.detail }] } };
  }
  if (read.candidates.length > sentinelItemsMax)
    return { problem: { reason: "too-large", limit: `${sentinelItemsMax} rows` } };

  const items = await inBatches(read.candidates, writesAtOnce, (candidate) => save(candidate, deps));
  const rejected = items.filter(({ outcome }) => outcome === "rejected").length;
  return { status: 200, body: { accepted: items.length - rejected, rejected, items } };
});

async function save({ line, value }: Candidate, deps: Pick<Deps, "sites" | "settings">) {
  const parsed = sentinelItem.safeParse(value);
  if (!parsed.success) {
    const siteCode = typeof value.siteCode === "string" ? { siteCode: value.siteCode } : {};
    const reason = z.prettifyError(parsed.error).replaceAll("\n", " ");
    return { line, ...siteCode, outcome: "rejected" as const, reason };
  }
  const { siteCode, sentinelFrom, sentinelUntil } = parsed.data;
  const site = await deps.sites.get(siteCode);
  if (site === undefined) return { line, siteCode, outcome: "rejected" as const, reason: "no such site" };
  // The territory first: a sentinel site in a territory that nobody lists would never be expected.
  await deps.settings.addTerritory(site.territory);
  await deps.sites.setSentinel(siteCode, { sentinelFrom, ...(sentinelUntil === undefined ? {} : { sentinelUntil }) });
  return { line, siteCode, outcome: "saved" as const };
}

function candidatesOfItems(items: readonly Record<string, unknown>[]) {
  return { kind: "candidates" as const, candidates: items.map((value, index) => ({ line: index + 1, value })) };
}

function candidatesOfCsv(
  text: string,
): { kind: "candidates"; candidates: Candidate[] } | { kind: "unreadable"; detail: string } {
  const table = readCsvTable(text, (heading) => namesOfColumns[heading.toLowerCase()] ?? heading);
  if (table.kind === "unreadable") return { kind: "unreadable", detail: `line ${table.line}: ${table.detail}` };
  const lacking = ["siteCode", "sentinelFrom"].filter((column) => !table.columns.includes(column));
  if (lacking.length > 0)
    return { kind: "unreadable", detail: "line 1: the columns are site_code,sentinel_from[,sentinel_until]" };
  const candidates = table.rows.map(({ line, cells }) => ({
    line,
    // An empty cell is a date that is not given.
    value: Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== "")),
  }));
  return { kind: "candidates", candidates };
}
