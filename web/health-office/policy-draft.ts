import * as z from "zod";
import { alertPolicy } from "../../shared/contracts/alert-policy.ts";
import type { AlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { levels } from "../../shared/domain/codes.ts";
import { type Language, languageFacts } from "../../shared/domain/language.ts";

export const policyParts = ["territoryRule", "siteRule", "commonCause", "absolute", "levelThresholds"] as const;
export type PolicyPart = (typeof policyParts)[number];

/**
 * A policy while somebody types it: numbers are text, named `part.number`; a level's line is `levelThresholds.level`.
 */
export type PolicyDraft = { enabled: Record<PolicyPart, boolean>; numbers: Readonly<Record<string, string>> };

export function draftOf(policy: AlertPolicy, language: Language): PolicyDraft {
  const written = (value: number | undefined) => String(value ?? "").replace(".", languageFacts[language].decimal);
  const numbers: Record<string, string> = {};
  for (const part of policyParts) {
    for (const [name, value] of Object.entries(policy[part])) {
      if (typeof value === "number") numbers[`${part}.${name}`] = written(value);
    }
  }
  for (const level of levels)
    numbers[`levelThresholds.${level}`] = written(policy.levelThresholds.absenceRateMin[level]);
  return {
    enabled: {
      absolute: policy.absolute.enabled,
      levelThresholds: policy.levelThresholds.enabled,
      siteRule: policy.siteRule.enabled,
      commonCause: policy.commonCause.enabled,
      territoryRule: policy.territoryRule.enabled,
    },
    numbers,
  };
}

export type ReadDraft = { kind: "policy"; policy: AlertPolicy } | { kind: "faulty"; names: readonly string[] };

/** The typed text as a policy that the contract accepts, or the names of the wrong numbers. */
export function readPolicyDraft({ enabled, numbers }: PolicyDraft): ReadDraft {
  const candidate = Object.fromEntries(
    policyParts.map((part) => {
      const own = Object.entries(numbers).flatMap(([name, text]) =>
        name.startsWith(`${part}.`) && text.trim() !== ""
          ? [[name.slice(part.length + 1), numberOf(text)] as const]
          : [],
      );
      const plain = own.filter(([name]) => !isLevel(name));
      const lines = Object.fromEntries(own.filter(([name]) => isLevel(name)));
      const nested = part === "levelThresholds" ? { absenceRateMin: lines } : {};
      return [part, { enabled: enabled[part], ...Object.fromEntries(plain), ...nested }];
    }),
  );
  const read = alertPolicy.safeParse(candidate);
  if (read.success) return { kind: "policy", policy: read.data };
  return { kind: "faulty", names: read.error.issues.map(({ path }) => nameOf(path)) };
}

/** `2.000` is two thousand for an Italian and two for a program; `2,000` is the reverse. Neither is guessed. */
const groupedThousands = /^[1-9]\d{0,2}([.,]\d{3})+$/;

/** Italians type a comma. */
function numberOf(text: string): number {
  if (groupedThousands.test(text.trim())) return Number.NaN;
  const plain = text.trim().replace(",", ".");
  return z.coerce.number().catch(Number.NaN).parse(plain);
}

function isLevel(name: string): boolean {
  return levels.some((level) => level === name);
}

function nameOf(path: readonly PropertyKey[]): string {
  return [path[0], path.at(-1)].map(String).join(".");
}
