import type { Principal } from "../domain/principal.ts";
import { surveyWindow } from "../domain/survey/survey-window.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { type LinkTokens, looksLikeLinkToken } from "./link-tokens.ts";
import type { ProblemCause } from "./problem-reply.ts";

/** The caller, or why the caller is unknown. */
type Authenticated = { kind: "known"; caller: Principal } | { kind: "unknown"; problem: ProblemCause };

/**
 * Finds the caller from the Authorization header of a request.
 * @throws KeysUnavailable
 */
export type Authenticate = (header: string | undefined, now: Date) => Promise<Authenticated>;

const invalidToken = { kind: "unknown", problem: { reason: "unauthenticated", because: "invalid-token" } } as const;

/** Accepts access tokens of people and suppliers, and the tokens of reminder links. */
export function authenticateBy(accessTokens: AccessTokens, linkTokens: LinkTokens): Authenticate {
  return async (header, now) => {
    const token = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
    if (token === undefined) return { kind: "unknown", problem: { reason: "unauthenticated", because: "no-token" } };
    if (!looksLikeLinkToken(token)) {
      const caller = await accessTokens.verify(token);
      return caller === "invalid" ? invalidToken : { kind: "known", caller };
    }
    const verified = await linkTokens.verify(token, now);
    switch (verified.kind) {
      case "valid":
        return { kind: "known", caller: verified.principal };
      case "expired":
        return {
          kind: "unknown",
          problem: { reason: "link-expired", lateUntil: surveyWindow(verified.surveyDate).lateUntil },
        };
      case "invalid":
        return invalidToken;
    }
  };
}
