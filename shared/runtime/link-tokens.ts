import { decodeProtectedHeader, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import { isLocalDate, type LocalDate } from "../domain/calendar/local-date.ts";
import { codePattern, type InstituteCode } from "../domain/codes.ts";
import { ownValue } from "../domain/own-value.ts";
import type { Principal } from "../domain/principal.ts";
import { surveyWindow } from "../domain/survey/survey-window.ts";
import type { LinkKeySource } from "./link-keys.ts";

/** The token type of a reminder link, so that one kind of token cannot be used as the other. */
export const linkTokenType = "link+jwt";

const algorithm = "HS256";
/** A token with more claims, such as an audience, was not made for this purpose. */
const claims = z.strictObject({
  sub: z.string().regex(codePattern),
  day: z.string().refine(isLocalDate),
  exp: z.number(),
});

type LinkVerdict =
  | { kind: "valid"; principal: Principal }
  | { kind: "expired"; surveyDate: LocalDate }
  | { kind: "invalid" };

export type LinkTokens = ReturnType<typeof openLinkTokens>;

/**
 * Signs and verifies the tokens of reminder links. A token is for one institute and one survey day, until its
 * `lateUntil`.
 */
export function openLinkTokens(linkKeys: LinkKeySource) {
  async function secretOf(keyId: string): Promise<Buffer | undefined> {
    const { keys } = await linkKeys(keyId);
    const secret = ownValue(keys, keyId);
    return secret === undefined ? undefined : Buffer.from(secret, "base64url");
  }

  return {
    /** The same institute, day and key give the same token, so a repeated reminder has the same link. */
    async sign(instituteCode: InstituteCode, surveyDate: LocalDate): Promise<string> {
      const { current, keys } = await linkKeys();
      return new SignJWT({ day: surveyDate })
        .setProtectedHeader({ alg: algorithm, typ: linkTokenType, kid: current })
        .setSubject(instituteCode)
        .setExpirationTime(surveyWindow(surveyDate).lateUntil)
        .sign(Buffer.from(ownValue(keys, current) ?? "", "base64url"));
    },

    /** The result of the token at that instant. Only a genuine token can be expired; a forged one is invalid. */
    async verify(token: string, now: Date): Promise<LinkVerdict> {
      const keyId = keyIdOf(token);
      // This is outside the try: unreadable keys are our fault, not the token's.
      const secret = keyId === undefined ? undefined : await secretOf(keyId);
      if (secret === undefined) return { kind: "invalid" };
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [algorithm],
          typ: linkTokenType,
          // Expiry is checked below, by the survey window, so that the answer for an expired link can name its day.
          currentDate: new Date(0),
          requiredClaims: ["sub", "exp", "day"],
        });
        const { sub, day } = claims.parse(payload);
        if (now >= surveyWindow(day).lateUntil) return { kind: "expired", surveyDate: day };
        return {
          kind: "valid",
          principal: { role: "link", subject: `link:${sub}`, instituteCode: sub, surveyDate: day },
        };
      } catch {
        return { kind: "invalid" };
      }
    },
  };
}

function keyIdOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

/** Whether the token claims to be a link's. This proves nothing. */
export function looksLikeLinkToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === linkTokenType;
  } catch {
    return false;
  }
}
