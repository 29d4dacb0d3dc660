import type { LocalDate } from "../../shared/domain/calendar/local-date.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { sampleTerritory } from "./sample-schools.ts";
import { writtenOn } from "./written-on.ts";

export type SampleInstitute = { instituteCode: string; siteCodes: readonly string[]; pupils: number };

/** Registers an institute with an address, and sentinel sites with an enrolment, as the import and the office do. */
export async function registerInstitute(
  { instituteCode, siteCodes, pupils }: SampleInstitute,
  from: LocalDate,
  deps: Pick<Deps, "institutes" | "sites" | "settings">,
): Promise<void> {
  await deps.settings.addTerritory(sampleTerritory, firstOfficeCode, writtenOn(from));
  await deps.institutes.putRegistryEntry(
    {
      instituteCode,
      name: `Istituto ${instituteCode}`,
      contacts: [{ email: `${instituteCode.toLowerCase()}@scuola.example` }],
      places: siteCodes.map((siteCode) => ({ siteCode, territory: sampleTerritory })),
    },
    writtenOn(),
  );
  for (const siteCode of siteCodes) {
    const entry = { siteCode, instituteCode, name: `Plesso ${siteCode}`, territory: sampleTerritory };
    await deps.sites.putRegistryEntry({ ...entry, municipality: "Z001", level: "primary" }, writtenOn());
    await deps.sites.setSentinel(siteCode, { sentinelFrom: from }, writtenOn());
    await deps.sites.replaceEnrolments(siteCode, [], [{ validFrom: from, pupils, classes: Math.ceil(pupils / 22) }]);
  }
}
