import { describe, expect, test } from "vitest";
import { emptyDraft } from "../../web/school/draft.ts";
import { contentOf } from "../../web/school/draft-content.ts";

const typed = (fields: Partial<typeof emptyDraft>) => contentOf({ ...emptyDraft, ...fields });

describe("the text that a school has typed for a site", () => {
  test("nothing typed is nothing, zero typed is zero", () => {
    expect(typed({})).toEqual({ kind: "empty" });
    expect(typed({ absent: " " })).toEqual({ kind: "empty" });
    expect(typed({ absent: "0" })).toEqual({ kind: "count", counts: { absent: 0 } });
  });

  test("a number may have blanks around it, and five digits at most", () => {
    expect(typed({ absent: " 12 " })).toEqual({ kind: "count", counts: { absent: 12 } });
    expect(typed({ absent: "20000" })).toEqual({ kind: "count", counts: { absent: 20_000 } });
    expect(typed({ absent: "100000" })).toEqual({ kind: "faulty", fault: "absent-not-a-number" });
  });

  test.each(["-1", "1,5", "1.5", "1e3", "dodici", "1 2"])("%s absent is not a number of pupils", (absent) => {
    expect(typed({ absent })).toEqual({ kind: "faulty", fault: "absent-not-a-number" });
  });

  test("illness is optional, but never stands alone", () => {
    expect(typed({ absent: "4", illness: "3" })).toEqual({ kind: "count", counts: { absent: 4, illness: 3 } });
    expect(typed({ absent: "4", illness: "0" })).toEqual({ kind: "count", counts: { absent: 4, illness: 0 } });
    expect(typed({ illness: "3" })).toEqual({ kind: "faulty", fault: "absent-not-a-number" });
    expect(typed({ absent: "4", illness: "x" })).toEqual({ kind: "faulty", fault: "optional-count-not-a-number" });
  });

  test("a closed site says why, whatever number was typed before", () => {
    expect(typed({ closed: true })).toEqual({ kind: "faulty", fault: "reason-missing" });
    expect(typed({ closed: true, reason: " seggio ", absent: "4" })).toEqual({ kind: "closed", reason: "seggio" });
  });
});
