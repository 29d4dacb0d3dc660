import { describe, expect, test } from "vitest";
import { ears, earsSeriesOf } from "../../shared/detection/ears.ts";

function earsOf(values: readonly number[], deviationMin = 0) {
  const out = earsSeriesOf(values.length);
  ears(Float64Array.from(values), 0, values.length, deviationMin, out);
  return out;
}

describe("EARS", () => {
  const series = earsOf([5, 7, 6, 4, 8, 5, 6, 7, 6, 5, 9, 14, 18, 12, 6]);

  test.each([
    [12, 4.913538, 6.196773, 6.32075],
    [13, 3.296222, 9.026902, 14.347652],
    [15, -0.873853, -0.445435, 10.617565],
  ])("on day %i is C1 %f, C2 %f, C3 %f", (day, c1, c2, c3) => {
    expect(series.C1[day - 1]).toBeCloseTo(c1, 6);
    expect(series.C2[day - 1]).toBeCloseTo(c2, 6);
    expect(series.C3[day - 1]).toBeCloseTo(c3, 6);
  });

  test("C1 wants 7 earlier points, C2 9, C3 11", () => {
    expect([...series.C1].findIndex((c) => !Number.isNaN(c))).toBe(7);
    expect([...series.C2].findIndex((c) => !Number.isNaN(c))).toBe(9);
    expect([...series.C3].findIndex((c) => !Number.isNaN(c))).toBe(11);
  });

  test("a least deviation keeps a flat past from crying at every pupil", () => {
    const flat = [4, 4, 4, 4, 4, 4, 4, 5];
    expect(earsOf(flat).C1[7]).toBe(Number.POSITIVE_INFINITY);
    expect(earsOf(flat, 0.5).C1[7]).toBe(2);
    expect(earsOf([4, 4, 4, 4, 4, 4, 4, 4]).C1[7]).toBe(0);
  });

  test("each series of a matrix is its own", () => {
    const rows = [5, 7, 6, 4, 8, 5, 6, 7, 6, 5, 9, 14];
    const matrix = Float64Array.from([...rows.map((y) => y * 100), ...rows]);
    const out = earsSeriesOf(matrix.length);
    ears(matrix, rows.length, rows.length, 0, out);
    expect(out.C2.at(-1)).toBe(earsOf(rows).C2.at(-1));
    expect(out.C1[rows.length - 1]).toBeNaN();
  });
});
