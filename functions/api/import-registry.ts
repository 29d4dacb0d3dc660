import { isDeepStrictEqual } from "node:util";
import {
  type RegistryFault,
  type RegistryInstitute,
  type RegistryRow,
  type RegistrySite,
  readRegistry,
} from "../../shared/contracts/registry-csv.ts";
import { codeShownMax } from "../../shared/contracts/registry-import.ts";
import type { Language } from "../../shared/domain/language.ts";
import type { Site } from "../../shared/domain/registry/site.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { DamagedItem } from "../../shared/store/parse-item.ts";
import { unreadableFile } from "../flows/faults/unreadable-file.ts";
import { inBatches } from "../flows/paging/in-batches.ts";

const writesAtOnce = 24;

const faultTexts = {
  "code-malformed": { it: "codice meccanografico non valido", en: "not a codice meccanografico" },
  "code-of-institute": {
    it: "è il codice di un istituto: gli alunni stanno nei plessi",
    en: "the code of an institute: pupils hang on site codes",
  },
  "institute-code-malformed": { it: "codice dell'istituto di riferimento non valido", en: "institute code not valid" },
  "name-missing": { it: "manca la denominazione", en: "the name is missing" },
  "name-malformed": {
    it: "denominazione troppo lunga o con caratteri di controllo",
    en: "name too long, or with control characters",
  },
  "province-missing": { it: "manca la provincia", en: "the province is missing" },
  "type-missing": { it: "manca la tipologia", en: "the school type is missing" },
  "cells-surplus": {
    it: "più celle che colonne: un testo con il separatore va tra virgolette",
    en: "more cells than columns: text with the separator in it must be quoted",
  },
  repeated: { it: "codice già presente in una riga precedente", en: "the code stands on an earlier line" },
  damaged: {
    it: "quanto è registrato del plesso è danneggiato e non viene sostituito",
    en: "what is registered of the site is damaged and is not replaced",
  },
} as const satisfies Record<RegistryFault | "damaged", Record<Language, string>>;

export const handler = handlerFor("import-registry")(async ({ body, query, language, caller, now }, deps) => {
  const registry = readRegistry(body);
  if (registry.kind !== "registry") return { problem: unreadableFile(registry, language) };
  const { rows } = registry;

  const damaged = new Set<string | undefined>();
  const siteCodes = rows.flatMap((row) => (row.kind === "site" ? [row.siteCode] : []));
  const known = await deps.sites.getMany(siteCodes, (damage) => {
    deps.onDamaged(damage);
    damaged.add(damage.key.siteCode);
  });
  const before = new Map(known.map((site) => [site.siteCode, site]));
  const items = rows.map((row) => ({
    line: row.line,
    siteCode: row.siteCode.slice(0, codeShownMax),
    ...fateOf(row, { before, damaged }, language),
  }));
  const dryRun = query["dry-run"] === "true";
  if (!dryRun) {
    const written = { by: caller.subject, at: now };
    const changed = rows.flatMap((row, index) =>
      row.kind === "site" && (items[index]?.outcome === "created" || items[index]?.outcome === "updated")
        ? [row.site]
        : [],
    );
    // The territories first: a sentinel site in a territory that nobody lists would never be expected.
    const territories = new Set(rows.flatMap((row) => (row.kind === "site" ? [row.site.territory] : [])));
    await inBatches([...territories], writesAtOnce, (territory) => deps.settings.addTerritory(territory, written));
    await inBatches(institutesOf(rows), writesAtOnce, (institute) =>
      deps.institutes.putRegistryEntry(institute, written).catch((fault: unknown) => {
        if (!(fault instanceof DamagedItem)) throw fault;
        deps.onDamaged(fault);
      }),
    );
    await inBatches(changed, writesAtOnce, (site) => deps.sites.putRegistryEntry(site, written));
  }
  const rejected = items.filter(({ outcome }) => outcome === "rejected").length;
  return { status: 200, body: { dryRun, accepted: items.length - rejected, rejected, items } };
});

type Known = { before: ReadonlyMap<string, Site>; damaged: ReadonlySet<string | undefined> };

function fateOf(row: RegistryRow, { before, damaged }: Known, language: Language) {
  if (row.kind === "rejected") return { outcome: "rejected" as const, reason: faultTexts[row.fault][language] };
  if (row.kind === "institute") return { outcome: "institute" as const };
  if (damaged.has(row.siteCode)) return { outcome: "rejected" as const, reason: faultTexts.damaged[language] };
  const known = before.get(row.siteCode);
  if (known === undefined) return { outcome: "created" as const };
  const same = isDeepStrictEqual(entryOf(known), entryOf(row.site));
  return { outcome: same ? ("unchanged" as const) : ("updated" as const) };
}

function entryOf({ siteCode, instituteCode, name, municipality, territory, level }: RegistrySite) {
  return { siteCode, instituteCode, name, municipality, territory, level };
}

/** Each institute once, with the first address that any of its rows gives, its own row's before the others'. */
function institutesOf(rows: readonly RegistryRow[]) {
  const institutes = new Map<string, RegistryInstitute>();
  for (const row of rows) {
    if (row.kind === "rejected") continue;
    const { institute } = row;
    const known = institutes.get(institute.instituteCode);
    const isOwnRow = row.siteCode === institute.instituteCode;
    if (known === undefined || (isOwnRow && institute.email !== undefined))
      institutes.set(institute.instituteCode, institute);
    else if (known.email === undefined) institutes.set(known.instituteCode, { ...institute, ...known });
  }
  return [...institutes.values()].map(({ instituteCode, name, email }) => ({
    instituteCode,
    name,
    contacts: email === undefined ? [] : [{ email }],
  }));
}
