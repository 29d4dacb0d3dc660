import * as z from "zod";

const linkKeys = z.object({
  /** The key id that signs; the others still verify. */
  current: z.string().min(1),
  keys: z.record(z.string().min(1), z.base64url().min(43)),
});

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "not JSON" });
    return z.NEVER;
  }
});

const environment = z
  .object({
    STAGE: z.string().min(1),
    AWS_REGION: z.string().min(1),
    TABLE_PREFIX: z.string(),
    DYNAMODB_ENDPOINT: z.url().optional(),
    SES_ENDPOINT: z.url().optional(),
    MAIL_FROM: z.string().min(3),
    SES_CONFIGURATION_SET: z.string().optional(),
    OIDC_ISSUER: z.url(),
    OIDC_AUDIENCE: z.string().min(1),
    OIDC_JWKS: json.pipe(z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) })).optional(),
    LINK_KEYS: json.pipe(linkKeys),
    WEB_ORIGIN: z.url(),
    /** What the mail provider allows; a sandbox allows one. */
    MAIL_RATE_PER_SECOND: z.coerce.number().min(0.1).max(1_000).default(14),
    SECOND_REMINDER: z.stringbool().default(false),
    AWS_ACCESS_KEY_ID: z.string().min(1),
    AWS_SECRET_ACCESS_KEY: z.string().min(1),
    AWS_SESSION_TOKEN: z.string().min(1).optional(),
  })
  .refine((variables) => variables.LINK_KEYS.current in variables.LINK_KEYS.keys, {
    path: ["LINK_KEYS"],
    message: "the current key is not among the keys",
  });

export type Environment = z.output<typeof environment>;
export type LinkKeys = Environment["LINK_KEYS"];

/**
 * The settings of this deployment from environment variables.
 * @throws Error naming every variable that is missing or malformed, without its value.
 */
export function parseEnvironment(variables: Record<string, string | undefined>): Environment {
  const parsed = environment.safeParse(variables);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`environment: ${faults.join("; ")}`);
}
