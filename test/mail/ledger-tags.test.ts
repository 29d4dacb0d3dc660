import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LedgerKey } from "../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { ledgerTags, parseLedgerTags } from "../../shared/mail/ledger-tags.ts";

/** As SES gives the tags back: every value in a list, with some of its own. */
function asEvent(tags: Record<string, string>): Record<string, string[]> {
  const ours = Object.entries(tags).map(([name, value]): [string, string[]] => [name, [value]]);
  return { "ses:configuration-set": ["sentinella"], ...Object.fromEntries(ours) };
}

const reminder: LedgerKey = {
  surveyDate: "2023-03-14",
  kind: "reminder",
  officeCode: firstOfficeCode,
  recipient: "MIIC8AN00E",
  round: 1,
};

describe("the ledger key as message tags", () => {
  it("is readable where it can be", () => {
    expect(ledgerTags(reminder)).toEqual({
      surveyDate: "2023-03-14",
      kind: "reminder",
      office: "ats",
      round: "1",
      recipient0: "MIIC8AN00E",
    });
  });

  it("writes what SES does not take as bytes", () => {
    expect(ledgerTags({ ...reminder, recipient: "9f3a#anna_b@ats.example" }).recipient0).toBe(
      "9f3a_23anna_5fb_40ats_2eexample",
    );
  });

  it("comes back from any recipient, in tags that SES takes", () => {
    const key = fc.record({
      surveyDate: fc.constantFrom("2023-03-14", "2024-02-29"),
      kind: fc.constantFrom("reminder" as const, "digest" as const, "notice" as const),
      officeCode: fc.constantFrom(firstOfficeCode, "ats-milano", "9-x"),
      recipient: fc.string({ minLength: 1, maxLength: 600, unit: "grapheme" }),
      round: fc.nat(999_999),
    });
    fc.assert(
      fc.property(key, (ledgerKey) => {
        const tags = ledgerTags(ledgerKey);
        for (const [name, value] of Object.entries(tags)) expect(`${name}=${value}`).toMatch(/^[\w-]+=[\w-]{1,256}$/);
        expect(parseLedgerTags(asEvent(tags))).toEqual(ledgerKey);
      }),
    );
  });

  it.each([255, 256, 257, 512, 513])("comes back with %i characters", (length) => {
    const key = { ...reminder, recipient: "x".repeat(length) };
    expect(parseLedgerTags(asEvent(ledgerTags(key)))).toEqual(key);
  });
});

it("of a mail that an earlier release sent are those of the first office's", () => {
  const { office: _, ...earlier } = asEvent(ledgerTags(reminder));
  expect(parseLedgerTags(earlier)).toEqual(reminder);
});

describe("tags that are no ledger key", () => {
  const tags = asEvent(ledgerTags(reminder));
  it.each([
    ["none", {}],
    ["no survey day", { ...tags, surveyDate: [] }],
    ["a day that does not exist", { ...tags, surveyDate: ["2023-02-29"] }],
    ["another kind", { ...tags, kind: ["spam"] }],
    ["a code that is no office's", { ...tags, office: ["ATS Milano"] }],
    ["no recipient", { ...tags, recipient0: [] }],
    ["an empty recipient", { ...tags, recipient0: [""] }],
    ["half a byte", { ...tags, recipient0: ["MI_2"] }],
    ["a round that is no number", { ...tags, round: ["one"] }],
    ["a negative round", { ...tags, round: ["-1"] }],
  ])("are not mistaken for one: %s", (_, other) => {
    expect(parseLedgerTags(other)).toBeUndefined();
  });
});
