import { isDeepStrictEqual } from "node:util";
import type { RegistryRow, RegistrySite } from "../../../shared/contracts/registry-csv.ts";
import type { JudgedRegistryRow } from "../../../shared/contracts/registry-import-reply.ts";
import {
  askForTerritory,
  grantTerritory,
  type Jurisdiction,
  ownTerritory,
} from "../../../shared/domain/jurisdiction.ts";
import type { Site } from "../../../shared/domain/registry/site.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/**
 * What each row would change in the registry. A site may only come from and go to territories of the caller. A damaged
 * site is reported and not overwritten.
 */
export async function judgeRegistry(
  rows: readonly RegistryRow[],
  jurisdiction: Jurisdiction,
  deps: Pick<Deps, "sites" | "onDamaged">,
): Promise<JudgedRegistryRow[]> {
  const damaged = new Set<string | undefined>();
  const siteCodes = rows.flatMap((row) => (row.kind === "site" ? [row.siteCode] : []));
  const known = await deps.sites.getMany(siteCodes, (damage) => {
    deps.onDamaged(damage);
    damaged.add(damage.key.siteCode);
  });
  const before = new Map(known.map((site) => [site.siteCode, site]));
  return rows.map((row) => judge(row, before.get(row.siteCode), jurisdiction, damaged));
}

function judge(
  row: RegistryRow,
  known: Site | undefined,
  jurisdiction: Jurisdiction,
  damaged: ReadonlySet<string | undefined>,
): JudgedRegistryRow {
  if (row.kind === "rejected") return { row, outcome: "rejected", fault: row.fault };
  const named = row.kind === "institute" ? row.territory : row.site.territory;
  const own = grantTerritory(jurisdiction, askForTerritory(named));
  const mayLeave = known === undefined || ownTerritory(jurisdiction, known.territory) !== undefined;
  if (own === undefined || !mayLeave) return { row, outcome: "rejected", fault: "outside" };
  if (row.kind === "institute") return { row, outcome: "institute" };
  if (damaged.has(row.siteCode)) return { row, outcome: "rejected", fault: "damaged" };
  const site = { ...row.site, territory: own.territory };
  const granted = { ...row, site };
  if (known === undefined) return { row: granted, outcome: "created" };
  return { row: granted, outcome: isDeepStrictEqual(entryOf(known), entryOf(site)) ? "unchanged" : "updated" };
}

function entryOf({ siteCode, instituteCode, name, municipality, territory, level }: RegistrySite) {
  return { siteCode, instituteCode, name, municipality, territory, level };
}
