import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Alert,
  type AlertScope,
  type AlertStatus,
  alertStatuses,
  type Crossing,
  type Finding,
  latestCrossingsMax,
  systemTransitionsMax,
  transitionsMax,
} from "../../../shared/domain/alerts/alert.ts";
import { alertIdOf, isOfTerritory, parseAlertId, scopeKeyOf } from "../../../shared/domain/alerts/alert-id.ts";
import {
  crossingOf,
  crossingsTotal,
  isOpen,
  mayBeBetween,
  mayHaveCrossed,
  recordFinding,
  transition,
  withdrawFinding,
} from "../../../shared/domain/alerts/alert-lifecycle.ts";
import { type AlertSeverity, alertSeverities, type Verdict } from "../../../shared/domain/alerts/verdict.ts";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";

const scope: AlertScope = { kind: "site", siteCode: "MIEE8AN02L", territory: "MILANO", level: "primary" };
const thursday = "2023-02-16";
const tuesday = "2023-02-21";
const now = new Date("2023-02-16T10:00:00+01:00");
const later = new Date("2023-02-21T10:00:00+01:00");
const evenLater = new Date("2023-02-23T00:10:00+01:00");
const muchLater = new Date("2023-02-23T01:10:00+01:00");

type Told = { absent?: number; severity?: AlertSeverity; verdict?: Verdict };

function finding(
  surveyDate: string,
  { absent = 45, severity = "attention", verdict = "provisional" }: Told = {},
): Finding {
  const explanation = {
    rule: "absolute",
    surveyDate,
    verdict,
    severity,
    officeCode: firstOfficeCode,
    policyVersion: 1,
    absent,
    pupils: 100,
    absenceRate: absent / 100,
    completeness: { expected: 80, reported: 60, missing: 20 },
    stillAboveIfMissingHadNone: true,
    absenceRateMin: 0.4,
    pupilsMin: 20,
  } as const;
  return { scope, explanation };
}

const raised = recordFinding(undefined, finding(thursday), {}, now).alert;
const crossing = (...told: Parameters<typeof finding>) => crossingOf(finding(...told).explanation);

function inStatus(status: AlertStatus): Alert {
  return { ...raised, status };
}

describe("a finding", () => {
  test("raises an alert when none is open", () => {
    expect(recordFinding(undefined, finding(thursday), {}, now)).toEqual({
      kind: "raised",
      alert: {
        alertId: "site.MIEE8AN02L.absolute.1",
        scope,
        rule: "absolute",
        sequence: 1,
        status: "new",
        severity: "attention",
        raisedAt: now,
        crossings: [{ surveyDate: thursday, verdict: "provisional", severity: "attention", absent: 45, pupils: 100 }],
        crossingsBetween: { attention: 0, alert: 0 },
        transitions: [],
        worst: { severity: "attention", since: now },
        version: 1,
      },
    });
  });

  test.each(["new", "acknowledged", "verified", "false-alarm", "reopened"] as const)(
    "of another day joins the open alert, here %s",
    (status) => {
      const { kind, alert } = recordFinding(inStatus(status), finding(tuesday, { severity: "alert" }), {}, later);
      expect(kind).toBe("appended");
      expect(alert).toMatchObject({ alertId: raised.alertId, status, severity: "alert", version: 2, raisedAt: now });
      expect(alert.crossings.map((crossing) => crossing.surveyDate)).toEqual([thursday, tuesday]);
    },
  );

  test("of an earlier day takes its place by date", () => {
    const { alert } = recordFinding(raised, finding("2023-02-14"), {}, later);
    expect(alert.crossings.map((crossing) => crossing.surveyDate)).toEqual(["2023-02-14", thursday]);
  });

  test("of the same day, recorded again, changes nothing", () => {
    const { explanation } = finding(thursday);
    expect(recordFinding(raised, finding(thursday), { explanation }, later)).toEqual({
      kind: "unchanged",
      alert: raised,
    });
  });

  test.each([
    ["is lost", undefined],
    ["is another one", { ...finding(thursday).explanation, policyVersion: 2 }],
  ])("of the same day is recorded again when its explanation %s", (_, explanation) => {
    const { kind, alert } = recordFinding(raised, finding(thursday), { explanation }, later);
    expect(kind).toBe("updated");
    expect(alert).toEqual({ ...raised, version: 2 });
  });

  test("of the same day with other numbers replaces that crossing", () => {
    const { kind, alert } = recordFinding(raised, finding(thursday, { absent: 50 }), {}, later);
    expect(kind).toBe("updated");
    expect(alert.crossings.map(({ absent }) => absent)).toEqual([50]);
    expect(alert.version).toBe(2);
  });

  test("of one of several days with other numbers does not change the crossings of the others", () => {
    const both = recordFinding(raised, finding(tuesday), {}, later).alert;
    const { alert } = recordFinding(both, finding(tuesday, { absent: 50 }), {}, later);
    expect(alert.crossings.map(({ absent }) => absent)).toEqual([45, 50]);
  });

  test("that is final replaces the provisional one, and a provisional one never replaces it", () => {
    const final = recordFinding(raised, finding(thursday, { verdict: "final" }), {}, later);
    expect(final).toMatchObject({ kind: "updated", alert: { crossings: [{ verdict: "final" }] } });
    expect(final.alert).not.toHaveProperty("eased");
    const late = recordFinding(final.alert, finding(thursday, { absent: 60 }), {}, later);
    expect(late).toEqual({ kind: "unchanged", alert: final.alert });
    const again = recordFinding(final.alert, finding(thursday, { absent: 60, verdict: "final" }), {}, later);
    expect(again.kind).toBe("updated");
  });

  test("lowers the severity to that of the worst crossing left", () => {
    const worse = recordFinding(raised, finding(tuesday, { severity: "alert" }), {}, later).alert;
    expect(worse.severity).toBe("alert");
    expect(recordFinding(worse, finding(tuesday), {}, later).alert.severity).toBe("attention");
  });

  test("of a day that people have closed raises nothing, unless it is worse or of another day", () => {
    const closed = inStatus("closed");
    expect(recordFinding(closed, finding(thursday, { absent: 46 }), {}, later)).toEqual({
      kind: "unchanged",
      alert: closed,
    });
    const worse = recordFinding(closed, finding(thursday, { severity: "alert" }), {}, later);
    expect(worse).toMatchObject({ kind: "raised", alert: { sequence: 2 } });
    expect(recordFinding(closed, finding(tuesday), {}, later)).toMatchObject({
      kind: "raised",
      alert: { sequence: 2 },
    });
  });

  test("of a day whose alert had been withdrawn raises the next one", () => {
    const again = recordFinding(inStatus("withdrawn"), finding(thursday), {}, later);
    expect(again).toMatchObject({ kind: "raised", alert: { sequence: 2, status: "new" } });
  });
});

describe("a cause that a correction takes away", () => {
  test.each(["new", "acknowledged", "verified", "false-alarm", "reopened"] as const)(
    "withdraws an alert that is %s, which keeps its last crossing and says who did it",
    (status) => {
      const { kind, alert } = withdrawFinding(inStatus(status), thursday, undefined, later);
      expect(kind).toBe("withdrawn");
      expect(alert).toMatchObject({ status: "withdrawn", crossings: raised.crossings, version: 2 });
      expect(alert.transitions).toEqual([
        { to: "withdrawn", by: "system", at: later, note: "2023-02-16: 45/100, attention" },
      ]);
    },
  );

  test("removes only its own crossing when there are others, and keeps it readable", () => {
    const twice = recordFinding(raised, finding(tuesday, { severity: "alert", absent: 70 }), {}, later).alert;
    const { kind, alert } = withdrawFinding(twice, tuesday, undefined, later);
    expect(kind).toBe("removed");
    expect(alert).toMatchObject({ status: "new", severity: "attention", crossings: raised.crossings, version: 3 });
    expect(alert.transitions).toEqual([{ to: "new", by: "system", at: later, note: "2023-02-21: 70/100, alert" }]);
  });

  test("changes nothing when that day did not cross, or the alert is not open", () => {
    expect(withdrawFinding(raised, tuesday, undefined, later)).toEqual({ kind: "unchanged", alert: raised });
    for (const status of ["closed", "withdrawn"] as const) {
      expect(withdrawFinding(inStatus(status), thursday, undefined, later).kind).toBe("unchanged");
    }
  });
});

describe("a person's move", () => {
  const legal = [
    "new acknowledged",
    "acknowledged verified",
    "acknowledged false-alarm",
    "verified closed",
    "false-alarm closed",
    "closed reopened",
    "reopened verified",
    "reopened false-alarm",
    "reopened closed",
  ];
  const moves = alertStatuses.flatMap((from) => alertStatuses.map((to) => [from, to] as const));
  test.each(moves)("from %s to %s is as the lifecycle says", (from, to) => {
    const decision = transition(inStatus(from), to, "ats-1", later, "phoned the school");
    if (legal.includes(`${from} ${to}`)) {
      const made = { to, by: "ats-1", at: later, note: "phoned the school" };
      expect(decision).toEqual({ kind: "moved", alert: { ...raised, status: to, transitions: [made], version: 2 } });
    } else {
      expect(decision).toEqual({ kind: "refused", refusal: { reason: "illegal-transition", from, to } });
    }
  });
});

describe("an alert that people move again and again", () => {
  const round = ["reopened", "verified", "closed"] as const;

  function movedOften(times: number): Alert {
    const made = { to: "closed", by: "ats-1", at: now, note: "n".repeat(10) } as const;
    return { ...raised, status: "closed", transitions: Array.from({ length: times }, () => made) };
  }

  test("is refused a reopening, with the reason, when there are too many transitions", () => {
    expect(transition(movedOften(transitionsMax - 1), "reopened", "ats-1", later, "").kind).toBe("moved");
    expect(transition(movedOften(transitionsMax), "reopened", "ats-1", later, "")).toEqual({
      kind: "refused",
      refusal: { reason: "too-many-transitions", transitionsMax },
    });
  });

  test("can still be finished, and then has its maximum size", () => {
    let alert = movedOften(transitionsMax - 1);
    for (const to of round) {
      const decision = transition(alert, to, "ats-1", later, "");
      if (decision.kind === "moved") alert = decision.alert;
    }
    expect(alert).toMatchObject({ status: "closed", transitions: { length: transitionsMax + 2 } });
    expect(transition(alert, "reopened", "ats-1", later, "").kind).toBe("refused");
  });

  test("is reopened by people as often as if the system had never moved it", () => {
    const withSystem = movedOften(transitionsMax - 1);
    const made = { to: "closed", by: "system", at: now, note: "" } as const;
    const alert = { ...withSystem, transitions: [...withSystem.transitions, made] };
    expect(transition(alert, "reopened", "ats-1", later, "").kind).toBe("moved");
  });

  test("is withdrawn after any history; it keeps the latest of the system's transitions", () => {
    let alert: Alert = { ...movedOften(transitionsMax + 2), status: "verified" };
    for (let day = 1; day <= systemTransitionsMax + 3; day++) {
      const date = addDays(thursday, day);
      alert = recordFinding(alert, finding(date), {}, later).alert;
      alert = withdrawFinding(alert, date, undefined, later).alert;
    }
    const { alert: withdrawn } = withdrawFinding(alert, thursday, undefined, later);
    expect(withdrawn.status).toBe("withdrawn");
    const bySystem = withdrawn.transitions.filter(({ by }) => by === "system");
    expect(bySystem).toHaveLength(systemTransitionsMax);
    expect(bySystem[0]?.note).toMatch(new RegExp(`^${addDays(thursday, 5)}: `));
    expect(withdrawn.transitions).toHaveLength(transitionsMax + 2 + systemTransitionsMax);
  });

  test("loses no transition of the system because of a person's", () => {
    const made = { to: "new", by: "system", at: now, note: "" } as const;
    const alert = { ...raised, transitions: Array.from({ length: systemTransitionsMax }, () => made) };
    expect(transition(alert, "acknowledged", "ats-1", later, "")).toMatchObject({
      alert: { transitions: { length: systemTransitionsMax + 1 } },
    });
  });
});

describe("the worst that an alert has been", () => {
  test("starts with the alert's first severity, and rises with it", () => {
    const worse = recordFinding(raised, finding(tuesday, { severity: "alert" }), {}, later).alert;
    expect(worse.worst).toEqual({ severity: "alert", since: later });
    const further = recordFinding(worse, finding(addDays(tuesday, 2), { severity: "alert" }), {}, evenLater).alert;
    expect(further.worst).toEqual({ severity: "alert", since: later });
  });

  const worse = recordFinding(raised, finding(tuesday, { severity: "alert" }), {}, later).alert;

  test.each([
    ["by a correction", () => withdrawFinding(worse, tuesday, undefined, evenLater)],
    [
      "by the final verdict on the day",
      () => recordFinding(worse, finding(tuesday, { verdict: "final" }), {}, evenLater),
    ],
  ])("is forgotten when the alert is eased %s; becoming as bad again is news", (_, improve) => {
    const eased = improve().alert;
    expect(eased).toMatchObject({
      severity: "attention",
      worst: { severity: "attention", since: now },
      eased: { severity: "attention", since: evenLater },
    });
    const again = recordFinding(eased, finding(addDays(tuesday, 2), { severity: "alert" }), {}, evenLater).alert;
    expect(again.worst).toEqual({ severity: "alert", since: evenLater });
  });

  test("stays when a provisional verdict goes down and up again", () => {
    const better = recordFinding(worse, finding(tuesday), {}, evenLater).alert;
    const again = recordFinding(better, finding(tuesday, { severity: "alert" }), {}, evenLater).alert;
    expect([better.severity, again.severity]).toEqual(["attention", "alert"]);
    for (const alert of [better, again]) {
      expect(alert.worst).toEqual(worse.worst);
      expect(alert).not.toHaveProperty("eased");
    }
  });

  test("is eased by a final verdict that confirms an already better value", () => {
    const better = recordFinding(worse, finding(tuesday), {}, evenLater).alert;
    const confirmed = recordFinding(better, finding(tuesday, { verdict: "final" }), {}, evenLater).alert;
    expect(confirmed.eased).toEqual({ severity: "attention", since: evenLater });
    const { explanation } = finding(tuesday, { verdict: "final" });
    const again = recordFinding(confirmed, finding(tuesday, { verdict: "final" }), { explanation }, muchLater);
    expect(again).toEqual({ kind: "unchanged", alert: confirmed });
  });
});

describe("an alert that crosses more often than it keeps", () => {
  const day = (number: number) => addDays(thursday, number);
  const alertDays = new Set([3, 50, 99]);
  const severityOf = (number: number): AlertSeverity => (alertDays.has(number) ? "alert" : "attention");

  /** The alert after so many crossings, one a day, with what lies beside it. */
  function walked(days: number) {
    const beside = new Map<string, Crossing>();
    let alert: Alert | undefined;
    const sizes: number[] = [];
    for (let number = 0; number < days; number++) {
      const told = { severity: severityOf(number), verdict: "final" } as const;
      alert = recordFinding(alert, finding(day(number), told), {}, now).alert;
      beside.set(day(number), crossing(day(number), told));
      sizes.push(JSON.stringify(alert).length);
    }
    if (alert === undefined) throw new Error("no day");
    return { alert, all: [...beside.values()], sizes };
  }

  test("keeps the first crossing and the latest, and their number: its size stays bounded", () => {
    const { alert, sizes } = walked(100);
    expect(alert.crossings.map(({ surveyDate }) => surveyDate)).toEqual([
      day(0),
      ...Array.from({ length: latestCrossingsMax }, (_, number) => day(100 - latestCrossingsMax + number)),
    ]);
    expect(alert.crossingsBetween).toEqual({ attention: 67, alert: 2 });
    expect(crossingsTotal(alert)).toBe(100);
    expect((sizes.at(-1) ?? 0) - (sizes[latestCrossingsMax] ?? 0)).toBeLessThan(20);
  });

  test.each([
    [latestCrossingsMax + 1, 0],
    [latestCrossingsMax + 2, 1],
  ])("keeps all of %i and counts %i between them", (crossings, between) => {
    const { alert } = walked(crossings);
    expect(crossingsTotal(alert) - alert.crossings.length).toBe(between);
  });

  test("needs the crossings that it only counts when one of them may be meant, and never otherwise", () => {
    const { alert } = walked(100);
    const asked = Array.from({ length: 102 }, (_, number) => number - 1).filter((number) =>
      mayBeBetween(alert, day(number)),
    );
    expect(asked).toEqual(Array.from({ length: 69 }, (_, number) => number + 1));
    const keepsAll = recordFinding(raised, finding(day(2)), {}, later).alert;
    expect(mayBeBetween(keepsAll, day(1))).toBe(false);
  });

  test.each([
    ["before its first crossing", -1, false],
    ["on its first crossing", 0, true],
    ["on a day it only counts, or may count", 1, true],
    ["on the last of its latest crossings", 99, true],
    ["after it", 100, false],
  ])("may have crossed %s: %i, %s", (_, number, may) => {
    expect(mayHaveCrossed(walked(100).alert, day(number))).toBe(may);
  });

  test("takes an earlier day as its first, and counts the first one before", () => {
    const { alert } = recordFinding(walked(100).alert, finding(day(-1)), {}, later);
    expect(alert.crossings.slice(0, 2).map(({ surveyDate }) => surveyDate)).toEqual([day(-1), day(70)]);
    expect(alert.crossingsBetween).toEqual({ attention: 68, alert: 2 });
  });

  test("recognises a crossing that it only counts, and corrects the count of an interrupted run", () => {
    const { alert, all } = walked(100);
    const told = finding(day(20), { verdict: "final" });
    const beside = { explanation: told.explanation, crossings: all };
    expect(recordFinding(alert, told, beside, later)).toEqual({ kind: "unchanged", alert });
    const short = { ...alert, crossingsBetween: { attention: 66, alert: 2 } };
    const { kind, alert: mended } = recordFinding(short, told, beside, later);
    expect(kind).toBe("updated");
    expect(mended.crossingsBetween).toEqual(alert.crossingsBetween);
  });

  test("is as severe as a crossing that it only counts, until that one is withdrawn", () => {
    const { alert, all } = walked(99);
    expect(alert.crossings.filter(({ severity }) => severity === "alert")).toEqual([]);
    expect(alert.severity).toBe("alert");
    const once = withdrawFinding(alert, day(50), all, later).alert;
    expect(once).toMatchObject({ severity: "alert", crossingsBetween: { attention: 66, alert: 1 } });
    const left = all.filter(({ surveyDate }) => surveyDate !== day(50));
    const twice = withdrawFinding(once, day(3), left, later).alert;
    expect(twice).toMatchObject({ severity: "attention", eased: { severity: "attention", since: later } });
  });

  test("does not count a crossing with only a provisional explanation", () => {
    const { alert, all } = walked(100);
    const withLeft = all.map((one) => (one.surveyDate === day(10) ? { ...one, verdict: "provisional" as const } : one));
    expect(crossingsTotal(withdrawFinding(alert, day(20), all, later).alert)).toBe(99);
    expect(crossingsTotal(withdrawFinding(alert, day(20), withLeft, later).alert)).toBe(98);
  });

  test("keeps the expected crossings after findings and withdrawals in any order", () => {
    const event = fc.record({
      kind: fc.constantFrom("finding", "finding", "finding", "withdrawal"),
      number: fc.nat(59),
      severity: fc.constantFrom(...alertSeverities),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 40, maxLength: 150 }), (events) => {
        const model = new Map<string, AlertSeverity>([[day(30), "attention"]]);
        let alert = recordFinding(undefined, finding(day(30), { verdict: "final" }), {}, now).alert;
        for (const { kind, number, severity } of events) {
          const all = [...model].map(([date, of]) => crossing(date, { severity: of, verdict: "final" }));
          const date = day(number);
          if (kind === "finding") {
            const beside = mayBeBetween(alert, date) ? { crossings: all } : {};
            alert = recordFinding(alert, finding(date, { severity, verdict: "final" }), beside, now).alert;
            model.set(date, severity);
          } else if (model.size > 1) {
            const counted = crossingsTotal(alert) > alert.crossings.length;
            alert = withdrawFinding(alert, date, counted ? all : undefined, now).alert;
            model.delete(date);
          }
          const [first, ...others] = [...model.keys()].toSorted();
          const kept = [first, ...others.slice(-latestCrossingsMax)];
          expect(alert.crossings.map(({ surveyDate }) => surveyDate)).toEqual(kept);
          const between = others.slice(0, -latestCrossingsMax).map((one) => model.get(one));
          expect(alert.crossingsBetween).toEqual({
            attention: between.filter((of) => of === "attention").length,
            alert: between.filter((of) => of === "alert").length,
          });
          expect(alert.severity).toBe([...model.values()].includes("alert") ? "alert" : "attention");
        }
      }),
    );
  });
});

describe("evaluations and people, in any order", () => {
  const day = fc.nat(4).map((days) => addDays(thursday, days));
  const event = fc.oneof(
    fc.record({
      kind: fc.constant("finding" as const),
      day,
      absent: fc.integer({ min: 40, max: 42 }),
      severity: fc.constantFrom(...alertSeverities),
    }),
    fc.record({ kind: fc.constant("withdrawal" as const), day }),
    fc.record({ kind: fc.constant("move" as const), to: fc.constantFrom(...alertStatuses) }),
  );

  test("at most one alert is open, crossings stand in order, the severity is the worst of them, versions count writes", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const alerts = new Map<number, Alert>();
        let latest: Alert | undefined;
        for (const one of events) {
          const before: Alert | undefined = latest;
          if (one.kind === "finding") {
            latest = recordFinding(latest, finding(one.day, one), {}, now).alert;
          } else if (latest !== undefined && one.kind === "withdrawal") {
            latest = withdrawFinding(latest, one.day, undefined, now).alert;
          } else if (latest !== undefined && one.kind === "move") {
            const decision = transition(latest, one.to, "ats-1", now, "");
            if (decision.kind === "moved") latest = decision.alert;
          }
          if (latest === undefined) continue;
          const isSame = before?.sequence === latest.sequence;
          expect(latest.version - (isSame ? before.version : 0)).toBe(latest === before ? 0 : 1);
          if (isSame) expect(latest.transitions.slice(0, before.transitions.length)).toEqual(before.transitions);
          alerts.set(latest.sequence, latest);
          expect([...alerts.values()].filter(({ status }) => isOpen(status)).length).toBeLessThanOrEqual(1);
          const days = latest.crossings.map(({ surveyDate }) => surveyDate);
          expect(days).toEqual([...new Set(days)].toSorted());
          const isAnyAlert = latest.crossings.some(({ severity }) => severity === "alert");
          expect(latest.severity).toBe(isAnyAlert ? "alert" : "attention");
        }
      }),
    );
  });
});

describe("an alert's identifier", () => {
  test.each([
    [scope, "site.MIEE8AN02L"],
    [{ kind: "territory", territory: "MILANO", level: "pre-primary" }, "territory.MILANO.pre-primary"],
    [
      { kind: "territory", territory: "MONZA E DELLA BRIANZA", level: "primary" },
      "territory.MONZA~20E~20DELLA~20BRIANZA.primary",
    ],
    [{ kind: "territory", territory: "L'AQUILA", level: "primary" }, "territory.L~27AQUILA.primary"],
    [{ kind: "territory", territory: "FORLÌ", level: "primary" }, "territory.FORL~C3~8C.primary"],
    [{ kind: "territory", territory: "ATS.MI~1", level: "primary" }, "territory.ATS~2EMI~7E1.primary"],
  ] as const)("names its scope: %j", (own, key) => {
    expect(scopeKeyOf(own)).toBe(key);
    expect(alertIdOf(own, "level-threshold", 12)).toBe(`${key}.level-threshold.12`);
    expect(isOfTerritory(`${key}.level-threshold.12`)).toBe(own.kind === "territory");
    expect(parseAlertId(`${key}.level-threshold.12`)).toEqual({ scopeKey: key, rule: "level-threshold", sequence: 12 });
  });

  test("fits in a URL unchanged, can be parsed back, and belongs to one territory only", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(name, name, fc.integer({ min: 1, max: 10_000 }), (territory, other, sequence) => {
        const own: AlertScope = { kind: "territory", territory, level: "primary" };
        const alertId = alertIdOf(own, "absolute", sequence);
        expect(new URL(`https://example.org/v1/alerts/${alertId}/transitions`).pathname).toBe(
          `/v1/alerts/${alertId}/transitions`,
        );
        expect(decodeURIComponent(alertId)).toBe(alertId);
        expect(parseAlertId(alertId)).toEqual({ scopeKey: scopeKeyOf(own), rule: "absolute", sequence });
        expect(scopeKeyOf({ ...own, territory: other }) === scopeKeyOf(own)).toBe(other === territory);
      }),
    );
  });

  test.each([
    "",
    "site.MIEE8AN02L.absolute",
    "site.MIEE8AN02L.absolute.0",
    "site.MIEE8AN02L.absolute.01",
    "site.MIEE8AN02L.absolute.1.2",
    "site.miee8an02l.absolute.1",
    "site..absolute.1",
    "territory.MILANO.absolute.1",
    "territory.MONZA E.primary.absolute.1",
    "region.MILANO.primary.absolute.1",
    "site.MIEE8AN02L.absolute.1\n",
    "a site.MIEE8AN02L.absolute.1",
  ])("%j is not an identifier", (text) => {
    expect(parseAlertId(text)).toBeUndefined();
  });
});
