import { describe, expect, it, test } from "vitest";
import { runMigrations } from "../../../functions/flows/migrations/run-migrations.ts";
import { crossingOf, crossingsTotal } from "../../../shared/domain/alerts/alert-lifecycle.ts";
import { isNewsAfter, isRecent, toldSeverity } from "../../../shared/domain/alerts/alert-news.ts";
import type { AbsoluteExplanation } from "../../../shared/domain/alerts/explanation.ts";
import type { AlertSeverity, Verdict } from "../../../shared/domain/alerts/verdict.ts";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import { alertStore } from "../../../shared/store/alert-store.ts";
import type { Database, Item } from "../../../shared/store/database.ts";
import { migrationStore } from "../../../shared/store/migration-store.ts";
import { alertHeads } from "../../../shared/store/migrations/alert-heads.ts";
import { DamagedItem } from "../../../shared/store/parse-item.ts";
import { onEachEngine } from "../on-each-engine.ts";

const refuse = (damage: DamagedItem) => {
  throw damage;
};
const alertId = "site.MIEE8AN02L.absolute.1";
const thursday = "2023-02-16";
const raisedAt = new Date("2023-02-16T09:00:00+01:00");
const lateUntil = new Date("2023-02-18T00:00:00+01:00");

function explanation(
  surveyDate: string,
  severity: AlertSeverity = "attention",
  verdict: Verdict = "final",
): AbsoluteExplanation {
  return {
    rule: "absolute",
    surveyDate,
    verdict,
    severity,
    officeCode: firstOfficeCode,
    policyVersion: 1,
    absent: 45,
    pupils: 100,
    absenceRate: 0.45,
    completeness: { expected: 80, reported: 60, missing: 20 },
    stillAboveIfMissingHadNone: true,
    absenceRateMin: 0.4,
    pupilsMin: 20,
  };
}

type Told = { severity?: AlertSeverity; mailedSeverity?: AlertSeverity; transitions?: readonly object[] };

/** An alert as the release before stored it. */
function earlierItem(explanations: readonly AbsoluteExplanation[], told: Told = {}): Item {
  return {
    scope: "site.MIEE8AN02L",
    ruleSequence: "absolute#000000001",
    alertId,
    concerns: { kind: "site", siteCode: "MIEE8AN02L", territory: "MILANO", level: "primary" },
    rule: "absolute",
    sequence: 1,
    status: "new",
    severity: "attention",
    raisedAt: raisedAt.toISOString(),
    // That release had only one office, and named none.
    crossings: JSON.stringify(
      explanations.map(({ officeCode: _, ...one }) => ({ surveyDate: one.surveyDate, explanation: one })),
    ),
    transitions: [],
    version: 3,
    ...told,
  };
}

const put = (database: Database, item: Item) =>
  database.put("alerts", item, { expression: "attribute_not_exists(#scope)" });

async function migrate(database: Database) {
  const step = { name: "alert-heads", reads: "alerts", rule: alertHeads } as const;
  const log = { info: () => undefined, error: () => undefined, metrics: () => undefined };
  const deps = { migrations: migrationStore(database), now: () => raisedAt, log };
  return runMigrations([step], { remainingMillis: () => 900_000 }, deps);
}

async function migrated(database: Database, item: Item) {
  await put(database, item);
  await migrate(database);
  const alert = await alertStore(database).get(alertId);
  if (alert === undefined) throw new Error("the alert is gone");
  return alert;
}

onEachEngine("alerts of an earlier release", (world) => {
  test("keep their crossings in short, with the explanations beside them, bit for bit", async () => {
    const explanations = [explanation(thursday), { ...explanation("2023-02-21"), absenceRate: 1 / 3 }];
    const transitions = [{ to: "acknowledged", by: "ats-1", at: 1_676_536_200_000, note: "visto" }];
    const alert = await migrated(world.database, earlierItem(explanations, { transitions }));
    expect(alert).toMatchObject({
      crossings: explanations.map(crossingOf),
      crossingsBetween: { attention: 0, alert: 0 },
      transitions: [{ to: "acknowledged", note: "visto" }],
      version: 3,
    });
    const days = explanations.map(({ surveyDate }) => surveyDate);
    const stored = await alertStore(world.database).explanations(alertId, days, refuse);
    expect(days.map((day) => stored.get(day))).toStrictEqual(explanations);
  });

  test("that have crossed very often fit into an item again", async () => {
    const explanations = Array.from({ length: 800 }, (_, day) => explanation(addDays("2021-01-05", day)));
    const alert = await migrated(world.database, earlierItem(explanations));
    expect(alert.crossings).toHaveLength(31);
    expect(crossingsTotal(alert)).toBe(800);
    expect(await alertStore(world.database).crossings(alertId)).toEqual(explanations.map(crossingOf));
  });

  test("are migrated once: again changes nothing, neither do the explanations beside them", async () => {
    await put(world.database, earlierItem([explanation(thursday)]));
    expect(await migrate(world.database)).toMatchObject({ items: 1, written: 2, left: 0 });
    const before = await world.database.scanPage("alerts", { pageItemsMax: 10 });
    for (const item of before.items) expect(alertHeads(item, raisedAt)).toEqual({ copies: [] });
  });

  test("that changed while they were migrated are brought up to the last explanation", async () => {
    const store = alertStore(world.database);
    const { copies } = alertHeads(earlierItem([explanation(thursday)]), raisedAt);
    for (const { item, condition } of copies) await world.database.put("alerts", item, condition);
    const later = { ...explanation(thursday), absent: 60, policyVersion: 2 };
    await migrated(world.database, { ...earlierItem([later]), version: 4 });
    expect((await store.explanations(alertId, [thursday], refuse)).get(thursday)).toEqual(later);
    // What this release has explained since is newer than any copy.
    const newest = { ...later, absent: 70 };
    await store.explain(alertId, newest);
    for (const { item, condition } of alertHeads({ ...earlierItem([later]), version: 9 }, raisedAt).copies) {
      await world.database.put("alerts", item, condition);
    }
    expect((await store.explanations(alertId, [thursday], refuse)).get(thursday)).toEqual(newest);
  });
});

describe("what readers had been told of an alert of an earlier release", () => {
  const beganAt = new Date("2023-02-21T09:00:00+01:00");
  const monthLater = new Date("2023-03-20T09:00:00+01:00");

  function newsOf(item: Item) {
    const values = alertHeads(item, beganAt).change?.expression.values ?? {};
    const at = (since: unknown) => ({ ...Object(since), since: new Date(Number(Object(since).since)) });
    return {
      alertId,
      status: "new" as const,
      worst: at(values.worst),
      ...(values.eased === undefined ? {} : { eased: at(values.eased) }),
    };
  }

  it("is not news to whom its own digest told it", () => {
    const alert = newsOf(earlierItem([explanation(thursday)], { mailedSeverity: "attention" }));
    expect(alert.worst).toEqual({ severity: "attention", since: raisedAt });
    const told = toldSeverity(alert, { severity: "attention", at: raisedAt });
    expect(isNewsAfter({ severity: "attention" }, told)).toBe(false);
  });

  it("is nobody's news when it was told longer ago than one looks back", () => {
    const days = [explanation(thursday), explanation("2023-03-16")];
    expect(isRecent(newsOf(earlierItem(days, { mailedSeverity: "attention" })), monthLater)).toBe(false);
  });

  it("is still news where it had not been mailed: since the last day on which it crossed", () => {
    const days = [explanation(thursday), explanation("2023-03-16", "alert", "provisional")];
    for (const mailed of [{}, { mailedSeverity: "attention" as const }]) {
      const alert = newsOf(earlierItem(days, { severity: "alert", ...mailed }));
      expect(alert.worst).toEqual({ severity: "alert", since: new Date("2023-03-16T00:00:00+01:00") });
      expect(isRecent(alert, monthLater)).toBe(true);
    }
    expect(newsOf(earlierItem([explanation(thursday)])).worst.since).toEqual(raisedAt);
  });

  it("counts up to what all had been told last, so that to become as bad again is news", () => {
    const alert = newsOf(earlierItem([explanation(thursday)], { mailedSeverity: "attention" }));
    expect(alert.eased).toEqual({ severity: "attention", since: beganAt });
    expect(toldSeverity(alert, { severity: "alert", at: raisedAt })).toBe("attention");
  });

  const risen = explanation("2023-02-21", "alert", "provisional");
  it.each([
    ["a final verdict", [explanation(thursday), risen], [], lateUntil],
    [
      "a correction",
      [explanation(thursday, "attention", "provisional"), risen],
      [{ to: "new", by: "system", at: beganAt.getTime() - 1, note: "2023-02-20: 70/100, alert" }],
      new Date(beganAt.getTime() - 1),
    ],
  ])(
    "counts up to what %s had left, where it has risen since and nobody has been told",
    (_, days, transitions, since) => {
      const alert = newsOf(earlierItem(days, { severity: "alert", mailedSeverity: "attention", transitions }));
      expect(alert.eased).toEqual({ severity: "attention", since });
      expect(toldSeverity(alert, { severity: "alert", at: since })).toBe("alert");
    },
  );

  it("counts in full where it has risen and nothing can have eased it before", () => {
    const days = [explanation(thursday, "attention", "provisional"), risen];
    const alert = newsOf(earlierItem(days, { severity: "alert", mailedSeverity: "attention" }));
    expect(alert).not.toHaveProperty("eased");
  });

  it("cannot be worked out from an alert that is damaged", () => {
    expect(() => alertHeads({ ...earlierItem([]), crossings: "[{}]" }, beganAt)).toThrow(DamagedItem);
  });
});
