import type { AlertRule, AlertScope } from "./alert.ts";

/**
 * The name of a scope in identifiers and keys: `site.MIEE8AN02L`, `territory.MILANO.primary`. A URL can hold it
 * unescaped.
 */
export function scopeKeyOf(scope: AlertScope): string {
  return scope.kind === "site"
    ? `${scope.kind}.${scope.siteCode}`
    : `${scope.kind}.${encodeName(scope.territory)}.${scope.level}`;
}

/** `site.MIEE8AN02L.absolute`: at most one open alert has it. */
export function ruleKeyOf(scope: AlertScope, rule: AlertRule): string {
  return `${scopeKeyOf(scope)}.${rule}`;
}

/** `site.MIEE8AN02L.absolute.1`: scope, rule and sequence. */
export function alertIdOf(scope: AlertScope, rule: AlertRule, sequence: number): string {
  return `${ruleKeyOf(scope, rule)}.${sequence}`;
}

/** The parts of an alert's identifier, in the form of its key; undefined when the text is not an identifier. */
export function parseAlertId(alertId: string): { scopeKey: string; rule: string; sequence: number } | undefined {
  const match = /^((?:site\.[A-Z0-9]{10})|(?:territory\.[\w~-]+\.[a-z-]+))\.([a-z0-9-]+)\.([1-9]\d{0,8})$/.exec(
    alertId,
  );
  const [, scopeKey, rule, sequence] = match ?? [];
  if (scopeKey === undefined || rule === undefined) return undefined;
  return { scopeKey, rule, sequence: Number(sequence) };
}

/** Whether the alert is about a whole territory and not about a single site. */
export function isOfTerritory(alertId: string): boolean {
  return alertId.startsWith("territory.");
}

/**
 * Percent encoding with `~` instead of the percent sign, which gateways decode. It also encodes the dot, our separator.
 */
function encodeName(name: string): string {
  return encodeURIComponent(name)
    .replace(/[!'()*.~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%", "~");
}
