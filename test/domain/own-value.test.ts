import { expect, test } from "vitest";
import { ownValue } from "../../shared/domain/own-value.ts";

test.each([
  ["a name it holds", "primary", 3],
  ["a name it does not hold", "secondary", undefined],
  ["a name that every object inherits", "constructor", undefined],
])("a record asked for %s: %s is %s", (_, name, value) => {
  expect(ownValue<unknown>({ primary: 3 }, name)).toBe(value);
});
