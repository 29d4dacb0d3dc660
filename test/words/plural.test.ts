import { expect, test } from "vitest";
import { plural } from "../../shared/words/plural.ts";

test.each([
  [0, "plessi", "sites"],
  [1, "plesso", "site"],
  [2, "plessi", "sites"],
  // Italian has a form of its own for a million, which no text of ours needs.
  [1_000_000, "plessi", "sites"],
])("%d", (count, italian, english) => {
  expect(plural("it", count, { one: "plesso", other: "plessi" })).toBe(italian);
  expect(plural("en", count, { one: "site", other: "sites" })).toBe(english);
  expect(plural("de", count, { one: "site", other: "sites" })).toBe(english);
});
