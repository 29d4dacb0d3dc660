import { describe, expect, it } from "vitest";
import { singleLine } from "../../shared/mail/single-line.ts";

describe("a text that goes on one line", () => {
  it.each([
    ["Scuola dell'infanzia «Città» n. 1/A – 50%", "Scuola dell'infanzia «Città» n. 1/A – 50%"],
    ["  two\u00a0 \t words ", "two words"],
    ["a\r\nb\nc\rd\u2028e\u2029f\u0085g\u000bh", "a b c d e f g h"],
    ["\u202eab\u2066c\u200f\u061c", "abc"],
    ["a\u200bb\ufeffc\u00add", "abcd"],
    ["a\u0000b\u001b[1mc\u007f", "a b [1mc"],
    ["\udc00a\ud800", "\ufffda\ufffd"],
    ["\u{1f3eb} scuola", "\u{1f3eb} scuola"],
    ["\r\n", ""],
  ])("%j becomes %j", (text, line) => {
    expect(singleLine(text)).toBe(line);
  });
});
