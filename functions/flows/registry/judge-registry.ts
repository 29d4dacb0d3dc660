import { isDeepStrictEqual } from "node:util";
import type { RegistryRow, RegistrySite } from "../../../shared/contracts/registry-csv.ts";
import type { JudgedRegistryRow } from "../../../shared/contracts/registry-import-reply.ts";
import type { Site } from "../../../shared/domain/registry/site.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** What each row would change in what is registered. What is damaged is told, and not written over. */
export async function judgeRegistry(
  rows: readonly RegistryRow[],
  deps: Pick<Deps, "sites" | "onDamaged">,
): Promise<JudgedRegistryRow[]> {
  const damaged = new Set<string | undefined>();
  const siteCodes = rows.flatMap((row) => (row.kind === "site" ? [row.siteCode] : []));
  const known = await deps.sites.getMany(siteCodes, (damage) => {
    deps.onDamaged(damage);
    damaged.add(damage.key.siteCode);
  });
  const before = new Map(known.map((site) => [site.siteCode, site]));
  return rows.map((row) => judge(row, before, damaged));
}

function judge(
  row: RegistryRow,
  before: ReadonlyMap<string, Site>,
  damaged: ReadonlySet<string | undefined>,
): JudgedRegistryRow {
  if (row.kind === "rejected") return { row, outcome: "rejected", fault: row.fault };
  if (row.kind === "institute") return { row, outcome: "institute" };
  if (damaged.has(row.siteCode)) return { row, outcome: "rejected", fault: "damaged" };
  const known = before.get(row.siteCode);
  if (known === undefined) return { row, outcome: "created" };
  return { row, outcome: isDeepStrictEqual(entryOf(known), entryOf(row.site)) ? "unchanged" : "updated" };
}

function entryOf({ siteCode, instituteCode, name, municipality, territory, level }: RegistrySite) {
  return { siteCode, instituteCode, name, municipality, territory, level };
}
