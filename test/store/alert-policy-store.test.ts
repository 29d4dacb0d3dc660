import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { alertPolicyStore } from "../../shared/store/alert-policy-store.ts";
import { type DamagedItem, refuseDamaged } from "../../shared/store/parse-item.ts";
import { damagePolicy } from "../rig/poison.ts";
import { onEachEngine } from "./on-each-engine.ts";

const at = new Date("2018-09-12T10:00:00Z");
const by = "ats";

onEachEngine("alert policies", (world) => {
  const policies = () => alertPolicyStore(world.database);

  test("policies are versions of which the last one holds", async () => {
    expect(await policies().latest(firstOfficeCode, refuseDamaged)).toBeUndefined();
    const first = { version: 1, policy: defaultAlertPolicy, activatedAt: at, activatedBy: by };
    expect(await policies().put(firstOfficeCode, 0, defaultAlertPolicy, { at, by })).toEqual({
      kind: "saved",
      stored: first,
    });
    for (let version = 1; version < 12; version++) {
      const outcome = await policies().put(firstOfficeCode, version, defaultAlertPolicy, {
        at,
        by,
        backtestId: `b${version}`,
      });
      expect(outcome.kind).toBe("saved");
    }
    expect(await policies().latest(firstOfficeCode, refuseDamaged)).toEqual({
      ...first,
      version: 12,
      backtestId: "b11",
    });
  });

  test("a policy follows the one its author has seen, or is refused with the one that holds", async () => {
    expect(await policies().put(firstOfficeCode, 3, defaultAlertPolicy, { at, by })).toEqual({
      kind: "conflict",
      current: undefined,
    });
    await policies().put(firstOfficeCode, 0, defaultAlertPolicy, { at, by });
    const conflict = { kind: "conflict", current: { version: 1 } };
    expect(await policies().put(firstOfficeCode, 0, defaultAlertPolicy, { at, by })).toMatchObject(conflict);
    expect(await policies().put(firstOfficeCode, 2, defaultAlertPolicy, { at, by })).toMatchObject(conflict);
  });

  test("of policies that meet, one is activated", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        policies().put(firstOfficeCode, 0, defaultAlertPolicy, { at, by: `ats ${index}` }),
      ),
    );
    const saved = outcomes.filter(({ kind }) => kind === "saved");
    expect(saved).toHaveLength(1);
    expect(saved[0]).toMatchObject({ stored: (await policies().latest(firstOfficeCode, refuseDamaged)) ?? {} });
  });

  test("a damaged policy is reported, and the one before it applies until the next is activated", async () => {
    for (const version of [0, 1]) await policies().put(firstOfficeCode, version, defaultAlertPolicy, { at, by });
    await damagePolicy(world.database, 2);
    const told: DamagedItem[] = [];
    expect(await policies().latest(firstOfficeCode, (damage) => told.push(damage))).toMatchObject({ version: 1 });
    expect(told.map(({ key }) => key)).toEqual([{ name: "alert-policy#ats", version: "000002" }]);
    expect(await policies().put(firstOfficeCode, 2, defaultAlertPolicy, { at, by })).toMatchObject({
      kind: "conflict",
    });
    expect(await policies().put(firstOfficeCode, 1, defaultAlertPolicy, { at, by })).toMatchObject({
      stored: { version: 3 },
    });
    expect(await policies().latest(firstOfficeCode, refuseDamaged)).toMatchObject({ version: 3 });
    for (const version of [1, 3]) await damagePolicy(world.database, version);
    expect(await policies().latest(firstOfficeCode, () => undefined)).toBeUndefined();
  });

  test("a backtest is kept with its policy and its result, and never overwritten", async () => {
    const backtest = {
      backtestId: "b1",
      startedAt: at,
      startedBy: by,
      policy: defaultAlertPolicy,
      result: { weeks: [{ alerts: 3, rate: 1e-200 }], note: "è così" },
    };
    expect(await policies().backtest(firstOfficeCode, "b1")).toBeUndefined();
    expect(await policies().putBacktest(firstOfficeCode, backtest)).toBe("created");
    expect(await policies().putBacktest(firstOfficeCode, { ...backtest, result: {} })).toBe("exists");
    expect(await policies().backtest(firstOfficeCode, "b1")).toEqual(backtest);
  });

  test("a backtest of an earlier release, whose result is text, is read as before", async () => {
    const result = { weeks: [3] };
    const item = {
      name: "backtest#ats",
      version: "b0",
      at: at.getTime(),
      by,
      policy: JSON.stringify(defaultAlertPolicy),
    };
    const absent = { expression: "attribute_not_exists(#name)" };
    await world.database.put("settings", { ...item, result: JSON.stringify(result) }, absent);
    expect(await policies().backtest(firstOfficeCode, "b0")).toMatchObject({ backtestId: "b0", startedAt: at, result });
    await world.database.put("settings", { ...item, version: "b1" }, absent);
    await expect(policies().backtest(firstOfficeCode, "b1")).rejects.toThrow("no result");
    await world.database.put("settings", { ...item, version: "b2", packed: new Uint8Array([1, 2, 3]) }, absent);
    await expect(policies().backtest(firstOfficeCode, "b2")).rejects.toThrow("not compressed");
  });

  test("a result is kept up to 300 kB, compressed, and one that is larger is not", async () => {
    const backtest = { startedAt: at, startedBy: by, policy: defaultAlertPolicy };
    // Four letters of it take three bytes, and no fewer.
    const noise = (bytes: number) => randomBytes(bytes).toString("base64");
    const fits = { ...backtest, backtestId: "b1", result: [noise(290_000), "a".repeat(5_000_000)] };
    expect(await policies().putBacktest(firstOfficeCode, fits)).toBe("created");
    expect(await policies().backtest(firstOfficeCode, "b1")).toEqual(fits);
    expect(
      await policies().putBacktest(firstOfficeCode, { ...backtest, backtestId: "b2", result: noise(310_000) }),
    ).toBe("too-large");
    expect(await policies().backtest(firstOfficeCode, "b2")).toBeUndefined();
  });

  test("a policy that nobody could have activated is damage, and an error", async () => {
    const damaged = { name: "alert-policy#ats", version: "000001", policy: '{"absolute":{}}', at: 1, by };
    await world.database.put("settings", damaged, { expression: "attribute_not_exists(#name)" });
    await expect(policies().latest(firstOfficeCode, refuseDamaged)).rejects.toThrow(
      "damaged item in table Settings, key name=alert-policy#ats version=000001: policy.absolute.enabled",
    );
  });
});
