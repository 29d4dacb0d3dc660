import type { IncomingMessage, ServerResponse } from "node:http";
import { errors, Provider } from "oidc-provider";
import { pagePath, pageUrl } from "../../shared/page-paths.ts";
import { devOrigin } from "./from-here.ts";
import { oidcMemory } from "./oidc-memory.ts";
import { localPage } from "./page.ts";
import { readBody } from "./read-body.ts";
import type { LocalSecrets } from "./secrets.ts";
import type { LocalUser, LocalUsers } from "./users.ts";
import type { PagesConfig } from "./web-pages.ts";

/** The audience of access tokens. A resource indicator must be a URI. */
export const audience = "urn:sentinella:api";
export const oidcPath = "/_local/oidc";
export const signInPath = "/_local/sign-in";

/** Access tokens expire in real time, not by the local clock. */
const tokenSeconds = 8 * 3600;
const sessionSeconds = 14 * 24 * 3600;
const interactionSeconds = 3600;
const idTokenSeconds = 3600;

const signInBodyBytesMax = 10_000;
const usersShownMax = 300;

const pagesClient = "pages";
const apiScope = "api";

export type AccessToken = { access_token: string; token_type: "Bearer"; expires_in: number };

/** A machine client that sends data for its institutes, like a supplier of electronic registers. */
export type Supplier = { clientId: string; instituteCodes: readonly string[] };

export type Identity = {
  /** A token like the one for the user, or for a supplier's client; undefined when the name is unknown. */
  tokenFor: (user: string) => Promise<AccessToken | undefined>;
  /** Serves the paths below `oidcPath` and `signInPath`. */
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

type IdentityOptions = {
  /** The address of the local cloud; the issuer is `oidcPath` below it. */
  origin: string;
  secrets: LocalSecrets;
  users: LocalUsers;
  suppliers: readonly Supplier[];
};

/** The settings that the pages need for signing in. */
export function pagesConfig(origin: string): PagesConfig {
  return { issuer: `${origin}${oidcPath}`, clientId: pagesClient, scope: `openid ${apiScope}`, resource: audience };
}

/** An OIDC provider whose users sign in by a click: authorisation code with PKCE, and client credentials. */
export function openIdentity({ origin, secrets, users, suppliers }: IdentityOptions): Identity {
  const resourceServer = {
    audience,
    scope: apiScope,
    accessTokenFormat: "jwt",
    accessTokenTTL: tokenSeconds,
    jwt: { sign: { alg: "RS256" } },
  } as const;

  const provider = new Provider(`${origin}${oidcPath}`, {
    adapter: oidcMemory(),
    jwks: { keys: [secrets.tokenKey] },
    cookies: { keys: [secrets.cookieKey] },
    clients: [
      {
        client_id: pagesClient,
        application_type: "web",
        token_endpoint_auth_method: "none",
        redirect_uris: [pageUrl(origin, "home"), pageUrl(devOrigin, "home")],
        post_logout_redirect_uris: [pageUrl(origin, "home"), pageUrl(devOrigin, "home")],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
      ...suppliers.map(({ clientId }) => ({
        client_id: clientId,
        client_secret: secrets.supplierSecret,
        redirect_uris: [],
        grant_types: ["client_credentials"],
        response_types: [],
      })),
    ],
    responseTypes: ["code"],
    clientBasedCORS: () => true,
    pkce: { required: () => true },
    findAccount: async (_context, user) => {
      const found = await users.find(user);
      return found && { accountId: user, claims: async () => ({ sub: user, name: found.name }) };
    },
    claims: { openid: ["sub", "name"] },
    extraTokenClaims: async (_context, token) => {
      if (token.kind === "AccessToken") return claimsOf(await users.find(token.accountId));
      const supplier = suppliers.find(({ clientId }) => clientId === token.clientId);
      return supplier && supplierClaims(supplier);
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => resourceServer,
      },
      rpInitiatedLogout: {
        logoutSource: (context, form) => {
          context.body = localPage(
            "Uscita",
            "{{{form}}}<button form='op.logoutForm' name='logout' value='yes'>Esci</button>",
            { form },
          );
        },
        postLogoutSuccessSource: (context) => {
          context.body = localPage("Uscita", "<p>A presto.</p>", {});
        },
      },
    },
    interactions: { url: (_context, { uid }) => `${signInPath}/${uid}` },
    // The pages are our own, so nobody must consent to them.
    loadExistingGrant: async ({ oidc }) => {
      if (oidc.client === undefined || oidc.session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid");
      grant.addResourceScope(audience, apiScope);
      await grant.save();
      return grant;
    },
    renderError: (context, out) => {
      context.type = "html";
      context.body = localPage("Accesso non riuscito", "<p>{{error}}: {{error_description}}</p>", { ...out });
    },
    ttl: {
      AccessToken: tokenSeconds,
      ClientCredentials: tokenSeconds,
      Session: sessionSeconds,
      Grant: sessionSeconds,
      Interaction: interactionSeconds,
      IdToken: idTokenSeconds,
    },
  });
  const oidc = provider.callback();

  async function tokenFor(user: string): Promise<AccessToken | undefined> {
    const supplier = suppliers.find(({ clientId }) => clientId === user);
    return supplier === undefined ? tokenForUser(user) : tokenForSupplier(supplier);
  }

  async function tokenForSupplier(supplier: Supplier): Promise<AccessToken | undefined> {
    const client = await provider.Client.find(supplier.clientId);
    if (client === undefined) return undefined;
    const token = new provider.ClientCredentials({
      client,
      scope: apiScope,
      resourceServer: new provider.ResourceServer(audience, resourceServer),
      extra: supplierClaims(supplier),
    });
    return { access_token: await token.save(), token_type: "Bearer", expires_in: tokenSeconds };
  }

  async function tokenForUser(user: string): Promise<AccessToken | undefined> {
    const found = await users.find(user);
    const client = found && (await provider.Client.find(pagesClient));
    if (client === undefined) return undefined;
    const token = new provider.AccessToken({
      client,
      accountId: user,
      grantId: "local",
      gty: "authorization_code",
      scope: apiScope,
      resourceServer: new provider.ResourceServer(audience, resourceServer),
      extra: claimsOf(found),
    });
    return { access_token: await token.save(), token_type: "Bearer", expires_in: tokenSeconds };
  }

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const interaction = await provider.interactionDetails(request, response).catch((fault: unknown) => {
      if (fault instanceof errors.SessionNotFound) return undefined;
      throw fault;
    });
    if (interaction === undefined) return sendPage(response, 400, localPage("Accesso scaduto", expiredTemplate, {}));
    const { uid } = interaction;
    if (request.method !== "POST") {
      const all = await users.list();
      const view = { uid, users: all.slice(0, usersShownMax), more: all.length > usersShownMax };
      return sendPage(response, 200, localPage("Chi sei?", signInTemplate, view));
    }
    const body = await readBody(request, signInBodyBytesMax);
    const user = new URLSearchParams(body === "too-large" ? "" : body.toString()).get("user") ?? "";
    if ((await users.find(user)) === undefined) {
      return sendPage(response, 404, localPage("Nessun utente", "<p>{{user}}</p>", { user }));
    }
    await provider.interactionFinished(request, response, { login: { accountId: user } });
  }

  return {
    tokenFor,
    async serve(request, response) {
      const url = request.url ?? "/";
      if (url.startsWith(signInPath)) return signIn(request, response);
      // The provider needs `originalUrl` to learn that it is not at the root.
      Object.assign(request, { originalUrl: url, url: url.slice(oidcPath.length) || "/" });
      await oidc(request, response);
    },
  };
}

/** A sign-in page is valid for an hour, and not after a restart. */
const expiredTemplate = `<p><a href="${pagePath("home")}">Ricominciate da qui.</a> <span class="quiet">The sign-in has expired: start again.</span></p>`;

const signInTemplate = `<p class="quiet">Utenti di prova: basta un clic. Demo users: one click signs in.</p>
<form method="post" action="${signInPath}/{{uid}}">
<table>{{#users}}<tr><td><button name="user" value="{{user}}">{{user}}</button></td><td>{{name}}</td></tr>{{/users}}</table>
</form>
{{#more}}<form method="post" action="${signInPath}/{{uid}}">
<p><label>Un altro istituto <input name="user" placeholder="MIIC8AN00E"></label> <button>Entra</button></p>
</form>{{/more}}`;

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(html);
}

/** The claims that the cloud's identity provider also puts into its tokens. */
function claimsOf(user: LocalUser | undefined): Record<string, string> | undefined {
  switch (user?.role) {
    case undefined:
      return undefined;
    case "region":
      return { role: user.role };
    case "health-office":
      return { role: user.role, office: user.officeCode };
    case "school-authority":
      return { role: user.role, territories: user.territories.join(";") };
    case "school-office":
      return { role: user.role, institutes: user.user };
  }
}

function supplierClaims({ instituteCodes }: Supplier): Record<string, string> {
  return { role: "supplier", institutes: instituteCodes.join(" ") };
}
