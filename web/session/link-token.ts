import { pages } from "../../shared/page-paths.ts";
import { linkSession, type Session } from "./session.ts";

const storageKey = "sentinella.link";

/** The address of reminder links: `/enter#token=…`. */
const { path: linkPath, fragment: tokenName } = pages.enter;

function tokenInAddress(): string | undefined {
  return new URLSearchParams(location.hash.slice(1)).get(tokenName) ?? undefined;
}

export function hasLinkToken(): boolean {
  return location.pathname === linkPath && tokenInAddress() !== undefined;
}

/**
 * Removes the token from the address, so that nobody copies or bookmarks it. The tab keeps it until it was used or the
 * tab is closed. This sends nothing: sending needs a person's click.
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

/** The next person at this tab finds no token. The open page can still correct what it sent. */
export function forgetLinkToken(): void {
  sessionStorage.removeItem(storageKey);
}
