import type { SentinelRow } from "../../../shared/contracts/sentinel-rows.ts";
import type { JudgedSentinel, SentinelFault } from "../../../shared/contracts/sentinel-sites-reply.ts";
import { sentinelItem } from "../../../shared/contracts/site.ts";
import { isInstituteCode, normaliseCode, type SiteCode } from "../../../shared/domain/codes.ts";
import { type Jurisdiction, territoryOfSite } from "../../../shared/domain/jurisdiction.ts";
import type { Site } from "../../../shared/domain/registry/site.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** Which rows are accepted: one for each of the caller's registered sites, the first when a code is repeated. */
export async function judgeSentinelSites(
  rows: readonly SentinelRow[],
  jurisdiction: Jurisdiction,
  deps: Pick<Deps, "sites" | "onDamaged">,
): Promise<JudgedSentinel[]> {
  const codes = rows.flatMap(({ value: { siteCode } }) =>
    typeof siteCode === "string" ? [normaliseCode(siteCode)] : [],
  );
  const valid = codes.filter((code) => sentinelItem.shape.siteCode.safeParse(code).success);
  const known = await deps.sites.getMany(valid, deps.onDamaged);
  const own = known.filter((site) => territoryOfSite(jurisdiction, site) !== undefined);
  const sites = new Map(own.map((site) => [site.siteCode, site]));
  const seen = new Set<SiteCode>();
  return rows.map((row) => judge(row, sites, seen));
}

function judge({ line, value }: SentinelRow, sites: ReadonlyMap<SiteCode, Site>, seen: Set<SiteCode>): JudgedSentinel {
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
}

function faultOf(field: PropertyKey | undefined): SentinelFault {
  return field === "siteCode" || field === "sentinelFrom" || field === "sentinelUntil" ? field : "other";
}
