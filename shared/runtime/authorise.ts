import type { Principal, Role } from "../domain/principal.ts";
import type { Site } from "../domain/registry/site.ts";
import { surveyWindow } from "../domain/survey/survey-window.ts";
import type { Route } from "../routes/route.ts";
import type { HttpDeps } from "./http-deps.ts";
import { looksLikeLinkToken } from "./link-tokens.ts";
import type { ProblemCause } from "./problem-reply.ts";

type AuthorisationDeps = Pick<HttpDeps, "accessTokens" | "linkTokens" | "sites">;

export type Authorised = { kind: "authorised"; caller: Principal | undefined; site: Site | undefined };
type Denied = { kind: "denied"; problem: ProblemCause; role?: Role };

const invalidToken = { reason: "unauthenticated", because: "invalid-token" } as const;
/** Another's: as if it did not exist. */
export const outsideScope = { reason: "not-found", because: "outside-scope" } as const;

async function authenticate(
  header: string | undefined,
  deps: AuthorisationDeps,
  now: Date,
): Promise<Principal | Denied> {
  const token = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
  if (token === undefined) return { kind: "denied", problem: { reason: "unauthenticated", because: "no-token" } };
  if (!looksLikeLinkToken(token)) {
    const principal = await deps.accessTokens.verify(token);
    return principal === "invalid" ? { kind: "denied", problem: invalidToken } : principal;
  }
  const verified = await deps.linkTokens.verify(token, now);
  if (verified.kind === "valid") return verified.principal;
  return {
    kind: "denied",
    problem:
      verified.kind === "expired"
        ? { reason: "link-expired", lateUntil: surveyWindow(verified.surveyDate).lateUntil }
        : invalidToken,
  };
}

/** Whether the institute is the caller's own; health offices, school authorities and the region see every one. */
export function serves(caller: Principal, instituteCode: string): boolean {
  switch (caller.role) {
    case "health-office":
    case "school-authority":
    case "region":
      return true;
    case "school-office":
    case "supplier":
      return caller.instituteCodes.includes(instituteCode);
    case "link":
      return caller.instituteCode === instituteCode;
  }
}

function allows(roles: readonly Role[], caller: Principal): boolean {
  return roles.includes(caller.role);
}

/**
 * Who calls, and whether this row and this object are theirs. 401 without a genuine token, 403 when the row is not
 * for the role, 404 when the object is another's: as if it did not exist. The site named in the path is read here,
 * once, and handed on.
 *
 * @param path The parsed path parameters.
 */
export async function authorise(
  route: Pick<Route, "roles" | "method" | "path">,
  path: Partial<Record<string, unknown>>,
  authorization: string | undefined,
  deps: AuthorisationDeps,
  now: Date,
): Promise<Authorised | Denied> {
  if (route.roles === "public") return { kind: "authorised", caller: undefined, site: undefined };
  const caller = await authenticate(authorization, deps, now);
  if ("kind" in caller) return caller;
  const denied = (problem: ProblemCause): Denied => ({ kind: "denied", problem, role: caller.role });
  if (!allows(route.roles, caller)) return denied({ reason: "forbidden" });

  const { instituteCode, siteCode, date } = path;
  if (typeof instituteCode === "string" && !serves(caller, instituteCode)) return denied(outsideScope);
  if (caller.role === "link" && date !== undefined && date !== caller.surveyDate) return denied(outsideScope);
  if (typeof siteCode !== "string") return { kind: "authorised", caller, site: undefined };

  const site = (await deps.sites.get(siteCode)) ?? (await deps.sites.get(siteCode, { consistent: true }));
  if (site === undefined) {
    const registers = route.method === "PUT" && route.path.endsWith("/{siteCode}");
    return registers ? { kind: "authorised", caller, site } : denied({ reason: "not-found" });
  }
  return serves(caller, site.instituteCode) ? { kind: "authorised", caller, site } : denied(outsideScope);
}
