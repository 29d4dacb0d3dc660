import type { AlertScope } from "../../../shared/domain/alerts/alert.ts";
import type { Level, SiteCode } from "../../../shared/domain/codes.ts";
import {
  type AskedTerritory,
  grantTerritory,
  type Jurisdiction,
  type OwnTerritory,
  territoryOfSite,
} from "../../../shared/domain/jurisdiction.ts";
import type { Language } from "../../../shared/domain/language.ts";
import { outsideScope } from "../../../shared/runtime/authorise.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { ProblemCause } from "../../../shared/runtime/problem-reply.ts";
import { problemWords } from "../../../shared/words/in-every-language.ts";
import { invalidRequest } from "../faults/invalid-request.ts";

type Wanted = { siteCode?: SiteCode; territory?: AskedTerritory; level?: Level };

/** The scope of a series, in a territory of the caller. */
export type OwnScope = { scope: AlertScope; own: OwnTerritory };

/** Finds the scope of the wanted series. A school has no territory; it sees its own sites. */
export async function seriesScope(
  { siteCode, territory, level }: Wanted,
  jurisdiction: Jurisdiction,
  language: Language,
  deps: Pick<Deps, "sites">,
): Promise<OwnScope | { problem: ProblemCause }> {
  if (siteCode !== undefined) {
    const site = await deps.sites.get(siteCode);
    if (site === undefined) return { problem: { reason: "not-found" } };
    const own = territoryOfSite(jurisdiction, site);
    if (own === undefined) return { problem: outsideScope };
    return { scope: { kind: "site", siteCode, territory: own.territory, level: site.level }, own };
  }
  if (jurisdiction.instituteCodes.length > 0) return { problem: outsideScope };
  if (territory === undefined || level === undefined)
    return invalidRequest("/query", problemWords[language].values.seriesScope);
  const own = grantTerritory(jurisdiction, territory);
  return own === undefined
    ? { problem: outsideScope }
    : { scope: { kind: "territory", territory: own.territory, level }, own };
}
