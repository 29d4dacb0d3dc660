import { expect, test } from "vitest";
import { runMigrations } from "../../../functions/flows/migrations/run-migrations.ts";
import { alertStore } from "../../../shared/store/alert-store.ts";
import type { Database } from "../../../shared/store/database.ts";
import { migrationStore } from "../../../shared/store/migration-store.ts";
import { alertTerritories } from "../../../shared/store/migrations/alert-territories.ts";
import { onEachEngine } from "../on-each-engine.ts";

const now = new Date("2023-02-20T09:00:00+01:00");
const raisedAt = "2023-02-16T08:00:00.000Z";
const key = { scope: "site.MIEE8AN02L", ruleSequence: "absolute#000000001" };
const alertId = "site.MIEE8AN02L.absolute.1";
const crossing = { surveyDate: "2023-02-16", verdict: "final", severity: "attention", absent: 45, pupils: 100 };
const absent = { expression: "attribute_not_exists(#scope)" };

/** As the release before stored an alert, and the explanation beside it. */
const alert = {
  ...key,
  alertId,
  concerns: { kind: "site", siteCode: "MIEE8AN02L", territory: "MILANO", level: "primary" },
  rule: "absolute",
  sequence: 1,
  status: "closed",
  severity: "attention",
  raisedAt,
  crossings: [crossing],
  crossingsBetween: { attention: 0, alert: 0 },
  transitions: [],
  worst: { severity: "attention", since: 1 },
  version: 3,
};
const explanation = { ...key, ruleSequence: `x#${key.ruleSequence}#2023-02-16`, ...crossing, explanation: "{}" };

onEachEngine("the territories of alerts", (world) => {
  const run = async (database: Database) => {
    const log = { error: expect.unreachable, info: () => undefined, metrics: () => undefined };
    const deps = { migrations: migrationStore(database), now: () => now, log };
    const step = { name: "alert-territories", reads: "alerts", rule: alertTerritories } as const;
    return runMigrations([step], { remainingMillis: () => 900_000 }, deps);
  };
  const listed = async () => {
    const from = { limit: 10 };
    const { items } = await alertStore(world.database).ofTerritory("MILANO", "closed", from, (damage) =>
      expect.unreachable(damage.message),
    );
    return items.map((item) => [item.alert.alertId, item.place]);
  };

  test("list those of the release before, and a second run changes nothing", async () => {
    await world.database.put("alerts", alert, absent);
    await world.database.put("alerts", explanation, absent);
    expect(await listed()).toEqual([]);
    expect(await run(world.database)).toMatchObject({ items: 2, written: 1, damaged: 0, left: 0 });
    expect(await listed()).toEqual([[alertId, `${raisedAt}#${alertId}`]]);
    const standing = `ended#closed#${raisedAt}#${alertId}`;
    expect(await world.database.get("alerts", key)).toEqual({ ...alert, territory: "MILANO", standing });
    expect(await world.database.get("alerts", { ...key, ruleSequence: explanation.ruleSequence })).toEqual(explanation);
    await migrationStore(world.database).forget("alert-territories");
    expect(await run(world.database)).toMatchObject({ items: 2, written: 0, damaged: 0 });
  });

  test("follow an alert that a call of the release before has written since", async () => {
    await world.database.put("alerts", alert, absent);
    await run(world.database);
    const there = { expression: "attribute_exists(#scope)" };
    // That release writes the whole item, and knows of no standing.
    await world.database.put("alerts", { ...alert, status: "verified", version: 4 }, there);
    await migrationStore(world.database).forget("alert-territories");
    expect(await run(world.database)).toMatchObject({ written: 1 });
    expect(await listed()).toEqual([]);
  });
});
