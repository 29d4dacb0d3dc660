import type * as z from "zod";
import type { ScopeDay } from "../detection/series-of.ts";
import type { AlertScope } from "../domain/alerts/alert.ts";
import type { series } from "./series.ts";

/** The series of a scope as it crosses HTTP. */
export function seriesReply(
  scope: AlertScope,
  days: readonly (ScopeDay & { medianRate?: number })[],
): z.input<typeof series> {
  const { territory, level } = scope;
  return {
    ...(scope.kind === "site" ? { siteCode: scope.siteCode } : {}),
    territory,
    level,
    items: days.map(({ absent, pupils, ...day }) => ({
      ...day,
      ...(absent === undefined || pupils === undefined ? {} : { absent, pupils, absenceRate: absent / pupils }),
    })),
  };
}
