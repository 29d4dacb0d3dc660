import type { AlertScope } from "../../../shared/domain/alerts/alert.ts";
import type { Level, SiteCode, Territory } from "../../../shared/domain/codes.ts";
import type { Language } from "../../../shared/domain/language.ts";
import type { Principal } from "../../../shared/domain/principal.ts";
import { outsideScope, serves } from "../../../shared/runtime/authorise.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { ProblemCause } from "../../../shared/runtime/problem-reply.ts";
import { problemWords } from "../../../shared/words/in-every-language.ts";
import { invalidRequest } from "../faults/invalid-request.ts";

type Wanted = { siteCode?: SiteCode; territory?: Territory; level?: Level };

/** Of what a series is wanted. A school sees its own sites; whatever else it asks for does not exist for it. */
export async function seriesScope(
  { siteCode, territory, level }: Wanted,
  caller: Principal,
  language: Language,
  deps: Pick<Deps, "sites">,
): Promise<AlertScope | { problem: ProblemCause }> {
  if (siteCode !== undefined) {
    const site = await deps.sites.get(siteCode);
    if (site === undefined) return { problem: { reason: "not-found" } };
    if (!serves(caller, site.instituteCode)) return { problem: outsideScope };
    return { kind: "site", siteCode, territory: site.territory, level: site.level };
  }
  if (caller.role === "school-office") return { problem: outsideScope };
  if (territory === undefined || level === undefined)
    return invalidRequest("/query", problemWords[language].values.seriesScope);
  return { kind: "territory", territory, level };
}
