import { expect, test } from "vitest";
import { alertPage } from "../../functions/flows/alerts/alert-page.ts";
import { type Alert, type AlertStatus, alertStatuses } from "../../shared/domain/alerts/alert.ts";
import { alertIdOf } from "../../shared/domain/alerts/alert-id.ts";
import { alertStore } from "../../shared/store/alert-store.ts";
import { InvalidCursor } from "../../shared/store/page.ts";
import { openMemoryDatabase } from "../rig/memory-database.ts";

const territories = ["LODI", "MILANO", "VALDORSA"];
const damaged: string[] = [];

function alertOf(territory: string, sequence: number, status: AlertStatus, minute: number): Alert {
  const scope = { kind: "territory", territory, level: "primary" } as const;
  const raisedAt = new Date(Date.UTC(2023, 1, 16, 9, minute));
  const crossing = { surveyDate: "2023-02-16", verdict: "final", severity: "attention", absent: 4, pupils: 9 } as const;
  return {
    alertId: alertIdOf(scope, "territory", sequence),
    scope,
    rule: "territory",
    sequence,
    status,
    severity: "attention",
    raisedAt,
    crossings: [crossing],
    crossingsBetween: { attention: 0, alert: 0 },
    transitions: [],
    worst: { severity: "attention", since: raisedAt },
    version: 1,
  };
}

async function filled() {
  const database = openMemoryDatabase();
  const alerts = alertStore(database);
  // Several of one instant, in one territory and in several.
  const minutes = [5, 5, 5, 1, 9, 7, 7];
  const stored = territories.flatMap((territory, order) =>
    minutes.map((minute, index) => alertOf(territory, index + 1, index < 5 ? "new" : "closed", minute + (order % 2))),
  );
  for (const alert of stored) await alerts.putIfAbsent(alert);
  const onDamaged = ({ key }: { key: object }) => void damaged.push(JSON.stringify(key));
  return { database, stored, deps: { alerts, onDamaged } };
}

async function listed(limit: number, wanted: readonly string[], deps: Awaited<ReturnType<typeof filled>>["deps"]) {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const request = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await alertPage(wanted, alertStatuses, request, deps);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ alertId }) => alertId));
    cursor = page.cursor;
  } while (cursor !== undefined && ids.length < 100);
  return ids;
}

const rank = ({ status, raisedAt, alertId }: Alert) =>
  `${99 - alertStatuses.indexOf(status)} ${raisedAt.toISOString()} ${alertId}`;
const idsInOrder = (alerts: readonly Alert[]) =>
  alerts.toSorted((one, other) => (rank(one) > rank(other) ? -1 : 1)).map(({ alertId }) => alertId);

test.each([1, 2, 3, 7, 100])("territories are one list, status after status, in pages of %d", async (limit) => {
  const { stored, deps } = await filled();
  expect(await listed(limit, territories, deps)).toEqual(idsInOrder(stored));
});

test("an alert of another territory is on no page", async () => {
  const { stored, deps } = await filled();
  const lodi = stored.filter(({ scope }) => scope.territory === "LODI");
  expect(await listed(2, ["LODI"], deps)).toEqual(idsInOrder(lodi));
  expect(await listed(2, [], deps)).toEqual([]);
});

test("pages go on behind alerts that cannot be read", async () => {
  const { database, stored, deps } = await filled();
  const newest = idsInOrder(stored).slice(0, 3);
  for (const { scope, sequence, alertId } of stored) {
    if (!newest.includes(alertId)) continue;
    const key = { scope: `territory.${scope.territory}.primary`, ruleSequence: `territory#00000000${sequence}` };
    const change = { expression: "SET #crossings = :none", values: { none: [] } };
    await database.update("alerts", key, change, { expression: "attribute_exists(#scope)" });
  }
  expect(await listed(1, territories, deps)).toEqual(idsInOrder(stored).slice(3));
  expect(damaged.length).toBeGreaterThan(0);
});

test.each(["", "!!!", "worse:", "new:bm90IGEgcGxhY2U", "new:IyM", `new:${"a".repeat(2_000)}`])(
  "a cursor that no list made (%j) is refused",
  async (cursor) => {
    const { deps } = await filled();
    await expect(alertPage(territories, alertStatuses, { cursor, limit: 2 }, deps)).rejects.toThrow(InvalidCursor);
  },
);
