import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { pagePath, pages } from "../../shared/page-paths.ts";
import { Loading } from "../parts/loading.tsx";
import { forgetLinkToken, hasLinkToken, takeLinkToken } from "./link-token.ts";
import type { Session } from "./session.ts";
import { SessionProvider } from "./session-context.ts";
import type { SignIn } from "./sign-in.ts";

/** Loaded only when needed: people who follow a reminder's link do not sign in. */
async function loadSignIn(): Promise<SignIn> {
  const { openSignIn } = await import("./sign-in.ts");
  return openSignIn();
}

const userKeyPrefix = "oidc.user:";

function userKeys(): string[] {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(userKeyPrefix));
}

function forgetUser(): void {
  for (const key of userKeys()) sessionStorage.removeItem(key);
}

/** Finds the person in the address and in the tab's storage. */
async function findSession(): Promise<Session | undefined> {
  const fromLink = takeLinkToken();
  if (fromLink !== undefined) return fromLink;
  const query = new URLSearchParams(location.search);
  if (location.pathname === pages.home.path && query.has("state") && (query.has("code") || query.has("error"))) {
    const { session, returnTo } = await (await loadSignIn()).finish();
    history.replaceState(null, "", returnTo);
    return session;
  }
  return userKeys().length > 0 ? (await loadSignIn()).current() : undefined;
}

type Found = { session: Session | undefined } | "looking";

/** Finds out who the person is before it shows anything. */
export function WithSession({ children }: { children: ReactNode }) {
  const [found, setFound] = useState<Found>("looking");
  const queries = useQueryClient();

  useEffect(() => {
    // A second link in the same tab changes only the fragment, and the browser does not load the page again.
    const takeNextLink = () => {
      if (hasLinkToken()) location.reload();
    };
    addEventListener("hashchange", takeNextLink);
    findSession().then(
      (session) => setFound({ session }),
      () => {
        history.replaceState(null, "", pagePath("home", { "sign-in": "failed" }));
        setFound({ session: undefined });
      },
    );
    return () => removeEventListener("hashchange", takeNextLink);
  }, []);

  if (found === "looking") return <Loading />;
  const { session } = found;
  const context = {
    session,
    signIn: () => {
      const returnTo = session?.kind === "link" ? pages.home.path : location.pathname;
      void loadSignIn().then(
        (signIn) => signIn.start(returnTo),
        () => location.assign(pagePath("home", { "sign-in": "failed" })),
      );
    },
    signOut: () => {
      queries.clear();
      forgetLinkToken();
      void loadSignIn()
        .then((signIn) => signIn.end())
        .catch(() => {
          // Without a connection the provider does not learn of it, but the next person must not continue this session.
          forgetUser();
          setFound({ session: undefined });
        });
    },
  };
  return <SessionProvider value={context}>{children}</SessionProvider>;
}
