import * as z from "zod";
import { codePattern } from "../../shared/domain/codes.ts";
import { firstOfficeCode, officeCodePattern } from "../../shared/domain/region/health-office.ts";
import type { EventDeps } from "../../shared/runtime/deps.ts";
import type { EventHandler } from "../../shared/runtime/event-chain.ts";

/** Cognito's trigger before it makes an access token, version 3: for people and for machine clients. */
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

/** With more institutes the token would be too long for the gateway's header limit. */
const institutesMax = 500;

/** Its message is for the person who signs in. */
class SignInRefused extends Error {}

/** The groups whose members see more than one institute, the most powerful first. */
const secondFactorGroups = ["region", "health-office", "school-authority"] as const;

/**
 * Puts role and institutes, office or territories into the access token, in the form that
 * `shared/runtime/access-tokens.ts` reads. An account that sees more than one institute gets no token with only a
 * password. An account without a group gets a token without rights.
 *
 * @throws Error with a message that Cognito shows to the person who signs in.
 */
export const event: EventHandler<"token-claims"> = async (received, deps) => {
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
  const attributes = told.request.userAttributes ?? {};
  const role = secondFactorGroups.find((group) => groups.includes(group));
  if (role !== undefined) {
    await requireSecondFactor(told, deps);
    return { role, ...attributeClaims(role, attributes) };
  }
  if (!groups.includes("school-office")) return {};
  const institutes = attributes["custom:institutes"] ?? "";
  return instituteClaims(
    "school-office",
    institutes.split(" ").filter((code) => codePattern.test(code)),
  );
}

function attributeClaims(
  role: (typeof secondFactorGroups)[number],
  attributes: Readonly<Record<string, string>>,
): Record<string, string> {
  switch (role) {
    case "region":
      return {};
    case "health-office": {
      // Accounts of earlier releases have no office: they belong to the first.
      const office = attributes["custom:office"] ?? firstOfficeCode;
      if (officeCodePattern.test(office)) return { office };
      throw new SignInRefused("Nessun ente collegato. No health office is linked to this account.");
    }
    case "school-authority": {
      const territories = attributes["custom:territories"] ?? "";
      if (territories !== "") return { territories };
      throw new SignInRefused("Nessun territorio collegato. No territory is linked to this account.");
    }
  }
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
  // A federated provider, such as SPID or CIE, has its own second factor.
  if (told.request.userAttributes?.["cognito:user_status"] === "EXTERNAL_PROVIDER") return;
  if (await userPool.hasSecondFactor(told.userPoolId, told.userName ?? "")) return;
  throw new SignInRefused("Serve il secondo fattore di accesso. A second factor is required.");
}
