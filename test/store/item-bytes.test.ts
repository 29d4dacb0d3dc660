import { expect, test } from "vitest";
import { itemBytes } from "../../shared/store/item-bytes.ts";

test.each<[string, Record<string, unknown>, number]>([
  ["nothing", {}, 0],
  ["text, by its UTF-8 bytes", { name: "è così" }, 4 + 8],
  ["a number, by half its significant digits and one", { n: 224 }, 1 + 3],
  ["an even number of digits", { n: 2246 }, 1 + 3],
  ["zeros at its end are no significant digits", { n: 1_200_000 }, 1 + 2],
  ["a negative number, by one more", { n: -12 }, 1 + 3],
  ["a truth value", { yes: true }, 3 + 1],
  ["bytes", { raw: new Uint8Array(10) }, 3 + 10],
  ["an empty list", { list: [] }, 4 + 3],
  ["a list, by one more for each element", { list: ["ab", 1] }, 4 + 3 + (1 + 2) + (1 + 2)],
  ["a map, with the names in it", { map: { a: "x", bb: 1 } }, 3 + 3 + (1 + 1 + 1) + (1 + 2 + 2)],
  ["what is left out, not at all", { left: undefined }, 0],
])("an item is billed for %s", (_, item, bytes) => {
  expect(itemBytes(item)).toBe(bytes);
});
