import * as z from "zod";

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "not JSON" });
    return z.NEVER;
  }
});

/** The keys of reminder links, as JSON text. */
export const linkKeysText = json.pipe(
  z
    .object({
      /** The id of the key that signs. The others still verify. */
      current: z.string().min(1),
      keys: z.record(z.string().min(1), z.base64url().min(43)),
    })
    .refine(({ current, keys }) => Object.hasOwn(keys, current), { message: "the current key is not among the keys" }),
);

const text = z.string().min(1);
const url = z.url();

const variables = z.object({
  STAGE: text,
  AWS_REGION: text,
  TABLE_PREFIX: z.string(),
  DYNAMODB_ENDPOINT: url.optional(),
  SES_ENDPOINT: url.optional(),
  SECRETS_ENDPOINT: url.optional(),
  USER_POOL_ENDPOINT: url.optional(),
  MAIL_FROM: z.string().min(3),
  SES_CONFIGURATION_SET: z.string().optional(),
  OIDC_ISSUER: url,
  /** The required audience or scope of access tokens: Cognito's tokens have our scope and no audience. */
  OIDC_AUDIENCE: text.optional(),
  OIDC_SCOPE: text.optional(),
  OIDC_JWKS: json.pipe(z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) })).optional(),
  /** The keys themselves, or the name of the secret with the keys. */
  LINK_KEYS: linkKeysText.optional(),
  LINK_KEYS_SECRET: text.optional(),
  WEB_ORIGIN: url,
  /** Recipients a second that the mail provider accepts. A sandbox accepts one. */
  MAIL_RATE_PER_SECOND: z.coerce.number().min(0.1).max(1_000).default(14),
  /** The same limit for 24 hours. */
  MAILS_PER_DAY: z.coerce.number().int().min(1).default(50_000),
  SECOND_REMINDER: z.stringbool().default(false),
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_SESSION_TOKEN: text.optional(),
});

const environment = variables
  .refine(({ LINK_KEYS, LINK_KEYS_SECRET }) => LINK_KEYS !== undefined || LINK_KEYS_SECRET !== undefined, {
    path: ["LINK_KEYS"],
    message: "neither the keys nor the secret that holds them",
  })
  .refine(({ OIDC_AUDIENCE, OIDC_SCOPE }) => OIDC_AUDIENCE !== undefined || OIDC_SCOPE !== undefined, {
    path: ["OIDC_AUDIENCE"],
    message: "neither an audience nor a scope: any token of the issuer would do",
  });

/** The variables for functions of AWS events: no sender, no pages, no issuer. */
const eventEnvironment = variables.pick({
  AWS_REGION: true,
  TABLE_PREFIX: true,
  DYNAMODB_ENDPOINT: true,
  SECRETS_ENDPOINT: true,
  USER_POOL_ENDPOINT: true,
  AWS_ACCESS_KEY_ID: true,
  AWS_SECRET_ACCESS_KEY: true,
  AWS_SESSION_TOKEN: true,
});

export type Environment = z.output<typeof environment>;
export type EventEnvironment = z.output<typeof eventEnvironment>;
export type LinkKeys = z.output<typeof linkKeysText>;

/**
 * The settings of this deployment from environment variables.
 * @throws Error naming every variable that is missing or malformed, without its value.
 */
export function parseEnvironment(values: Record<string, string | undefined>): Environment {
  return parsed(environment, values);
}

/** The same for a function of `functions/events`. */
export function parseEventEnvironment(values: Record<string, string | undefined>): EventEnvironment {
  return parsed(eventEnvironment, values);
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  values: Record<string, string | undefined>,
): z.output<Schema> {
  // It is parsed only once, so compiling a parser would cost more than it saves.
  const outcome = schema.safeParse(values, { jitless: true });
  if (outcome.success) return outcome.data;
  const faults = outcome.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`environment: ${faults.join("; ")}`);
}
