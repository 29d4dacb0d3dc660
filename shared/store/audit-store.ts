import type { AuditEntry, AuditSummary } from "../domain/region/audit-entry.ts";
import type { Database } from "./database.ts";

export type AuditStore = {
  /**
   * Enters a decision before it is carried out. An entry without effect is harmless, an effect without an entry is not.
   * A second entry of the same request changes nothing.
   */
  append(entry: AuditEntry): Promise<void>;
};

/** Longer texts in a summary are cut. */
const factCharsMax = 500;

/** The decisions with their authors. Nothing here reads or changes an entry. */
export function auditStore(database: Database): AuditStore {
  return {
    async append({ scope, at, requestId, before, after, ...entry }) {
      const instant = at.toISOString();
      await database.put(
        "audit",
        {
          scopeMonth: `${scope}#${instant.slice(0, "2026-11".length)}`,
          instantId: `${instant}#${requestId}`,
          ...entry,
          ...(before === undefined ? {} : { before: shortened(before) }),
          ...(after === undefined ? {} : { after: shortened(after) }),
        },
        { expression: "attribute_not_exists(#instantId)" },
      );
    },
  };
}

function shortened(summary: AuditSummary): AuditSummary {
  const facts = Object.entries(summary);
  return Object.fromEntries(
    facts.map(([name, fact]) => [name, typeof fact === "string" ? fact.slice(0, factCharsMax) : fact]),
  );
}
