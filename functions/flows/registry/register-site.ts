import type { Authorship } from "../../../shared/domain/principal.ts";
import { type Refused, refused } from "../../../shared/domain/refusal.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import { sitesOfInstituteMax, territoriesOfInstituteMax } from "../../../shared/domain/registry/institute.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { RegistryEntry, WrittenEntry } from "../../../shared/store/site-store.ts";
import { settlePlaces, withinInstitute } from "./settle-places.ts";
import { readDistricts, withDistrict } from "./with-districts.ts";

type RegistrationDeps = Pick<Deps, "areas" | "institutes" | "sites" | "onDamaged"> & {
  settings: Pick<Deps["settings"], "addTerritory">;
};

/**
 * Registers a site, or changes what is registered of it. Nothing is written where its institute would grow too large.
 * @param officeCode the office that owns the territory of the site
 */
export async function registerSite(
  entry: Omit<RegistryEntry, "district">,
  officeCode: OfficeCode,
  written: Authorship,
  deps: RegistrationDeps,
): Promise<{ kind: WrittenEntry["kind"] } | Refused> {
  const { siteCode, instituteCode, name, territory } = entry;
  // The institute comes first: a crash may leave it an extra place, but never a site that it does not know.
  const enter = () => deps.institutes.enterPlace({ instituteCode, name }, { siteCode, territory }, written);
  if ((await withinInstitute(instituteCode, enter, deps)) === "institute-too-large")
    return refused({
      reason: "institute-too-large",
      instituteCode,
      sitesMax: sitesOfInstituteMax,
      territoriesMax: territoriesOfInstituteMax,
    });
  // The territory comes next: in an unlisted territory no site is expected and no report is counted.
  await deps.settings.addTerritory(territory, officeCode, written);
  const placed = withDistrict(entry, await readDistricts(new Set([territory]), deps));
  const outcome = await deps.sites.putRegistryEntry(placed, written);
  await settlePlaces([{ entry, outcome }], deps);
  return { kind: outcome.kind };
}
