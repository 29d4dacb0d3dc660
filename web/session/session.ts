import { decodeJwt } from "jose";
import * as z from "zod";

/**
 * The person for whom the pages call the API. The token is the proof for the API; here the fields only decide what to
 * show.
 */
export type Session =
  | { kind: "link"; token: string; instituteCode: string; surveyDate: string }
  | { kind: "school-office"; token: string; account: string; instituteCodes: readonly string[] }
  | { kind: "health-office"; token: string; account: string }
  /** Signed in, with an account that has no role here. */
  | { kind: "no-role"; token: string; account: string };

const linkClaims = z.object({ sub: z.string(), day: z.string() });
const accessClaims = z.discriminatedUnion("role", [
  z.object({ role: z.literal("school-office"), institutes: z.string() }),
  z.object({ role: z.literal("health-office") }),
]);

/** The session of a reminder's link; undefined when the text is not a token. */
export function linkSession(token: string): Session | undefined {
  const claims = linkClaims.safeParse(claimsOf(token));
  if (!claims.success) return undefined;
  return { kind: "link", token, instituteCode: claims.data.sub, surveyDate: claims.data.day };
}

/** The session of a person who has signed in. */
export function accountSession(token: string, account: string): Session {
  const claims = accessClaims.safeParse(claimsOf(token));
  if (!claims.success) return { kind: "no-role", token, account };
  if (claims.data.role === "health-office") return { kind: "health-office", token, account };
  const instituteCodes = claims.data.institutes.split(" ").filter((code) => code !== "");
  // Without an institute there is nothing to show.
  if (instituteCodes.length === 0) return { kind: "no-role", token, account };
  return { kind: "school-office", token, account, instituteCodes };
}

function claimsOf(token: string): unknown {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
