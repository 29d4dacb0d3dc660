import { readFile } from "node:fs/promises";
import * as z from "zod";
import { explainedAlert } from "../../shared/contracts/alert.ts";
import { absent, pupils, rate } from "../../shared/contracts/fields.ts";
import type { Explanation } from "../../shared/domain/alerts/explanation.ts";
import type { LocalDate } from "../../shared/domain/calendar/local-date.ts";
import { explanationItem } from "../../shared/store/explanation-item.ts";

/** A crossing of an alert. It has no explanation when the stored one cannot be read any more. */
export type ExplainedCrossing = { surveyDate: LocalDate; rule: string; verdict: string; explanation?: Explanation };

export type ReadAlert =
  | { kind: "alert"; alertId: string; crossings: readonly ExplainedCrossing[] }
  | { kind: "not-an-alert"; reason: string };

const parameters = z.record(z.string(), z.union([z.number(), z.boolean()]));
const sitePoint = z.looseObject({ absent, pupils });
const siteTest = z.looseObject({
  absent,
  pupils,
  baselineUsed: z.array(sitePoint),
  levelAbsent: z.number(),
  levelPupils: z.number(),
  others: z.record(z.string(), z.number()),
  lnProbability: z.number(),
});
const territoryPoint = z.looseObject({ absent: z.number(), pupils: z.number(), expectedAbsent: z.number() });
const territoryTest = z.looseObject({
  ...territoryPoint.shape,
  baselineUsed: z.array(territoryPoint).min(1),
  z: z.number(),
});

/** The inputs of each rule. The store does not check them, because old alerts must stay readable. */
const inputs = z.discriminatedUnion("rule", [
  z.looseObject({ rule: z.enum(["absolute", "level-threshold"]), absenceRateMin: rate }),
  z.looseObject({ rule: z.literal("site"), parameters, test: siteTest, previous: siteTest.exactOptional() }),
  z.looseObject({
    rule: z.literal("common-cause"),
    parameters,
    signallingSites: z.number(),
    reportingSites: z.number(),
  }),
  z.looseObject({
    rule: z.literal("territory"),
    parameters,
    test: territoryTest,
    previous: z.array(territoryTest),
    testIfMissingHadNone: territoryTest.exactOptional(),
  }),
]);

/** Reads an alert with its explanations, in the form of `GET /v1/alerts/{alertId}`. */
export async function readAlert(file: string): Promise<ReadAlert> {
  try {
    const { alertId, rule, crossings } = explainedAlert.parse(JSON.parse(await readFile(file, "utf8")));
    return {
      kind: "alert",
      alertId,
      crossings: crossings.map(({ surveyDate, verdict, explanation }) => ({
        surveyDate,
        rule,
        verdict,
        ...(explanation === undefined ? {} : { explanation: readExplanation(explanation) }),
      })),
    };
  } catch (error) {
    return { kind: "not-an-alert", reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return String(error);
  const [first] = error.issues;
  return first === undefined ? error.message : `${first.path.join(".")}: ${first.message}`;
}

function readExplanation(value: unknown): Explanation {
  inputs.parse(value);
  return explanationItem.parse(value);
}
