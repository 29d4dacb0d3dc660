import pMap from "p-map";
import type { Alert, AlertStatus } from "../../../shared/domain/alerts/alert.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { AlertPlace, PlacedAlerts } from "../../../shared/store/alert-store.ts";
import { InvalidCursor, type PageRequest, type StoredPage } from "../../../shared/store/page.ts";

const territoriesAtOnce = 8;

type AlertDeps = Pick<Deps, "alerts" | "onDamaged">;

/**
 * The alerts of the territories: the statuses in the given order, and in each status the latest raised first. The
 * cursor contains the status and the position that it has reached.
 */
export async function alertPage(
  territories: readonly Territory[],
  statuses: readonly AlertStatus[],
  { cursor, limit }: PageRequest,
  deps: AlertDeps,
): Promise<StoredPage<Alert>> {
  const { status, behind } = cursor === undefined ? startOf(statuses) : decodeCursor(cursor, statuses);
  const items: Alert[] = [];
  let place = behind;
  for (const wanted of statuses.slice(statuses.indexOf(status))) {
    if (items.length === limit) return { items, cursor: encodeCursor(wanted) };
    const from = { limit: limit - items.length, ...(place === undefined ? {} : { behind: place }) };
    const page = await pageOfStatus(territories, wanted, from, deps);
    items.push(...page.items);
    if (page.readTo !== undefined) return { items, cursor: encodeCursor(wanted, page.readTo) };
    place = undefined;
  }
  return { items };
}

async function pageOfStatus(
  territories: readonly Territory[],
  status: AlertStatus,
  from: { behind?: AlertPlace; limit: number },
  { alerts, onDamaged }: AlertDeps,
): Promise<{ items: readonly Alert[]; readTo?: AlertPlace }> {
  const pages = await pMap(territories, (territory) => alerts.ofTerritory(territory, status, from, onDamaged), {
    concurrency: territoriesAtOnce,
  });
  return merged(pages, from.limit);
}

/** The latest of all, down to the position that every territory has reached. */
function merged(pages: readonly PlacedAlerts[], limit: number): { items: readonly Alert[]; readTo?: AlertPlace } {
  const horizon = pages
    .flatMap(({ readTo }) => readTo ?? [])
    .toSorted()
    .at(-1);
  const known = pages
    .flatMap(({ items }) => items)
    .filter(({ place }) => horizon === undefined || place >= horizon)
    .toSorted((one, other) => (one.place > other.place ? -1 : 1));
  const shown = known.slice(0, limit);
  const readTo = known.length > limit ? shown.at(-1)?.place : horizon;
  return { items: shown.map(({ alert }) => alert), ...(readTo === undefined ? {} : { readTo }) };
}

function startOf(statuses: readonly AlertStatus[]): { status: AlertStatus; behind?: AlertPlace } {
  const [status] = statuses;
  if (status === undefined) throw new RangeError("no status is asked for");
  return { status };
}

function encodeCursor(status: AlertStatus, readTo = ""): string {
  return `${status}:${Buffer.from(readTo).toString("base64url")}`;
}

/** The maximum length of a sort key. */
const placeLengthMax = 1024;

function decodeCursor(cursor: string, statuses: readonly AlertStatus[]) {
  const [name, place = ""] = cursor.split(":");
  const status = statuses.find((one) => one === name);
  const behind = Buffer.from(place, "base64url").toString();
  const isPlace = behind === "" ? place === "" : /^\d{4}-[^#]+#[^#]+$/.test(behind) && behind.length <= placeLengthMax;
  if (status === undefined || !isPlace) throw new InvalidCursor("not a cursor of this list");
  return { status, ...(behind === "" ? {} : { behind }) };
}
