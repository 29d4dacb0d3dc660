import { globSync, readFileSync } from "node:fs";

/** Words and shapes that a reader must read twice, each with the plain way to say it. */
const riddles: readonly { shape: RegExp; instead: string }[] = [
  { shape: /\bwho(?:so|m)?ever\b/i, instead: "name the person" },
  { shape: /\bwhat stands\b/i, instead: "name the thing" },
  { shape: /\b(?:is|are) told\b/i, instead: "say who learns it, or that a thing is reported" },
  { shape: /\banew\b/i, instead: "again" },
  { shape: /\bh(?:o|e)lds? (?:\S+ ){0,3}against\b/i, instead: "compare with" },
  { shape: /\b(?:that|which) (?:is|are) none\b/i, instead: 'say "is not a …"' },
  { shape: /\bwhat\b[^.:;]*\b(?:is|are) what\b/i, instead: "begin with the subject" },
  { shape: /^Of an? /, instead: "begin with the subject" },
  { shape: /^Whom? [^?]*$/, instead: "name the person" },
];

/** A longer sentence has more than two clauses. */
const sentenceWordsMax = 40;

type Comment = { line: number; text: string };

/**
 * Finds comments that are not plain: `riddles`, and sentences of more than `sentenceWordsMax` words.
 * @param file its path from the root
 * @returns a message for each, as `file:line: message`
 */
export function riddlesIn(file: string, source: string): string[] {
  return commentsIn(source).flatMap(({ line, text }) =>
    sentencesOf(text)
      .flatMap(troublesOf)
      .map((trouble) => `${file}:${line}: ${trouble}`),
  );
}

function troublesOf(sentence: string): string[] {
  const words = sentence.split(/\s+/).filter((word) => /\w/.test(word)).length;
  const found = riddles.flatMap(({ shape, instead }) => {
    const [match] = shape.exec(sentence) ?? [];
    return match === undefined ? [] : [`"${match}": ${instead}`];
  });
  return words > sentenceWordsMax ? [...found, `${words} words in one sentence`] : found;
}

/** A sentence ends with its sign, with a paragraph, or where a tag or an item of a list begins. */
function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.?!])\s+|\n\s*\n|\n\s*(?=@|- )/)
    .map((sentence) => sentence.replaceAll(/\s+/g, " ").trim())
    .filter((sentence) => sentence !== "");
}

/** The comments that have lines of their own, without their signs. Lines with `//` that follow each other are one. */
function commentsIn(source: string): Comment[] {
  const whole = /^[ \t]*(?:\{?\/\*+([\s\S]*?)\*\/|(\/\/.*(?:\n[ \t]*\/\/.*)*))/gm;
  return [...source.matchAll(whole)].map((match) => {
    const [, block, lines = ""] = match;
    return {
      line: source.slice(0, match.index).split("\n").length,
      text: block === undefined ? lines.replaceAll(/^[ \t]*\/\/ ?/gm, "") : block.replaceAll(/^[ \t]*\* ?/gm, ""),
    };
  });
}

if (import.meta.main) {
  const files = globSync("{shared,functions,infra,scripts,web,bench,lint,test}/**/*.{ts,tsx,mjs}", {
    exclude: ["**/node_modules/**"],
  });
  const found = files.toSorted().flatMap((file) => riddlesIn(file, readFileSync(file, "utf8")));
  for (const one of found) process.stderr.write(`${one}\n`);
  if (found.length > 0) process.exitCode = 1;
}
