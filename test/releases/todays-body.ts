import * as z from "zod";
import { latestCrossingsMax } from "../../shared/domain/alerts/alert.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Recorded } from "./release-fixture.ts";

/** An explanation in today's form, with the policy of the single office of that time. */
export function ownedExplanation(explanation: unknown): object {
  return { officeCode: firstOfficeCode, ...z.looseObject({}).parse(explanation) };
}

/** A change of the contract since a release: what has become of its answers. */
type ContractChange = { why: string; path: RegExp; change: (body: unknown) => unknown };

const explained = z.looseObject({
  crossings: z.array(
    z.looseObject({
      explanation: z.looseObject({
        surveyDate: z.string(),
        verdict: z.string(),
        severity: z.string(),
        absent: z.number(),
        pupils: z.number(),
        absenceRate: z.number(),
      }),
    }),
  ),
});
const page = z.looseObject({ items: z.array(z.unknown()) });

const outcome = z.looseObject({ siteAlerts: z.array(z.unknown()), territoryAlerts: z.array(z.unknown()) });
const backtest = z.looseObject({ proposed: outcome, active: outcome });
const ledgerEntry = z.looseObject({ alertIds: z.array(z.string()).optional() });

const levelWords = new Map([
  ["pre-primary", "infanzia"],
  ["primary", "primaria"],
  ["lower-secondary", "secondaria di I grado"],
  ["upper-secondary", "secondaria di II grado"],
]);

/** Everything in which the answers of today differ from those of 0.1.0. */
const changes: readonly ContractChange[] = [
  {
    why: "a coverage tells how many items of the day cannot be read",
    path: /\/coverage$/,
    change: (body) => ({ ...z.looseObject({}).parse(body), unreadable: 0 }),
  },
  {
    why: "the export tells the optional counts; of days that the release closed they are not known",
    path: /^\/v1\/exports\/absence-reports/,
    change: (body) =>
      z
        .string()
        .parse(body)
        .split("\r\n")
        .map((line, index) => (line === "" ? line : line + (index === 0 ? ";assenti_per_malattia" : ";")))
        .join("\r\n"),
  },
  {
    why: "the export gives the level in words, as it gives all else",
    path: /^\/v1\/exports\/absence-reports/,
    change: (body) =>
      z
        .string()
        .parse(body)
        .replace(/(?<=^[^;]*;[^;]*;)[a-z-]+(?=;[A-Z])/gm, (level) => levelWords.get(level) ?? level),
  },
  {
    why: "an institute tells in which language it is written to; one of that release has not said any",
    path: /^\/v1\/institutes\/[^/?]+$/,
    change: (body) => ({ ...z.looseObject({}).parse(body), language: "it" }),
  },
  {
    why: "a backtest tells how many alerts there would have been, since it lists the first ones alone",
    path: /^\/v1\/backtests\//,
    change: (body) => {
      const { proposed, active, ...rest } = backtest.parse(body);
      const counted = (of: z.output<typeof outcome>) => ({
        ...of,
        siteAlertsTotal: of.siteAlerts.length,
        territoryAlertsTotal: of.territoryAlerts.length,
      });
      return { ...rest, proposed: counted(proposed), active: counted(active) };
    },
  },
  {
    why: "the mail ledger tells how many alerts a digest is about, and which office mailed: there was one",
    path: /^\/v1\/mail-ledger/,
    change: (body) => {
      const { items, ...rest } = page.parse(body);
      const told = items.map((item) => ({ officeCode: firstOfficeCode, ...ledgerEntry.parse(item) }));
      return {
        ...rest,
        items: told.map((entry) => (entry.alertIds ? { ...entry, alertsTotal: entry.alertIds.length } : entry)),
      };
    },
  },
  {
    why: "an alert tells its first crossing and the latest ones, how many there are, and whose policy each was judged by",
    path: /^\/v1\/alerts\//,
    change: (body) => keptCrossings(body, (explanation) => ({ explanation: ownedExplanation(explanation) })),
  },
  {
    why: "a list of alerts tells their crossings without the explanations",
    path: /^\/v1\/alerts\?/,
    change: (body) => {
      const { items, ...rest } = page.parse(body);
      return { ...rest, items: items.map((alert) => keptCrossings(alert, () => ({}))) };
    },
  },
];

const alertPage = z.looseObject({ items: z.array(z.looseObject({ alertId: z.string(), raisedAt: z.string() })) });

/** An answer without what no release promises: alerts of one instant come in whatever order the engine has them. */
export function comparable(path: string, body: unknown): unknown {
  if (!path.startsWith("/v1/alerts?")) return body;
  const { items, ...rest } = alertPage.parse(body);
  const sorted = items.toSorted((one, other) => (one.alertId < other.alertId ? -1 : 1));
  return { ...rest, items: sorted, raisedAt: items.map(({ raisedAt }) => raisedAt) };
}

/** What a recorded answer would be today: the same, but for the changes of the contract. */
export function todaysBody({ path, body }: Pick<Recorded, "path" | "body">): unknown {
  return changes.filter((one) => one.path.test(path)).reduce((now, { change }) => change(now), body);
}

function keptCrossings(alert: unknown, more: (explanation: unknown) => object) {
  const { crossings, ...rest } = explained.parse(alert);
  const short = crossings.map(({ explanation }) => {
    const { surveyDate, verdict, severity, absent, pupils, absenceRate } = explanation;
    return { surveyDate, verdict, severity, absent, pupils, absenceRate, ...more(explanation) };
  });
  const latest = short.slice(1).slice(-latestCrossingsMax);
  return { ...rest, crossings: [...short.slice(0, 1), ...latest], crossingsTotal: short.length };
}
