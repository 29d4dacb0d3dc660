import { linkSession, type Session } from "./session.ts";

const storageKey = "sentinella.link";

/** Where reminder links lead: `/enter#token=…`. */
export const linkPath = "/enter";

/**
 * Takes the token out of the address, so that it is not copied or bookmarked with it, and keeps it for as long as the
 * tab is open. Nothing is sent: that takes a person's click.
 */
export function takeLinkToken(): Session | undefined {
  if (location.pathname !== linkPath) return undefined;
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? undefined;
  if (token !== undefined) {
    sessionStorage.setItem(storageKey, token);
    history.replaceState(null, "", linkPath);
  }
  const known = token ?? sessionStorage.getItem(storageKey) ?? undefined;
  return known === undefined ? undefined : linkSession(known);
}
