import type { IfMatch } from "../domain/if-match.ts";

/** One member of the list with its end. Members may be empty. Source: RFC 9110, 8.8.3 and 5.6.1. */
const member = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)")?[ \t]*(,|$)/y;
const membersMax = 50;

type ParsedIfMatch = { kind: "condition"; ifMatch: IfMatch } | { kind: "weak" } | { kind: "malformed" };

/**
 * Reads the header If-Match: `*`, or a list of entity tags. Weak tags never match here (RFC 9110, 13.1.1). A header
 * with only weak tags gets its own answer, because nobody else has written. Strong tags that we never sent match
 * nothing.
 */
export function parseIfMatch(header: string): ParsedIfMatch {
  if (header.trim() === "*") return { kind: "condition", ifMatch: "any" };
  const strong: string[] = [];
  let weak = 0;
  member.lastIndex = 0;
  for (let members = 0; members < membersMax; members++) {
    const [, isWeak, tag, end] = member.exec(header) ?? [];
    if (end === undefined) break;
    if (isWeak !== undefined) weak += 1;
    else if (tag !== undefined) strong.push(tag);
    if (end === ",") continue;
    if (strong.length === 0) return { kind: weak > 0 ? "weak" : "malformed" };
    return { kind: "condition", ifMatch: strong.filter((text) => /^(0|[1-9]\d{0,8})$/.test(text)).map(Number) };
  }
  return { kind: "malformed" };
}
