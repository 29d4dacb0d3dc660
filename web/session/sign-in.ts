import { type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import * as z from "zod";
import { configPath, pagePath, pageUrl } from "../../shared/page-paths.ts";
import { accountSession, type Session } from "./session.ts";

/** Where to sign in. It differs between deployments, so it is not part of the pages. */
const signInConfig = z.object({
  issuer: z.url(),
  clientId: z.string(),
  scope: z.string(),
  /** The audience of the access token, if the provider needs it. */
  resource: z.string().exactOptional(),
});

/** The authorisation code flow with PKCE. The tab keeps the tokens while it is open. */
export async function openSignIn() {
  const response = await fetch(configPath);
  const { issuer, clientId, scope, resource } = signInConfig.parse(await response.json());
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: pageUrl(location.origin, "home"),
    post_logout_redirect_uri: pageUrl(location.origin, "home"),
    scope,
    ...(resource === undefined ? {} : { resource }),
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
  });

  return {
    /** Leaves for the provider. After signing in, the person is back on the same page. */
    start: async (returnTo: string) => manager.signinRedirect({ state: returnTo }),

    /** After the provider has sent the browser back. @throws ErrorResponse when it refused */
    async finish(): Promise<{ session: Session; returnTo: string }> {
      const user = await manager.signinRedirectCallback();
      return {
        session: sessionOf(user),
        returnTo: z.string().startsWith("/").catch(pagePath("home")).parse(user.state),
      };
    },

    async current(): Promise<Session | undefined> {
      const user = await manager.getUser();
      return user === null || user.expired === true ? undefined : sessionOf(user);
    },

    /** Signs out here and at the provider. A provider without a page for it is not asked. */
    async end(): Promise<void> {
      // Cognito has its own names for the client and the return address.
      const extraQueryParams = { client_id: clientId, logout_uri: pageUrl(location.origin, "home") };
      try {
        await manager.signoutRedirect({ extraQueryParams });
      } catch {
        await manager.removeUser();
        location.assign(pagePath("home"));
      }
    },
  };
}

export type SignIn = Awaited<ReturnType<typeof openSignIn>>;

function sessionOf(user: User): Session {
  return accountSession(user.access_token, user.profile.name ?? user.profile.sub);
}
