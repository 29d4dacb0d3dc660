import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Alert,
  type AlertScope,
  type AlertSeverity,
  type AlertStatus,
  alertSeverities,
  alertStatuses,
  type Finding,
  type Verdict,
} from "../../shared/domain/alert.ts";
import {
  alertIdOf,
  isOpen,
  needsMail,
  parseAlertId,
  recordFinding,
  scopeKeyOf,
  transition,
  withdrawFinding,
} from "../../shared/domain/alert-lifecycle.ts";
import { addDays } from "../../shared/domain/local-date.ts";

const scope: AlertScope = { kind: "site", siteCode: "MIEE8AN02L", territory: "MILANO", level: "primary" };
const thursday = "2023-02-16";
const tuesday = "2023-02-21";
const now = new Date("2023-02-16T10:00:00+01:00");
const later = new Date("2023-02-21T10:00:00+01:00");

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

const raised = recordFinding(undefined, 0, finding(thursday), now).alert;

function inStatus(status: AlertStatus): Alert {
  return { ...raised, status };
}

describe("a finding", () => {
  test("raises an alert where none is open", () => {
    expect(recordFinding(undefined, 2, finding(thursday), now)).toEqual({
      kind: "raised",
      alert: {
        alertId: "site.MIEE8AN02L.absolute.3",
        scope,
        rule: "absolute",
        sequence: 3,
        status: "new",
        severity: "attention",
        raisedAt: now,
        crossings: [{ surveyDate: thursday, explanation: finding(thursday).explanation }],
        transitions: [],
        version: 1,
      },
    });
  });

  test.each(["new", "acknowledged", "verified", "false-alarm", "reopened"] as const)(
    "of another day joins the open alert, here %s",
    (status) => {
      const { kind, alert } = recordFinding(inStatus(status), 1, finding(tuesday, { severity: "alert" }), later);
      expect(kind).toBe("appended");
      expect(alert).toMatchObject({ alertId: raised.alertId, status, severity: "alert", version: 2, raisedAt: now });
      expect(alert.crossings.map((crossing) => crossing.surveyDate)).toEqual([thursday, tuesday]);
    },
  );

  test("of an earlier day takes its place by date", () => {
    const { alert } = recordFinding(raised, 1, finding("2023-02-14"), later);
    expect(alert.crossings.map((crossing) => crossing.surveyDate)).toEqual(["2023-02-14", thursday]);
  });

  test("of the same day, told again, changes nothing", () => {
    expect(recordFinding(raised, 1, finding(thursday), later)).toEqual({ kind: "unchanged", alert: raised });
  });

  test("of the same day with other numbers replaces that crossing", () => {
    const { kind, alert } = recordFinding(raised, 1, finding(thursday, { absent: 50 }), later);
    expect(kind).toBe("updated");
    expect(alert.crossings.map(({ explanation }) => explanation.absent)).toEqual([50]);
    expect(alert.version).toBe(2);
  });

  test("of one of several days with other numbers leaves the crossings of the others", () => {
    const both = recordFinding(raised, 1, finding(tuesday), later).alert;
    const { alert } = recordFinding(both, 1, finding(tuesday, { absent: 50 }), later);
    expect(alert.crossings.map(({ explanation }) => explanation.absent)).toEqual([45, 50]);
  });

  test("never mailed stays so, whatever its final verdict", () => {
    const { alert } = recordFinding(raised, 1, finding(thursday, { verdict: "final" }), later);
    expect(alert).not.toHaveProperty("mailedSeverity");
  });

  test("that is final replaces the provisional one, and no provisional one replaces it", () => {
    const final = recordFinding(raised, 1, finding(thursday, { verdict: "final" }), later);
    expect(final.kind).toBe("updated");
    const late = recordFinding(final.alert, 1, finding(thursday, { absent: 60 }), later);
    expect(late).toEqual({ kind: "unchanged", alert: final.alert });
    const again = recordFinding(final.alert, 1, finding(thursday, { absent: 60, verdict: "final" }), later);
    expect(again.kind).toBe("updated");
  });

  test("lowers the severity to that of the worst crossing left", () => {
    const worse = recordFinding(raised, 1, finding(tuesday, { severity: "alert" }), later).alert;
    expect(worse.severity).toBe("alert");
    expect(recordFinding(worse, 1, finding(tuesday), later).alert.severity).toBe("attention");
  });

  test("of a day that people have closed raises nothing, unless it is worse or of another day", () => {
    const closed = inStatus("closed");
    expect(recordFinding(closed, 1, finding(thursday, { absent: 46 }), later)).toEqual({
      kind: "unchanged",
      alert: closed,
    });
    const worse = recordFinding(closed, 1, finding(thursday, { severity: "alert" }), later);
    expect(worse).toMatchObject({ kind: "raised", alert: { sequence: 2 } });
    expect(recordFinding(closed, 1, finding(tuesday), later)).toMatchObject({ kind: "raised", alert: { sequence: 2 } });
  });

  test("of a day whose alert had been withdrawn raises the next one", () => {
    const again = recordFinding(inStatus("withdrawn"), 1, finding(thursday), later);
    expect(again).toMatchObject({ kind: "raised", alert: { sequence: 2, status: "new" } });
  });
});

describe("a cause that a correction takes away", () => {
  test.each(["new", "acknowledged", "verified", "false-alarm", "reopened"] as const)(
    "withdraws an alert that is %s, which keeps its last crossing and says who did it",
    (status) => {
      const { kind, alert } = withdrawFinding(inStatus(status), thursday, later);
      expect(kind).toBe("withdrawn");
      expect(alert).toMatchObject({ status: "withdrawn", crossings: raised.crossings, version: 2 });
      expect(alert.transitions).toEqual([
        { to: "withdrawn", by: "system", at: later, note: "2023-02-16: 45/100, attention" },
      ]);
    },
  );

  test("removes its crossing alone where others stand, and leaves it readable", () => {
    const twice = recordFinding(raised, 1, finding(tuesday, { severity: "alert", absent: 70 }), later).alert;
    const { kind, alert } = withdrawFinding(twice, tuesday, later);
    expect(kind).toBe("removed");
    expect(alert).toMatchObject({ status: "new", severity: "attention", crossings: raised.crossings, version: 3 });
    expect(alert.transitions).toEqual([{ to: "new", by: "system", at: later, note: "2023-02-21: 70/100, alert" }]);
  });

  test("changes nothing where that day did not cross, or the alert is not open", () => {
    expect(withdrawFinding(raised, tuesday, later)).toEqual({ kind: "unchanged", alert: raised });
    for (const status of ["closed", "withdrawn"] as const) {
      expect(withdrawFinding(inStatus(status), thursday, later).kind).toBe("unchanged");
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

describe("a mail", () => {
  test.each([
    ["about a new alert", { status: "new", severity: "attention" }, true],
    ["not twice", { status: "new", severity: "attention", mailedSeverity: "attention" }, false],
    ["when it has become worse", { status: "verified", severity: "alert", mailedSeverity: "attention" }, true],
    ["not when it has become better", { status: "new", severity: "attention", mailedSeverity: "alert" }, false],
    ["not about what is closed", { status: "closed", severity: "alert", mailedSeverity: "attention" }, false],
    ["not about what was withdrawn before anyone was told", { status: "withdrawn", severity: "alert" }, false],
  ] as const)("%s", (_, alert, isNeeded) => {
    expect(needsMail(alert)).toBe(isNeeded);
  });
});

describe("an alert that had become better", () => {
  const mailed: Alert = {
    ...recordFinding(raised, 1, finding(tuesday, { severity: "alert" }), later).alert,
    mailedSeverity: "alert",
  };

  test.each([
    ["by a correction", () => withdrawFinding(mailed, tuesday, later)],
    ["by the final verdict on the day", () => recordFinding(mailed, 1, finding(tuesday, { verdict: "final" }), later)],
  ])("%s, is mailed about when it becomes as bad again", (_, improve) => {
    const better = improve().alert;
    expect(better).toMatchObject({ severity: "attention", mailedSeverity: "attention" });
    const again = recordFinding(better, 1, finding(addDays(tuesday, 2), { severity: "alert" }), later).alert;
    expect(needsMail(again)).toBe(true);
  });

  test("but not when a provisional verdict goes down and up again", () => {
    const better = recordFinding(mailed, 1, finding(tuesday), later).alert;
    const again = recordFinding(better, 1, finding(tuesday, { severity: "alert" }), later).alert;
    expect([better, again].map(needsMail)).toEqual([false, false]);
  });

  test("nor about a further crossing of the same severity", () => {
    const further = recordFinding(mailed, 1, finding(addDays(tuesday, 2), { severity: "alert" }), later).alert;
    expect(needsMail(further)).toBe(false);
  });
});

describe("whatever evaluations and people do in whatever order", () => {
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
            latest = recordFinding(latest, latest?.sequence ?? 0, finding(one.day, one), now).alert;
          } else if (latest !== undefined && one.kind === "withdrawal") {
            latest = withdrawFinding(latest, one.day, now).alert;
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
          const isAnyAlert = latest.crossings.some(({ explanation }) => explanation.severity === "alert");
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
    expect(parseAlertId(`${key}.level-threshold.12`)).toEqual({ scopeKey: key, rule: "level-threshold", sequence: 12 });
  });

  test("goes into a URL as it is, comes back in its parts, and is no other territory's", () => {
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
  ])("%j is none", (text) => {
    expect(parseAlertId(text)).toBeUndefined();
  });
});
