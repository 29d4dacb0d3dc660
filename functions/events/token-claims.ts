import * as z from "zod";
import { codePattern } from "../../shared/domain/codes.ts";
import type { EventHandler } from "../../shared/runtime/event-chain.ts";
import type { EventDeps } from "../../shared/runtime/event-deps.ts";

/** Cognito's trigger before an access token is made, version 3: for people and for machine clients. */
const trigger = z.looseObject({
  triggerSource: z.string(),
  userPoolId: z.string(),
  userName: z.string().nullish(),
  callerContext: z.looseObject({ clientId: z.string() }),
  request: z.looseObject({
    userAttributes: z.record(z.string(), z.string()).nullish(),
    groupConfiguration: z.looseObject({ groupsToOverride: z.array(z.string()).nullish() }).nullish(),
  }),
});
type Trigger = z.output<typeof trigger>;

/** With more, the token outgrows what the gateway takes in a header. */
const institutesMax = 500;

/** Its sentence is for whoever signs in. */
class SignInRefused extends Error {}

/**
 * Puts role and institutes into the access token, as `shared/runtime/access-tokens.ts` reads them. Nobody gets a
 * token of the health office by a password alone. Who is in no group gets a token that opens nothing.
 *
 * @throws Error whose sentence Cognito shows to whoever signs in.
 */
export const event: EventHandler = async (received, deps) => {
  const told = trigger.parse(received);
  const claims = await claimsOf(told, deps).catch((fault: unknown) => {
    if (fault instanceof SignInRefused) throw fault;
    deps.log.error("claims not known", fault);
    throw new Error("Il servizio è occupato: riprovate tra poco. The service is busy: please try again.");
  });
  return {
    ...told,
    response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims } } },
  };
};

async function claimsOf(
  told: Trigger,
  deps: Pick<EventDeps, "settings" | "userPool">,
): Promise<Record<string, string>> {
  if (told.triggerSource === "TokenGeneration_ClientCredentials") {
    return instituteClaims("supplier", await deps.settings.supplierInstitutes(told.callerContext.clientId));
  }
  const groups = told.request.groupConfiguration?.groupsToOverride ?? [];
  if (groups.includes("health-office")) {
    await requireSecondFactor(told, deps);
    return { role: "health-office" };
  }
  if (!groups.includes("school-office")) return {};
  const institutes = told.request.userAttributes?.["custom:institutes"] ?? "";
  return instituteClaims(
    "school-office",
    institutes.split(" ").filter((code) => codePattern.test(code)),
  );
}

function instituteClaims(
  role: "school-office" | "supplier",
  instituteCodes: readonly string[],
): Record<string, string> {
  if (instituteCodes.length === 0)
    throw new SignInRefused("Nessun istituto collegato. No institute is linked to this account.");
  if (instituteCodes.length > institutesMax)
    throw new SignInRefused(`A client serves at most ${institutesMax} institutes.`);
  return { role, institutes: instituteCodes.join(" ") };
}

async function requireSecondFactor(told: Trigger, { userPool }: Pick<EventDeps, "userPool">): Promise<void> {
  // A provider that is federated in front, as SPID or CIE, has asked for its own.
  if (told.request.userAttributes?.["cognito:user_status"] === "EXTERNAL_PROVIDER") return;
  if (await userPool.hasSecondFactor(told.userPoolId, told.userName ?? "")) return;
  throw new SignInRefused("Serve il secondo fattore di accesso. A second factor is required.");
}
