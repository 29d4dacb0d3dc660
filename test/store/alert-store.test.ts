import fc from "fast-check";
import { expect, test } from "vitest";
import type { Alert, AlertScope, AlertStatus } from "../../shared/domain/alert.ts";
import { alertIdOf } from "../../shared/domain/alert-lifecycle.ts";
import type { AbsoluteExplanation } from "../../shared/domain/explanation.ts";
import { alertStore } from "../../shared/store/alert-store.ts";
import { InvalidCursor } from "../../shared/store/page.ts";
import { DamagedItem } from "../../shared/store/parse-item.ts";
import { onEachEngine } from "./on-each-engine.ts";

const site: AlertScope = { kind: "site", siteCode: "MIEE8AN02L", territory: "MILANO", level: "primary" };
const territory: AlertScope = { kind: "territory", territory: "L'AQUILA (città)", level: "upper-secondary" };

const explanation: AbsoluteExplanation = {
  rule: "absolute",
  surveyDate: "2018-09-13",
  verdict: "provisional",
  severity: "attention",
  policyVersion: 1,
  absent: 90,
  pupils: 220,
  absenceRate: 90 / 220,
  completeness: { expected: 3, reported: 2, missing: 1 },
  stillAboveIfMissingHadNone: true,
  absenceRateMin: 0.4,
  pupilsMin: 20,
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
    crossings: [{ surveyDate: "2018-09-13", explanation }],
    transitions: [],
    version: 1,
    ...changes,
  };
}

onEachEngine("alerts", (world) => {
  const alerts = () => alertStore(world.database);

  test.each([
    ["a site", site],
    ["a school level of a territory with any name", territory],
  ])("an alert of %s comes back as it was raised", async (_, scope) => {
    const alert = alertOf({
      scope,
      mailedSeverity: "attention",
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
        const alert = alertOf({ crossings: [{ surveyDate: "2018-09-13", explanation: withNumbers }] });
        const before = await alerts().latest(site, "absolute");
        if (before === undefined) await alerts().putIfAbsent(alert);
        else await alerts().save(alert, 1);
        expect((await alerts().get(alert.alertId))?.crossings[0]?.explanation).toStrictEqual(withNumbers);
      }),
      { numRuns: 20 },
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "an explanation with %s is refused, not stored as null",
    async (number) => {
      const crossings = [{ surveyDate: "2018-09-13", explanation: { ...explanation, absenceRate: number } }];
      await expect(alerts().putIfAbsent(alertOf({ crossings }))).rejects.toThrow(/absenceRate is (NaN|Infinity)/);
      expect(await alerts().latest(site, "absolute")).toBeUndefined();
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

  test("alerts are listed by status, the latest raised first, page by page to their end", async () => {
    const raised = (minute: number) => new Date(Date.UTC(2018, 8, 13, 9, minute));
    for (let sequence = 1; sequence <= 7; sequence++) {
      // Two were raised at the same instant.
      await alerts().putIfAbsent(alertOf({ sequence, raisedAt: raised(Math.min(sequence, 6)) }));
    }
    const first = await alerts().get(alertOf({ sequence: 1 }).alertId);
    if (first !== undefined) await alerts().save({ ...first, status: "closed", version: 2 }, 1);
    const listed = async (status: AlertStatus) => {
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await alerts().byStatus(status, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ sequence }) => sequence));
        cursor = page.cursor;
      } while (cursor !== undefined && seen.length < 20);
      return seen;
    };
    const newOnes = await listed("new");
    expect(newOnes.slice(0, 2).toSorted()).toEqual([6, 7]);
    expect(newOnes.slice(2)).toEqual([5, 4, 3, 2]);
    expect(await listed("closed")).toEqual([1]);
    expect(await listed("verified")).toEqual([]);
  });

  test.each([
    "",
    "!!!",
    "bm90IGpzb24",
    Buffer.from('["a"]').toString("base64url"),
    Buffer.from("[1,2,3]").toString("base64url"),
    Buffer.from('["","b","c"]').toString("base64url"),
  ])("a cursor that no list made (%j) is refused", async (cursor) => {
    await expect(alerts().byStatus("new", { cursor, limit: 2 })).rejects.toThrow(InvalidCursor);
  });

  test.each([0, 501, 1.5])("a page of %d is no page", async (limit) => {
    await expect(alerts().byStatus("new", { limit })).rejects.toThrow(RangeError);
  });

  test("an explanation without what all of them say is damage, and an error", async () => {
    const { severity, ...incomplete } = explanation;
    await world.database.put(
      "alerts",
      {
        ...alertOf(),
        scope: "site.MIEE8AN02L",
        ruleSequence: "absolute#000000001",
        concerns: site,
        raisedAt: "2018-09-13T09:00:00.000Z",
        crossings: JSON.stringify([{ surveyDate: "2018-09-13", explanation: incomplete }]),
      },
      { expression: "attribute_not_exists(#scope)" },
    );
    const error = await alerts()
      .get("site.MIEE8AN02L.absolute.1")
      .catch((thrown: unknown) => thrown);
    expect(severity).toBe("attention");
    expect(error).toBeInstanceOf(DamagedItem);
    expect(String(error)).toContain(
      "table Alerts, key scope=site.MIEE8AN02L ruleSequence=absolute#000000001: crossings.0.explanation: not an explanation",
    );
  });
});
