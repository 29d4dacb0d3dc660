import type { AlertRule, AlertScope } from "./alert.ts";

/** Names a scope in identifiers and keys: `site.MIEE8AN02L`, `territory.MILANO.primary`. Needs no escaping in a URL. */
export function scopeKeyOf(scope: AlertScope): string {
  return scope.kind === "site"
    ? `${scope.kind}.${scope.siteCode}`
    : `${scope.kind}.${encodeName(scope.territory)}.${scope.level}`;
}

/** `site.MIEE8AN02L.absolute`: at most one alert of it is open. */
export function ruleKeyOf(scope: AlertScope, rule: AlertRule): string {
  return `${scopeKeyOf(scope)}.${rule}`;
}

/** `site.MIEE8AN02L.absolute.1`: scope, rule and sequence. */
export function alertIdOf(scope: AlertScope, rule: AlertRule, sequence: number): string {
  return `${ruleKeyOf(scope, rule)}.${sequence}`;
}

/** The parts of an alert's identifier, as its key needs them; undefined when the text is none. */
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

/** Percent encoding with `~` for the percent sign, which gateways would decode, and for the dot, which separates. */
function encodeName(name: string): string {
  return encodeURIComponent(name)
    .replace(/[!'()*.~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%", "~");
}
