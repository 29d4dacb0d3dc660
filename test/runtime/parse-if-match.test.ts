import { describe, expect, test } from "vitest";
import { parseIfMatch } from "../../shared/runtime/parse-if-match.ts";

describe("If-Match", () => {
  test.each([
    ["*", "any"],
    [" * ", "any"],
    ['"1"', [1]],
    ['"0"', [0]],
    ['"1", "7"', [1, 7]],
    ['"1","7"', [1, 7]],
    [' ,"1" ,, \t"7", ', [1, 7]],
    ['W/"1", "7"', [7]],
    ['"7", W/"1"', [7]],
    // Strong tags that nobody gave out: they match nothing, and are no mistake of form.
    ['"abc"', []],
    ['"01"', []],
    ['""', []],
    ['"a,b", "2"', [2]],
    ['"1234567890"', []],
    [Array.from({ length: 50 }, () => '"1"').join(), Array.from({ length: 50 }, () => 1)],
  ])("%s names %j", (header, ifMatch) => {
    expect(parseIfMatch(header)).toEqual({ kind: "condition", ifMatch });
  });

  test.each(['W/"1"', 'W/"1", W/"7"', ', W/""'])("%s is weak", (header) => {
    expect(parseIfMatch(header)).toEqual({ kind: "weak" });
  });

  test.each([
    "",
    " ",
    ",",
    "1",
    '"1',
    '1"',
    '"1" "2"',
    '"1""2"',
    'w/"1"',
    'W/ "1"',
    '*, "1"',
    '"1", *',
    '"a b"',
    '"1\n"',
    Array.from({ length: 51 }, () => '"1"').join(),
  ])("%j is not of its form", (header) => {
    expect(parseIfMatch(header)).toEqual({ kind: "malformed" });
  });
});
