import type { Alert } from "../domain/alerts/alert.ts";
import type { InstituteCode } from "../domain/codes.ts";
import {
  isInstituteInside,
  type Jurisdiction,
  jurisdictionOf,
  keepsRegion,
  type Ownership,
  ownTerritory,
  territoryOfSite,
} from "../domain/jurisdiction.ts";
import type { Principal, Role } from "../domain/principal.ts";
import type { Site } from "../domain/registry/site.ts";
import type { Route } from "../routes/route.ts";
import type { Deps } from "./deps.ts";
import type { ProblemCause } from "./problem-reply.ts";

type CallerDeps = Pick<Deps, "authenticate" | "ownership" | "sites">;

/** A dependency that no row of a function needs is absent: see `HttpDeps`. */
export type AuthorisationDeps = Partial<CallerDeps & Pick<Deps, "alerts" | "institutes">>;

/** A row for everybody has no caller. */
export type Authorised = {
  kind: "authorised";
  caller?: Principal;
  jurisdiction?: Jurisdiction;
  site?: Site | undefined;
  alert?: Alert | undefined;
};
/** A row for everybody has no caller. */
type Identified = { kind: "identified"; caller?: Principal };
type Denied = { kind: "denied"; problem: ProblemCause; role?: Role };

/** The object belongs to somebody else, and is treated as if it did not exist. */
export const outsideScope = { reason: "not-found", because: "outside-scope" } as const;

/** Identifies the caller and checks the role: 401 without a genuine token, 403 when the row is not for the role. */
export async function identify(
  route: Pick<Route, "roles">,
  authorization: string | undefined,
  { authenticate }: AuthorisationDeps,
  now: Date,
): Promise<Identified | Denied> {
  if (route.roles === "public") return { kind: "identified" };
  if (authenticate === undefined) throw new Error("this function knows no callers");
  const authenticated = await authenticate(authorization, now);
  if (authenticated.kind === "unknown") return { kind: "denied", problem: authenticated.problem };
  const { caller } = authenticated;
  if (!route.roles.includes(caller.role))
    return { kind: "denied", problem: { reason: "forbidden" }, role: caller.role };
  return { kind: "identified", caller };
}

/**
 * Computes the caller's jurisdiction, and checks that the object belongs to it. Otherwise the answer is 404, as if the
 * object did not exist. It reads the site or the alert of the path once, and the handler gets it.
 *
 * @param path The parsed path parameters.
 * @param caller As identified for this route.
 */
export async function authorise(
  route: Pick<Route, "roles" | "method" | "path">,
  path: Partial<Record<string, unknown>>,
  caller: Principal | undefined,
  deps: AuthorisationDeps,
): Promise<Authorised | Denied> {
  if (route.roles === "public") return { kind: "authorised" };
  if (caller === undefined) throw new Error("nobody has been identified");
  const { ownership, sites, alerts, institutes } = deps;
  if (ownership === undefined || sites === undefined) throw new Error("this function knows no callers");
  const denied = (problem: ProblemCause): Denied => ({ kind: "denied", problem, role: caller.role });
  if (caller.role === "link" && path.date !== undefined && path.date !== caller.surveyDate) return denied(outsideScope);

  const [jurisdiction, site, alert] = await Promise.all([
    needsOwners(route.roles, caller)
      ? ownership().then((owners) => jurisdictionOf(caller, owners))
      : jurisdictionOf(caller, noOwners),
    siteIn(path, { sites }),
    alertIn(path, alerts),
  ]);
  const named = { kind: "authorised" as const, caller, jurisdiction, site, alert };
  if (typeof path.siteCode === "string") {
    if (site !== undefined) return territoryOfSite(jurisdiction, site) === undefined ? denied(outsideScope) : named;
    const registers = route.method === "PUT" && route.path.endsWith("/{siteCode}");
    return registers ? named : denied({ reason: "not-found" });
  }
  if (typeof path.alertId === "string") {
    if (alert === undefined) return denied({ reason: "not-found" });
    return ownTerritory(jurisdiction, alert.scope.territory) === undefined ? denied(outsideScope) : named;
  }
  if (typeof path.instituteCode !== "string") return named;
  return (await isOwnInstitute(path.instituteCode, jurisdiction, institutes)) ? named : denied(outsideScope);
}

const noOwners: Ownership = { offices: [], territories: [] };

/**
 * Callers with territories need them. A school does too on a row that offices also call: its view depends on its
 * office.
 */
function needsOwners(roles: readonly Role[], caller: Principal): boolean {
  switch (caller.role) {
    case "health-office":
    case "school-authority":
    case "region":
      return true;
    case "school-office":
      return roles.includes("health-office");
    case "supplier":
    case "link":
      return false;
  }
}

async function siteIn(
  { siteCode }: Partial<Record<string, unknown>>,
  { sites }: Pick<Deps, "sites">,
): Promise<Site | undefined> {
  if (typeof siteCode !== "string") return undefined;
  return (await sites.get(siteCode)) ?? (await sites.get(siteCode, { consistent: true }));
}

async function alertIn(
  { alertId }: Partial<Record<string, unknown>>,
  alerts: Deps["alerts"] | undefined,
): Promise<Alert | undefined> {
  if (typeof alertId !== "string") return undefined;
  if (alerts === undefined) throw new Error("this function knows no alerts");
  return alerts.get(alertId);
}

/** Whether the institute is the caller's, by its code or by one of its territories. */
async function isOwnInstitute(
  instituteCode: InstituteCode,
  jurisdiction: Jurisdiction,
  institutes: Deps["institutes"] | undefined,
): Promise<boolean> {
  // The owner of new territories has all institutes, including those without sites.
  if (jurisdiction.instituteCodes.includes(instituteCode) || keepsRegion(jurisdiction)) return true;
  if (jurisdiction.territories.length === 0) return false;
  if (institutes === undefined) throw new Error("this function knows no institutes");
  const institute = await institutes.get(instituteCode);
  return institute !== undefined && isInstituteInside(jurisdiction, institute);
}
