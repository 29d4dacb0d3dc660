import { expect, test } from "vitest";
import { type RowFilter, wantedRows } from "../../../functions/flows/survey-days/wanted-rows.ts";
import type { DayRow } from "../../../shared/domain/survey/day-rows.ts";

const asked = { siteCode: "AAEE00001A", instituteCode: "ZZIC80001A", territory: "VALDORSA", level: "primary" } as const;
const rows: readonly DayRow[] = [
  { siteCode: "AAEE00001A", site: asked, state: "missing", reported: false },
  {
    siteCode: "AAEE00002A",
    site: { ...asked, siteCode: "AAEE00002A", territory: "ALTROVE", level: "upper-secondary" },
    state: "missing",
    reported: false,
  },
  // It was not asked, so it has no territory and no level.
  { siteCode: "AAEE00003A", state: "unexpected", reported: true },
];

async function* listed() {
  yield* rows;
}

test.each<[RowFilter, readonly number[]]>([
  [{}, [0, 1, 2]],
  [{ state: "missing" }, [0, 1]],
  [{ state: "unexpected" }, [2]],
  [{ territory: "VALDORSA" }, [0]],
  [{ territory: "ALTROVE" }, [1]],
  [{ level: "primary" }, [0]],
  [{ level: "upper-secondary", territory: "VALDORSA" }, []],
])("the rows that pass %o", async (filter, expected) => {
  expect(await wantedRows(listed(), filter)).toEqual(expected.map((index) => rows[index]));
});
