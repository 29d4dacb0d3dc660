import type * as z from "zod";
import type { Language } from "../domain/language.ts";
import { ownValue } from "../domain/own-value.ts";
import { problemWords } from "../words/in-every-language.ts";
import type { InvalidValue } from "./problem-reply.ts";

/** Nobody corrects more faults at once. The next try shows the rest. */
const errorsMax = 50;
/** Some texts contain the caller's value, which may be long. */
const wordsMax = 300;

/**
 * The faults of a value, one entry each with its JSON pointer, in the caller's language.
 * @param where the part of the request: "path", "query", or "" for the body
 */
export function invalidValues(schema: z.ZodType, value: unknown, where: string, language: Language): InvalidValue[] {
  const { error } = schema.safeParse(value, { error: problemWords[language].ofSchema().localeError });
  return flatten(where, error?.issues ?? [], language)
    .slice(0, errorsMax)
    .map(({ pointer, detail }) => ({ pointer: pointer.slice(0, wordsMax), detail: detail.slice(0, wordsMax) }));
}

function flatten(where: string, issues: readonly z.core.$ZodIssue[], language: Language): InvalidValue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || issue.errors.length === 0) {
      const detail = ownValue(problemWords[language].ofContracts, issue.message) ?? issue.message;
      return [{ pointer: pointerOf(where, issue.path), detail }];
    }
    // Of several alternatives, it reports the faults of the closest one.
    const [closest = []] = [...issue.errors].sort((a, b) => a.length - b.length);
    return flatten(where, closest, language).map(({ pointer, detail }) => ({
      pointer: `${pointerOf(where, issue.path)}${pointer.slice(pointerOf(where, []).length)}`,
      detail,
    }));
  });
}

function pointerOf(where: string, issuePath: readonly PropertyKey[]): string {
  const escaped = issuePath.map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1"));
  return ["", where, ...escaped].filter((part, position) => position === 0 || part !== "").join("/");
}
