import { describe, expect, test } from "vitest";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { draftOf, readPolicyDraft } from "../../web/health-office/policy-draft.ts";

const draft = draftOf(defaultAlertPolicy, "it");
const typed = (name: string, text: string) =>
  readPolicyDraft({ ...draft, numbers: { ...draft.numbers, [name]: text } });

describe("a policy as it is being typed", () => {
  test("untouched it is the policy it was made from", () => {
    expect(readPolicyDraft(draft)).toEqual({ kind: "policy", policy: defaultAlertPolicy });
  });

  test("lines per level are kept, and an empty one is none", () => {
    const policy = {
      ...defaultAlertPolicy,
      levelThresholds: { enabled: true, absenceRateMin: { primary: 0.2 }, pupilsMin: 30 },
    };
    expect(readPolicyDraft(draftOf(policy, "it"))).toEqual({ kind: "policy", policy });
    expect(typed("levelThresholds.primary", "")).toEqual({ kind: "policy", policy: defaultAlertPolicy });
  });

  test("a comma is a decimal point to an Italian", () => {
    expect(draft.numbers["absolute.absenceRateMin"]).toBe("0,4");
    expect(draftOf(defaultAlertPolicy, "en").numbers["absolute.absenceRateMin"]).toBe("0.4");
    expect(typed("absolute.absenceRateMin", "0,45")).toMatchObject({
      kind: "policy",
      policy: { absolute: { absenceRateMin: 0.45 } },
    });
  });

  test.each([
    ["absolute.absenceRateMin", "1.01"],
    ["absolute.absenceRateMin", ""],
    ["siteRule.baselineObservations", "61"],
    ["siteRule.baselineObservationsMin", "0"],
    ["siteRule.baselineObservationsMin", "13"],
    ["territoryRule.baselineDaysMin", "13"],
    ["territoryRule.zMax", "tre"],
    ["territoryRule.pupilsMin", "2.000"],
    ["territoryRule.pupilsMin", "2,000"],
    ["levelThresholds.primary", "-0,1"],
  ])("%s cannot be %j, and is named", (name, text) => {
    expect(typed(name, text)).toEqual({ kind: "faulty", names: [name] });
  });
});
