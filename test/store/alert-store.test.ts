import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Alert,
  type AlertScope,
  type AlertStatus,
  latestCrossingsMax,
  noteLengthMax,
  systemTransitionsMax,
  transitionsMax,
} from "../../shared/domain/alerts/alert.ts";
import { alertIdOf } from "../../shared/domain/alerts/alert-id.ts";
import { crossingOf } from "../../shared/domain/alerts/alert-lifecycle.ts";
import type { AbsoluteExplanation } from "../../shared/domain/alerts/explanation.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { alertStore } from "../../shared/store/alert-store.ts";
import { DamagedItem } from "../../shared/store/parse-item.ts";
import { onEachEngine } from "./on-each-engine.ts";

const site: AlertScope = { kind: "site", siteCode: "MIEE8AN02L", territory: "MILANO", level: "primary" };
const territory: AlertScope = { kind: "territory", territory: "L'AQUILA (città)", level: "upper-secondary" };

const explanation: AbsoluteExplanation = {
  rule: "absolute",
  surveyDate: "2018-09-13",
  verdict: "provisional",
  severity: "attention",
  officeCode: firstOfficeCode,
  policyVersion: 1,
  absent: 90,
  pupils: 220,
  absenceRate: 90 / 220,
  completeness: { expected: 3, reported: 2, missing: 1 },
  stillAboveIfMissingHadNone: true,
  absenceRateMin: 0.4,
  pupilsMin: 20,
};

const refuse = (damage: DamagedItem) => {
  throw damage;
};

function alertOf(changes: Partial<Alert> = {}): Alert {
  const { scope = site, rule = "absolute", sequence = 1 } = changes;
  return {
    alertId: alertIdOf(scope, rule, sequence),
    scope,
    rule,
    sequence,
    status: "new",
    severity: "attention",
    raisedAt: new Date("2018-09-13T09:00:00.123Z"),
    crossings: [crossingOf(explanation)],
    crossingsBetween: { attention: 0, alert: 0 },
    transitions: [],
    worst: { severity: "attention", since: new Date("2018-09-13T09:00:00.123Z") },
    version: 1,
    ...changes,
  };
}

onEachEngine("alerts", (world) => {
  const alerts = () => alertStore(world.database);
  const { alertId } = alertOf();
  const explanationOf = async (surveyDate: string) =>
    (await alerts().explanations(alertId, [surveyDate], refuse)).get(surveyDate);

  test.each([
    ["a site", site],
    ["a school level of a territory with any name", territory],
  ])("an alert of %s comes back as it was raised", async (_, scope) => {
    const alert = alertOf({
      scope,
      crossingsBetween: { attention: 3, alert: 1 },
      eased: { severity: "attention", since: new Date("2018-09-13T11:00:00Z") },
      transitions: [{ to: "acknowledged", by: "ats", at: new Date("2018-09-13T10:00:00Z"), note: "visto: è vero?" }],
    });
    expect(await alerts().putIfAbsent(alert)).toBe("created");
    expect(await alerts().get(alert.alertId)).toEqual(alert);
    expect(await alerts().latest(scope, "absolute")).toEqual(alert);
    expect(await alerts().ofScope(scope)).toEqual([alert]);
  });

  test.each(["nonsense", "site.MIEE8AN02L.absolute.7", "site.MIEE8AN02L.absolute.0", ""])(
    "there is no alert %s",
    async (alertId) => {
      await alerts().putIfAbsent(alertOf());
      expect(await alerts().get(alertId)).toBeUndefined();
    },
  );

  test("numbers of an explanation survive bit for bit", async () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number));
    await fc.assert(
      fc.asyncProperty(fc.array(double, { minLength: 30, maxLength: 30 }), fc.uuid(), async (numbers, unique) => {
        const withNumbers = { ...explanation, test: { numbers, unique, lnProbability: -380.1234567890123e-200 } };
        await alerts().explain(alertId, withNumbers);
        expect(await explanationOf("2018-09-13")).toStrictEqual(withNumbers);
      }),
      { numRuns: 20 },
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "an explanation with %s is refused, not stored as null",
    async (number) => {
      const explained = alerts().explain(alertId, { ...explanation, absenceRate: number });
      await expect(explained).rejects.toThrow(/absenceRate is (NaN|Infinity)/);
      expect(await explanationOf("2018-09-13")).toBeUndefined();
    },
  );

  test("where two evaluations meet, one raises the alert", async () => {
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => alerts().putIfAbsent(alertOf())));
    expect(outcomes.toSorted()).toEqual(["created", "exists", "exists", "exists", "exists", "exists"]);
    expect(await alerts().putIfAbsent(alertOf({ sequence: 2 }))).toBe("created");
  });

  test("an alert is saved only over the version that was read", async () => {
    await alerts().putIfAbsent(alertOf());
    const acknowledged = alertOf({ status: "acknowledged", version: 2 });
    expect(await alerts().save(acknowledged, 1)).toBe("saved");
    expect(await alerts().save(alertOf({ status: "withdrawn", version: 2 }), 1)).toBe("conflict");
    expect(await alerts().get(acknowledged.alertId)).toEqual(acknowledged);
    expect(await alerts().save(alertOf({ sequence: 9, version: 2 }), 1)).toBe("conflict");
    expect(await alerts().get(alertOf({ sequence: 9 }).alertId)).toBeUndefined();
  });

  test("the latest alert is the one with the highest number, of that rule and scope", async () => {
    expect(await alerts().latest(site, "absolute")).toBeUndefined();
    for (let sequence = 1; sequence <= 11; sequence++) await alerts().putIfAbsent(alertOf({ sequence }));
    await alerts().putIfAbsent(alertOf({ rule: "level-threshold", sequence: 1 }));
    await alerts().putIfAbsent(alertOf({ scope: territory, sequence: 1 }));
    expect((await alerts().latest(site, "absolute"))?.sequence).toBe(11);
    expect((await alerts().latest(site, "level-threshold"))?.sequence).toBe(1);
    expect(await alerts().latest(site, "territory")).toBeUndefined();
    expect((await alerts().ofScope(site)).map(({ rule, sequence }) => `${rule} ${sequence}`)).toEqual([
      ...Array.from({ length: 11 }, (_, index) => `absolute ${index + 1}`),
      "level-threshold 1",
    ]);
  });

  test("alerts of a territory are listed by status, the latest raised first, page by page to their end", async () => {
    const raised = (minute: number) => new Date(Date.UTC(2018, 8, 13, 9, minute));
    for (let sequence = 1; sequence <= 7; sequence++) {
      // Two were raised at the same instant.
      await alerts().putIfAbsent(alertOf({ sequence, raisedAt: raised(Math.min(sequence, 6)) }));
    }
    const first = await alerts().get(alertOf({ sequence: 1 }).alertId);
    if (first !== undefined) await alerts().save({ ...first, status: "closed", version: 2 }, 1);
    const listed = async (status: AlertStatus) => {
      const seen: number[] = [];
      let behind: string | undefined;
      do {
        const from = { limit: 2, ...(behind === undefined ? {} : { behind }) };
        const page = await alerts().ofTerritory("MILANO", status, from, refuse);
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ alert }) => alert.sequence));
        behind = page.readTo;
      } while (behind !== undefined && seen.length < 20);
      return seen;
    };
    const newOnes = await listed("new");
    expect(newOnes).toEqual([7, 6, 5, 4, 3, 2]);
    expect(await listed("closed")).toEqual([1]);
    expect(await listed("verified")).toEqual([]);
  });

  test("an explanation is read by its day, and nobody meets it among the alerts of its scope", async () => {
    const { alertId: second } = alertOf({ sequence: 2 });
    const final = { ...explanation, surveyDate: "2018-09-18", verdict: "final" } as const;
    await alerts().explain(alertId, explanation);
    await alerts().explain(alertId, final);
    await alerts().explain(second, { ...explanation, absent: 100 });
    await alerts().putIfAbsent(alertOf());
    const days = ["2018-09-13", "2018-09-18", "2018-09-20"];
    expect(await alerts().explanations(alertId, days, refuse)).toEqual(
      new Map([
        ["2018-09-13", explanation],
        ["2018-09-18", final],
      ]),
    );
    expect(await alerts().crossings(alertId)).toEqual([crossingOf(explanation), crossingOf(final)]);
    expect(await alerts().ofScope(site)).toEqual([alertOf()]);
    expect(await alerts().latest(site, "absolute")).toEqual(alertOf());
    const { items } = await alerts().ofTerritory("MILANO", "new", { limit: 10 }, refuse);
    expect(items.map(({ alert }) => alert)).toEqual([alertOf()]);
  });

  test("a final explanation takes the place of any, a provisional one of no final one", async () => {
    const provisional = { ...explanation, absent: 95 };
    const final = { ...explanation, verdict: "final" } as const;
    expect(await alerts().explain(alertId, explanation)).toBe("written");
    expect(await alerts().explain(alertId, provisional)).toBe("written");
    expect(await explanationOf("2018-09-13")).toEqual(provisional);
    expect(await alerts().explain(alertId, final)).toBe("written");
    expect(await alerts().explain(alertId, provisional)).toBe("final-stands");
    expect(await explanationOf("2018-09-13")).toEqual(final);
    expect(await alerts().explain(alertId, { ...final, absent: 91 })).toBe("written");
    expect(await explanationOf("2018-09-13")).toEqual({ ...final, absent: 91 });
  });

  test("an explanation of a release that knew one office alone is by the policy of that office", async () => {
    await alerts().explain(alertId, { ...explanation, officeCode: "ats-milano" });
    expect(await explanationOf("2018-09-13")).toStrictEqual({ ...explanation, officeCode: "ats-milano" });
    const { officeCode: _, ...earlier } = explanation;
    const key = { scope: "site.MIEE8AN02L", ruleSequence: "x#absolute#000000001#2018-09-13" };
    const change = { expression: "SET #explanation = :text", values: { text: JSON.stringify(earlier) } };
    await world.database.update("alerts", key, change, { expression: "attribute_exists(#scope)" });
    expect(await explanationOf("2018-09-13")).toStrictEqual({ ...earlier, officeCode: firstOfficeCode });
  });

  test("an explanation that is removed is gone, and may be removed twice", async () => {
    await alerts().explain(alertId, explanation);
    await alerts().removeExplanation(alertId, "2018-09-13");
    await alerts().removeExplanation(alertId, "2018-09-13");
    expect(await explanationOf("2018-09-13")).toBeUndefined();
    expect(await alerts().crossings(alertId)).toEqual([]);
  });

  test("the longest alert there can be stays far below what an item can hold", async () => {
    const at = new Date("2018-09-13T10:00:00Z");
    // Three bytes in UTF-8 each.
    const byPeople = { to: "closed", by: "a".repeat(60), at, note: "€".repeat(noteLengthMax) } as const;
    const bySystem = { to: "closed", by: "system", at, note: "2018-09-13: 20000/20000, attention" } as const;
    const longest = alertOf({
      status: "closed",
      crossings: Array.from({ length: 1 + latestCrossingsMax }, () => crossingOf(explanation)),
      transitions: [
        ...Array.from({ length: transitionsMax + 2 }, () => byPeople),
        ...Array.from({ length: systemTransitionsMax }, () => bySystem),
      ],
    });
    world.spent();
    expect(await alerts().putIfAbsent(longest)).toBe("created");
    expect(await alerts().get(alertId)).toEqual(longest);
    const { writeUnits } = world.spent();
    // A unit is 1 KB, of the item and of its copy in the index.
    expect(writeUnits).toBeLessThan(2 * 220);
  });

  test("a damaged alert does not hide the others in a list, and is reported", async () => {
    for (const sequence of [1, 2, 3]) await alerts().putIfAbsent(alertOf({ sequence }));
    const key = { scope: "site.MIEE8AN02L", ruleSequence: "absolute#000000002" };
    const change = { expression: "SET #crossings = :none", values: { none: [] } };
    await world.database.update("alerts", key, change, { expression: "attribute_exists(#scope)" });
    const told: DamagedItem[] = [];
    const page = await alerts().ofTerritory("MILANO", "new", { limit: 10 }, (damage) => told.push(damage));
    expect(page.items.map(({ alert }) => alert.sequence).toSorted()).toEqual([1, 3]);
    expect(told.map(String)).toEqual([expect.stringContaining("ruleSequence=absolute#000000002: crossings")]);
    await expect(alerts().get(alertOf({ sequence: 2 }).alertId)).rejects.toThrow(DamagedItem);
  });

  test.each([
    ["lacks what all of them say", JSON.stringify({ ...explanation, severity: undefined })],
    ["is no JSON", "{"],
  ])("an explanation that %s is damage, and hides none of the others", async (_, text) => {
    await alerts().explain(alertId, explanation);
    await alerts().explain(alertId, { ...explanation, surveyDate: "2018-09-18" });
    const key = { scope: "site.MIEE8AN02L", ruleSequence: "x#absolute#000000001#2018-09-13" };
    const change = { expression: "SET #explanation = :text", values: { text } };
    await world.database.update("alerts", key, change, { expression: "attribute_exists(#scope)" });
    const told: DamagedItem[] = [];
    const read = await alerts().explanations(alertId, ["2018-09-13", "2018-09-18"], (damage) => told.push(damage));
    expect([...read.keys()]).toEqual(["2018-09-18"]);
    expect(told.map(String)).toEqual([
      expect.stringContaining(
        "table Alerts, key scope=site.MIEE8AN02L ruleSequence=x#absolute#000000001#2018-09-13: explanation",
      ),
    ]);
    // What it says in short can be counted all the same.
    expect(await alerts().crossings(alertId)).toHaveLength(2);
  });
});
