import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seriesBars } from "../../shared/mail/series-bars.ts";

const day = { surveyDate: "2023-03-14", pupils: 100, expectedLow: 0.05, expectedHigh: 0.1 };

describe("the series as bars", () => {
  it("gives the day, the rate and the expected range in words", () => {
    expect(seriesBars([{ ...day, absent: 20 }], "it")[0]).toMatchObject({
      day: "mar 14 mar",
      rate: "20,0%",
      expected: "5,0–10,0%",
    });
    expect(seriesBars([{ ...day, absent: 20 }], "en")[0]).toMatchObject({
      day: "Tue 14 Mar",
      rate: "20.0%",
      expected: "5.0–10.0%",
    });
  });

  it("draws the bar over the band, to the scale of the largest value", () => {
    const [high, inside, below] = seriesBars(
      [20, 8, 0].map((absent) => ({ ...day, absent: absent * 10, pupils: 1000 })),
      "it",
    );
    const widths = [high, inside, below].map((bar) => bar?.cells.map((cell) => cell.widthPercent));
    expect(widths).toEqual([
      [25, 25, 50],
      [25, 15, 10, 50],
      [25, 25, 50],
    ]);
    const colors = new Set(inside?.cells.map((cell) => cell.color));
    expect(colors.size).toBe(4);
  });

  it("holds back fewer than 5 absent, in words and in the length of the bar", () => {
    const [four, none, five] = seriesBars(
      [4, 0, 5].map((absent) => ({ ...day, absent })),
      "it",
    );
    expect(four).toMatchObject({ rate: "meno di 5" });
    expect(four).toEqual(none);
    expect(five).toMatchObject({ rate: "5,0%" });
  });

  it("fills every row, whatever the numbers", () => {
    const point = fc.record({
      surveyDate: fc.constant("2023-03-14"),
      absent: fc.nat(1000),
      pupils: fc.integer({ min: 1000, max: 2000 }),
      expectedLow: fc.double({ min: 0, max: 0.5, noNaN: true }),
      expectedHigh: fc.double({ min: 0.5, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (series) => {
        for (const { cells } of seriesBars(series, "it")) {
          expect(cells.reduce((sum, cell) => sum + cell.widthPercent, 0)).toBe(100);
          expect(Math.min(...cells.map((cell) => cell.widthPercent))).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("has an empty row where nothing was expected and nobody was absent", () => {
    const [bar] = seriesBars([{ ...day, absent: 0, expectedLow: 0, expectedHigh: 0 }], "it");
    expect(bar?.cells).toHaveLength(1);
  });
});
