import pMap from "p-map";
import type { InstituteCode, SiteCode } from "../../../shared/domain/codes.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { RegistryEntry, WrittenEntry } from "../../../shared/store/site-store.ts";

type PlaceDeps = Pick<Deps, "institutes" | "sites" | "onDamaged">;

const institutesAtOnce = 24;

/**
 * Enters places of an institute. A refusal may come of places that a crash has left: once those are settled it is tried
 * again.
 */
export async function withinInstitute<Outcome>(
  instituteCode: InstituteCode,
  enter: () => Promise<Outcome | "institute-too-large">,
  deps: PlaceDeps,
): Promise<Outcome | "institute-too-large"> {
  const outcome = await enter();
  if (outcome !== "institute-too-large") return outcome;
  await settle(instituteCode, [], deps);
  return enter();
}

/** After a move of sites, updates the places of the institutes on both sides. */
export async function settlePlaces(
  moves: readonly { entry: RegistryEntry; outcome: WrittenEntry }[],
  deps: PlaceDeps,
): Promise<void> {
  const moved = new Map<InstituteCode, SiteCode[]>();
  for (const { entry, outcome } of moves) {
    for (const instituteCode of institutesOfMove(entry, outcome))
      moved.set(instituteCode, [...(moved.get(instituteCode) ?? []), entry.siteCode]);
  }
  await pMap(moved, ([instituteCode, siteCodes]) => settle(instituteCode, siteCodes, deps), {
    concurrency: institutesAtOnce,
  });
}

function institutesOfMove(entry: RegistryEntry, outcome: WrittenEntry): ReadonlySet<InstituteCode> {
  if (outcome.kind === "created") return new Set();
  const { before } = outcome;
  const hasMoved = before.instituteCode !== entry.instituteCode || before.territory !== entry.territory;
  return new Set(hasMoved ? [before.instituteCode, entry.instituteCode] : []);
}

/** Uses consistent reads: an index may not have the last writes yet. */
function settle(
  instituteCode: InstituteCode,
  moved: readonly SiteCode[],
  { institutes, sites, onDamaged }: PlaceDeps,
): Promise<void> {
  return institutes.settlePlaces(instituteCode, moved, (siteCodes) =>
    sites.getMany(siteCodes, onDamaged, { consistent: true }),
  );
}
