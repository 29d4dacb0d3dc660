import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type Recorded, releaseFixtures } from "../releases/release-fixture.ts";
import { todaysBody } from "../releases/todays-body.ts";

const script = fileURLToPath(new URL("../../scripts/explain.ts", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "explain-"));

const ruled = z.looseObject({
  rule: z.string(),
  crossings: z.array(z.looseObject({ explanation: z.looseObject({ absenceRate: z.number() }) })),
});

/** One alert of each rule that a release has raised, as it is answered today. */
const alerts = new Map(
  (await releaseFixtures())
    .flatMap(({ answers }) => answers)
    .filter(({ path }) => path.startsWith("/v1/alerts/"))
    .map((recorded) => todaysAlert(recorded))
    .map((alert) => [alert.rule, alert]),
);

function todaysAlert({ path, body }: Recorded) {
  return ruled.parse(todaysBody({ path, body }));
}

function alertOf(rule: string) {
  const alert = alerts.get(rule);
  if (alert === undefined) throw new Error(`no release has raised an alert of ${rule}`);
  return alert;
}

async function explain(content: string) {
  const file = join(folder, "alert.json");
  await writeFile(file, content);
  const child = spawn(process.execPath, [script, file]);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, out, err };
}

describe("npm run explain", () => {
  test.each([
    ["absolute", "rate ≥ 40.00 %"],
    ["level-threshold", "rate ≥ "],
    ["site", "P < 0.000001, certain"],
    ["common-cause", "> 20.00 % of sites"],
    ["territory", "z > 3"],
  ])("computes an alert of the rule %s to the same bits, beside its threshold", async (rule, threshold) => {
    const alert = alertOf(rule);
    const { code, out, err } = await explain(JSON.stringify(alert));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(threshold);
    expect(out.match(/same/g)).toHaveLength(alert.crossings.length);
  });

  test("reads an alert that was saved before explanations named an office", async () => {
    const { crossings, ...alert } = alertOf("absolute");
    const earlier = crossings.map(({ explanation: { officeCode: _, ...explanation }, ...crossing }) => ({
      ...crossing,
      explanation,
    }));
    const { code, err } = await explain(JSON.stringify({ ...alert, crossings: earlier }));
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  test("says which number of which day differs, and ends with 1", async () => {
    const { crossings, ...alert } = alertOf("site");
    const [crossing, ...others] = crossings;
    const test = { ...Object(crossing?.explanation.test), lnProbability: -100 };
    const tampered = { ...crossing, explanation: { ...crossing?.explanation, test } };
    const { code, out, err } = await explain(JSON.stringify({ ...alert, crossings: [tampered, ...others] }));
    expect(code).toBe(1);
    expect(out.match(/different/g)).toHaveLength(1);
    expect(err).toBe(`${crossing?.surveyDate}: what comes out is different in test.lnProbability.\n`);
  });

  test("leaves a crossing without explanation unchecked, and refuses an alert that has none at all", async () => {
    const { crossings, ...alert } = alertOf("territory");
    const [first, ...others] = crossings.map(({ explanation, ...crossing }, index) =>
      index === 0 ? crossing : { ...crossing, explanation },
    );
    expect(others.length).toBeGreaterThan(0);
    const some = await explain(JSON.stringify({ ...alert, crossings: [first, ...others] }));
    expect(some).toMatchObject({ code: 0, out: expect.stringContaining("not checked") });
    const none = await explain(JSON.stringify({ ...alert, crossings: [first] }));
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining("holds no explanation to be checked.") });
  });

  test.each([
    ["no JSON", "<html>", "SyntaxError"],
    ["another answer", JSON.stringify({ status: "ok" }), "alertId: "],
    [
      "an explanation without what its rule computes from",
      JSON.stringify({
        ...alertOf("site"),
        crossings: alertOf("site").crossings.map(({ explanation: { test: _, ...explanation }, ...crossing }) => ({
          ...crossing,
          explanation,
        })),
      }),
      "test: ",
    ],
  ])("ends with 1 and a sentence for %s", async (_, content, reason) => {
    const { code, out, err } = await explain(content);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(`is not an alert with its explanations. ${reason}`);
  });
});
