import * as z from "zod";
import type { AlertRule } from "../../shared/domain/alert.ts";
import type { Explanation } from "../../shared/domain/explanation.ts";

const rules = {
  absolute: "absolute",
  "level-threshold": "level-threshold",
  site: "site",
  "common-cause": "common-cause",
  territory: "territory",
} as const satisfies { [Rule in AlertRule]: Rule };

const known = z.looseObject({ rule: z.enum(rules) });

/** An explanation of a rule these pages know how to read; undefined for one of a later version. */
export function readExplanation(value: unknown): Explanation | undefined {
  return z.custom<Explanation>((candidate) => known.safeParse(candidate).success).safeParse(value).data;
}
