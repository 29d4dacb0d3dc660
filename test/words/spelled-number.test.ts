import { describe, expect, it, test } from "vitest";
import { spellCount, spellPeople, spellRate } from "../../shared/words/spelled-number.ts";

describe("numbers as people read them", () => {
  it.each([
    [0, "0,0%", "0.0%"],
    [36 / 84, "42,9%", "42.9%"],
    [1, "100,0%", "100.0%"],
  ])("rate %d", (rate, italian, english) => {
    expect([spellRate(rate, "it"), spellRate(rate, "en")]).toEqual([italian, english]);
  });

  it.each([
    [0, "0", "0"],
    [999, "999", "999"],
    [1000, "1.000", "1,000"],
    [1234567, "1.234.567", "1,234,567"],
  ])("count %d", (count, italian, english) => {
    expect([spellCount(count, "it"), spellCount(count, "en")]).toEqual([italian, english]);
  });

  it.each([
    [0, "meno di 5", "fewer than 5"],
    [4, "meno di 5", "fewer than 5"],
    [5, "5", "5"],
  ])("%d people", (count, italian, english) => {
    expect([spellPeople(count, "it"), spellPeople(count, "en")]).toEqual([italian, english]);
  });
});

test("numbers in German", () => {
  expect([spellRate(0.429, "de"), spellCount(1234, "de"), spellPeople(4, "de")]).toEqual([
    "42,9%",
    "1.234",
    "weniger als 5",
  ]);
});
