import { FetchError, JwksValidationError } from "aws-jwt-verify/error";
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";
import * as z from "zod";
import { territory } from "../contracts/fields.ts";
import { codePattern } from "../domain/codes.ts";
import type { Principal } from "../domain/principal.ts";
import { firstOfficeCode, officeCodePattern } from "../domain/region/health-office.ts";
import type { Environment } from "./environment.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";

const everyToken = z.object({
  sub: z.string().min(1),
  /** The verifier compares it where it stands; without it a token would be good for ever. */
  exp: z.number(),
  /** Cognito's word for what a token is for: an id token says who somebody is, not what they may do. */
  token_use: z.literal("access").exactOptional(),
});

/** Institute codes separated by spaces: a school's own, or those a register supplier serves. */
const institutes = z.string().transform((text) => text.split(" ").filter((code) => codePattern.test(code)));

/** Names of territories separated by semicolons, since names have spaces in them. */
const territories = z
  .string()
  .transform((text) => text.split(";").flatMap((name) => territory.safeParse(name).data ?? []));

/** What the identity provider puts into an access token beside the standard claims. */
const claims = z.discriminatedUnion("role", [
  everyToken.extend({ role: z.enum(["school-office", "supplier"]), institutes }),
  // Accounts of earlier releases name no office: theirs is the first.
  everyToken.extend({
    role: z.literal("health-office"),
    office: z.string().regex(officeCodePattern).default(firstOfficeCode),
  }),
  everyToken.extend({ role: z.literal("school-authority"), territories }),
  everyToken.extend({ role: z.literal("region") }),
]);
type Claims = z.output<typeof claims>;

export type AccessTokens = ReturnType<typeof openAccessTokens>;

/**
 * Verifies OIDC access tokens. Expiry is compared with the real clock: sign-in does not follow a moved one.
 * `verify` throws KeysUnavailable while the issuer's keys cannot be fetched.
 */
export function openAccessTokens(
  environment: Pick<Environment, "OIDC_ISSUER" | "OIDC_AUDIENCE" | "OIDC_SCOPE" | "OIDC_JWKS">,
) {
  const verifier = JwtVerifier.create({
    issuer: environment.OIDC_ISSUER,
    audience: environment.OIDC_AUDIENCE ?? null,
    ...(environment.OIDC_SCOPE === undefined ? {} : { scope: environment.OIDC_SCOPE }),
  });
  if (environment.OIDC_JWKS !== undefined)
    verifier.cacheJwks(z.custom<Parameters<typeof verifier.cacheJwks>[0]>().parse(environment.OIDC_JWKS));

  return {
    async verify(token: string): Promise<Principal | "invalid"> {
      try {
        return principalOf(claims.parse(await verifier.verify(token)));
      } catch (fault) {
        // Keys that were handed over are all there are: a token that names another key is forged.
        const fetches = environment.OIDC_JWKS === undefined;
        if (fetches && (fault instanceof FetchError || fault instanceof JwksValidationError)) {
          throw new KeysUnavailable("the issuer's keys cannot be fetched", { cause: fault });
        }
        return "invalid";
      }
    },
  };
}

function principalOf({ sub: subject, ...payload }: Claims): Principal {
  switch (payload.role) {
    case "school-office":
    case "supplier":
      return { role: payload.role, subject, instituteCodes: payload.institutes };
    case "health-office":
      return { role: payload.role, subject, officeCode: payload.office };
    case "school-authority":
      return { role: payload.role, subject, territories: payload.territories };
    case "region":
      return { role: payload.role, subject };
  }
}
