import type { AreaRow } from "../../../shared/contracts/area-rows.ts";
import { areaOfMunicipality, areaOfSite } from "../../../shared/contracts/areas.ts";
import type { AreaFault, JudgedArea } from "../../../shared/contracts/areas-reply.ts";
import { askForTerritory, grantTerritory, type Jurisdiction } from "../../../shared/domain/jurisdiction.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/**
 * Which rows are taken: those of listed territories of the caller's, the first where a code is repeated in a territory.
 * A site that is registered lies in the territory of its row; one that is not registered yet may come.
 */
export async function judgeAreas(
  rows: readonly AreaRow[],
  jurisdiction: Jurisdiction,
  deps: Pick<Deps, "sites" | "onDamaged">,
): Promise<JudgedArea[]> {
  const read = rows.map((row) => granted(readRow(row), jurisdiction));
  const siteCodes = read.flatMap((row) => (row.kind === "saved" && "siteCode" in row.area ? [row.area.siteCode] : []));
  const known = await deps.sites.getMany(siteCodes, deps.onDamaged);
  const territories = new Map(known.map((site) => [site.siteCode, site.territory]));
  const seen = new Set<string>();
  return read.map((row) => {
    if (row.kind === "rejected") return row;
    const { line, code, territory } = row;
    const place = `${territory}#${code}`;
    const isElsewhere = (territories.get(code) ?? territory) !== territory;
    if (isElsewhere || seen.has(place))
      return { line, kind: "rejected", code, fault: isElsewhere ? "elsewhere" : "repeated" };
    seen.add(place);
    return row;
  });
}

/** The row with its territory in the spelling of the list. */
function granted(row: JudgedArea, jurisdiction: Jurisdiction): JudgedArea {
  if (row.kind === "rejected") return row;
  const { line, code } = row;
  const own = grantTerritory(jurisdiction, askForTerritory(row.territory));
  // A list cannot start a territory: an unlisted name is a typing mistake.
  const isThere = own !== undefined && jurisdiction.listed.has(own.territory);
  return isThere ? { ...row, territory: own.territory } : { line, kind: "rejected", code, fault: "outside" };
}

function readRow({ line, value }: AreaRow): JudgedArea {
  const { siteCode, municipality } = value;
  const code = siteCode ?? municipality;
  const named = typeof code === "string" ? { code } : {};
  const rejected = (fault: AreaFault): JudgedArea => ({ line, kind: "rejected", ...named, fault });
  if ((siteCode === undefined) === (municipality === undefined)) return rejected("code");
  const parsed = (siteCode === undefined ? areaOfMunicipality : areaOfSite).safeParse(value);
  if (!parsed.success) return rejected(faultOfMember(parsed.error.issues[0]?.path[0]));
  const { territory, ...area } = parsed.data;
  return { line, kind: "saved", code: "siteCode" in area ? area.siteCode : area.municipality, territory, area };
}

const members = ["municipality", "municipalityName", "siteCode", "district", "territory"] as const;

function faultOfMember(member: PropertyKey | undefined): AreaFault {
  return members.find((one) => one === member) ?? "other";
}
