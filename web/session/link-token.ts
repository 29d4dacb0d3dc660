import { pages } from "../../shared/page-paths.ts";
import { linkSession, type Session } from "./session.ts";

const storageKey = "sentinella.link";

/** Where reminder links lead: `/enter#token=…`. */
const { path: linkPath, fragment: tokenName } = pages.enter;

function tokenInAddress(): string | undefined {
  return new URLSearchParams(location.hash.slice(1)).get(tokenName) ?? undefined;
}

export function hasLinkToken(): boolean {
  return location.pathname === linkPath && tokenInAddress() !== undefined;
}

/**
 * Takes the token out of the address, so that it is not copied or bookmarked with it, and keeps it until it has been
 * used or the tab is closed. Nothing is sent: that takes a person's click.
 */
export function takeLinkToken(): Session | undefined {
  if (location.pathname !== linkPath) return undefined;
  const token = tokenInAddress();
  if (token !== undefined) {
    sessionStorage.setItem(storageKey, token);
    history.replaceState(null, "", linkPath);
  }
  const known = token ?? sessionStorage.getItem(storageKey) ?? undefined;
  return known === undefined ? undefined : linkSession(known);
}

/** Whoever comes to this tab next finds no way in. The page that is open can still correct what it has sent. */
export function forgetLinkToken(): void {
  sessionStorage.removeItem(storageKey);
}
