import { describe, expect, test } from "vitest";
import { languages } from "../../shared/domain/language.ts";
import { csvWords, feedWords, mailWords, problemWords } from "../../shared/words/in-every-language.ts";

/** A subject's words of each language, as browsers load them. */
async function wordsOfPages(subject: string): Promise<Record<string, unknown>> {
  const files = languages.map(async (language) => {
    const exported: Record<string, unknown> = await import(`../../shared/words/${language}/${subject}.ts`);
    return [language, exported[subject]] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

const tables: Record<string, Record<string, unknown>> = {
  problemWords,
  mailWords,
  csvWords,
  feedWords,
  entryWords: await wordsOfPages("entry"),
  schoolWords: await wordsOfPages("school"),
  officeWords: await wordsOfPages("office"),
  documentWords: await wordsOfPages("documents"),
};

/** Texts that are rightly the same in two languages. */
const same: ReadonlySet<string> = new Set(["MB", "–", "z", "P", "", "Privacy", "Export", "Signal", "Status"]);

/** Every text of a table by its path, those of functions for a count that wants the form of many. */
function textsOf(words: unknown, path = ""): [string, string][] {
  // Those that zod has, and the name of the language.
  if (/\.(ofSchema|language)$/.test(path)) return [];
  if (typeof words === "string" || typeof words === "boolean") return typeof words === "string" ? [[path, words]] : [];
  if (typeof words === "function") return textsOf(words(7, 8, 9), path);
  if (typeof words !== "object" || words === null) throw new Error(`${path} is no text`);
  return Object.entries(words).flatMap(([key, below]) => textsOf(below, `${path}.${key}`));
}

describe.each(Object.entries(tables))("%s", (_, table) => {
  test("every text is there in every language, and nothing else", () => {
    const paths = languages.map((language) =>
      textsOf(table[language])
        .map(([path]) => path)
        .toSorted(),
    );
    for (const of of paths) expect(of).toEqual(paths[0]);
    expect(textsOf(table).filter(([path, text]) => text.trim() === "" && !path.endsWith(".states.valid"))).toEqual([]);
  });

  test("no text is by accident the same in two languages", () => {
    const byPath = Map.groupBy(
      languages.flatMap((language) => textsOf(table[language])),
      ([path]) => path,
    );
    const repeated = [...byPath].flatMap(([path, texts]) =>
      texts.flatMap(([, text], place) =>
        texts.findIndex(([, other]) => other === text) < place && !same.has(text) ? [`${path}: ${text}`] : [],
      ),
    );
    expect(repeated).toEqual([]);
  });
});
