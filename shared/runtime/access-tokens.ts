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
  /** The verifier compares it, if it is present. A token without it would never expire. */
  exp: z.number(),
  /** In Cognito's tokens, the purpose: an id token says who somebody is, not what they may do. */
  token_use: z.literal("access").exactOptional(),
});

/** Institute codes separated by spaces: a school's own, or those of a register supplier. */
const institutes = z.string().transform((text) => text.split(" ").filter((code) => codePattern.test(code)));

/** Names of territories separated by semicolons, because names contain spaces. */
const territories = z
  .string()
  .transform((text) => text.split(";").flatMap((name) => territory.safeParse(name).data ?? []));

/** The claims that the identity provider adds to an access token. */
const claims = z.discriminatedUnion("role", [
  everyToken.extend({ role: z.enum(["school-office", "supplier"]), institutes }),
  // Accounts of earlier releases have no office: they belong to the first.
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
 * Verifies OIDC access tokens. Expiry uses the real clock, because sign-in does not follow a moved clock. `verify`
 * throws KeysUnavailable while the issuer's keys cannot be fetched.
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
        // Given keys are complete, so a token with another key is forged.
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
