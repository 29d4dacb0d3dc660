import type { Site } from "../../../shared/domain/registry/site.ts";

type Registered = Pick<Site, "name" | "instituteCode" | "territory" | "level" | "sentinelFrom" | "sentinelUntil">;

/** What the audit keeps of a site. */
export function siteSummary({
  name,
  instituteCode,
  territory,
  level,
  sentinelFrom = "",
  sentinelUntil = "",
}: Registered) {
  return { name, instituteCode, territory, level, sentinelFrom, sentinelUntil };
}
