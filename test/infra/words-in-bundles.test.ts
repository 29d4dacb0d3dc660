import { expect, test } from "vitest";
import { bundleFunction, type FunctionName } from "../../infra/aws/bundle-function.ts";
import { functionNames } from "../../infra/aws/write-bundles.ts";
import { languages } from "../../shared/domain/language.ts";

/** Which words each function carries, in every language. */
const carried = {
  absences: ["problems"],
  public: ["feed", "problems"],
  registration: ["csv", "levels", "problems"],
  surveillance: ["csv", "levels", "problems"],
  "close-survey-day": ["levels", "mails", "signals"],
  migrate: [],
  "open-survey-day": ["levels", "mails", "signals"],
  "raise-alerts": ["levels", "mails", "signals"],
  "send-notices": ["levels", "mails", "signals"],
  "send-reminders": ["levels", "mails", "signals"],
  watch: ["levels", "mails", "signals"],
  "rotate-link-keys": [],
  "settle-mail": [],
  "token-claims": [],
} as const satisfies Record<FunctionName, readonly string[]>;

const wordFile = /^shared\/words\/([a-z]{2})\/([a-z]+)\.ts$/;

test("a function carries the words that it says, in every language, and no others", async () => {
  const found: Record<string, string[]> = {};
  for (const name of functionNames) {
    const { inputs } = await bundleFunction(name);
    const files = Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput === 0 ? [] : (wordFile.exec(path)?.slice(1).join("/") ?? []),
    );
    const subjects = [...new Set(files.map((file) => file.slice(3)))].toSorted();
    expect(files.toSorted(), name).toEqual(
      languages.flatMap((language) => subjects.map((subject) => `${language}/${subject}`)).toSorted(),
    );
    found[name] = subjects;
  }
  expect(found).toEqual(carried);
});
