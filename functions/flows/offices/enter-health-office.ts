import { isDeepStrictEqual } from "node:util";
import type { Territory } from "../../../shared/domain/codes.ts";
import type { IfMatch } from "../../../shared/domain/if-match.ts";
import type { Authorship } from "../../../shared/domain/principal.ts";
import { type Refused, refused } from "../../../shared/domain/refusal.ts";
import { giveTerritories } from "../../../shared/domain/region/give-territories.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { EnteredOffice } from "../../../shared/store/health-office-store.ts";
import { retryOnConflict } from "../../../shared/store/retry-on-conflict.ts";

type OfficeStored = { kind: "stored"; version: number; isNew: boolean };
type Stale = { kind: "stale"; currentVersion: number };
/** `territories` are those that the office owns now. */
type OfficeEntry = (OfficeStored & { territories: readonly Territory[] }) | Stale | Refused;
type OfficeDeps = Pick<Deps, "healthOffices" | "onDamaged"> & { settings: Pick<Deps["settings"], "giveTerritory"> };

/**
 * Enters a health office, and gives it exactly the named territories.
 *
 * The office is written first: its version stops the second of two writers before either has moved a territory. A
 * territory names its owner in one item, so it always has exactly one. After an interruption the caller sends the same
 * again: the office then exists, whatever version the caller sends, and the remaining territories are moved.
 *
 * @param owners of all listed territories
 * @param decided is called before the first write
 */
export async function enterHealthOffice(
  entered: EnteredOffice,
  ifMatch: IfMatch | undefined,
  owners: ReadonlyMap<Territory, OfficeCode>,
  written: Authorship,
  deps: OfficeDeps,
  decided: () => Promise<void>,
): Promise<OfficeEntry> {
  const { officeCode } = entered.office;
  const decision = giveTerritories(officeCode, entered.territories, owners);
  if (decision.kind === "taken") return refused({ reason: "territory-taken", taken: decision.taken });
  await decided();
  const stored = await storeOffice(entered, ifMatch, written, deps);
  if (stored.kind === "stale") return stored;

  for (const transfer of decision.transfers) {
    const outcome = await deps.settings.giveTerritory(transfer, written);
    // Another writer was faster. A territory that leaves the list has then left it as well.
    if (outcome.kind === "taken" && transfer.to === officeCode) {
      const { territory } = transfer;
      return refused({ reason: "territory-taken", taken: [{ territory, officeCode: outcome.officeCode }] });
    }
  }
  return { ...stored, territories: decision.territories };
}

async function storeOffice(
  entered: EnteredOffice,
  ifMatch: IfMatch | undefined,
  written: Authorship,
  { healthOffices, onDamaged }: Pick<Deps, "healthOffices" | "onDamaged">,
): Promise<OfficeStored | Stale> {
  const { officeCode } = entered.office;
  return retryOnConflict(`health office ${officeCode}`, async () => {
    const { version, entered: before } = await healthOffices.get(officeCode, onDamaged);
    if (isDeepStrictEqual(before, entered)) return { kind: "stored", version, isNew: false };
    if (!isMeant(ifMatch, version)) return { kind: "stale", currentVersion: version };
    const saved = await healthOffices.replace(version, entered, written);
    return saved === "saved" ? { kind: "stored", version: version + 1, isNew: version === 0 } : "conflict";
  });
}

/** `*` needs a stored version: an office that is not stored has none. */
function isMeant(ifMatch: IfMatch | undefined, version: number): boolean {
  if (ifMatch === undefined) return true;
  return ifMatch === "any" ? version > 0 : ifMatch.includes(version);
}
