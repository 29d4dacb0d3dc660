import { expect, test } from "vitest";
import { riddlesIn } from "../lint/plain-comments.ts";

/** The messages about one line of comment, without file and line. */
const about = (comment: string) => riddlesIn("a.ts", `/** ${comment} */\n`).map((one) => one.replace("a.ts:1: ", ""));

test.each([
  ["The way back for whoever signs in.", "whoever"],
  ["For whomever it concerns.", "whomever"],
  ["Reads what stands under the key.", "what stands"],
  ["Each damaged item is told.", "is told"],
  ["The sheet is built anew.", "anew"],
  ["The sheet is held against the reports.", "held against"],
  ["The tests hold the real rules against these.", "hold the real rules against"],
  ["A code that is none.", "that is none"],
  ["Evaluated, what it was is what it would be.", "what it was is what"],
  ["Of a code only a part is shown.", "Of a "],
  ["It ends here. Who reports was open.", "Who reports was open."],
])("a reader must read it twice: %s", (comment, found) => {
  expect(about(comment)).toEqual([expect.stringContaining(`"${found}": `)]);
});

test.each([
  "A reader is mailed once.",
  "Which sites have no report yet? They get a mail.",
  "Who has no report yet?",
  "The last of a page tells where the next one begins.",
  "A day of a closed territory.",
  "The account that signs in.",
])("is plain: %s", (comment) => {
  expect(about(comment)).toEqual([]);
});

test("a sentence has 40 words at most", () => {
  const words = (count: number) => Array.from({ length: count }, () => "word").join(" ");
  expect(about(`${words(40)}. ${words(40)}.`)).toEqual([]);
  expect(about(`${words(41)}.`)).toEqual(["41 words in one sentence"]);
});

test("a sentence ends where a paragraph, a tag or an item of a list begins", () => {
  const words = Array.from({ length: 21 }, () => "word").join(" ");
  const [first, ...others] = [words, `@param a ${words}`, `@returns ${words}`, "", words, `- ${words}`, `- ${words}`];
  expect(riddlesIn("a.ts", ["/**", ` * ${first}`, ...others.map((line) => ` * ${line}`), " */"].join("\n"))).toEqual(
    [],
  );
});

test("a comment is named by the line on which it begins, and code says what it likes", () => {
  const source = [
    'export const sentence = "whoever stands there is told";',
    "  // A comment of two lines, for",
    "  // whoever reads it.",
    "export const more = () => <p>{/* For whoever. */}</p>;",
    "  {/* For whoever. */}",
    "/**",
    " * A block that is",
    " * told anew.",
    " */",
  ].join("\n");
  expect(riddlesIn("web/b.tsx", source).map((one) => one.split(": ").slice(0, 2).join(": "))).toEqual([
    'web/b.tsx:2: "whoever"',
    'web/b.tsx:5: "whoever"',
    'web/b.tsx:6: "is told"',
    'web/b.tsx:6: "anew"',
  ]);
});
