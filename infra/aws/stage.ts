import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { ownValue } from "../../shared/domain/own-value.ts";

const hostname = z.string().regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/);
/** CloudWatch accepts only these periods. */
const logRetentionDays = z.literal([30, 60, 90, 120, 150, 180, 365, 400, 545, 731]);

/** The file with the stages, unless a command names another one. */
export const stagesFile = fileURLToPath(new URL("stages.json", import.meta.url));

/** One deployment. */
const stage = z.strictObject({
  /** Each stage has its own account: AWS counts budget, mail reputation and metrics by account. */
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z]{2}-[a-z]+-\d$/),
  /** The domain of the pages and the API. */
  domain: hostname,
  /** The certificate in us-east-1, after DNS has proved both domains. Without it only data and edge are deployed. */
  certificateArn: z
    .string()
    .regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[a-f0-9-]+$/)
    .exactOptional(),
  /** The zone of the domain, if it is in Route 53. Otherwise a person enters the records. */
  hostedZoneId: z
    .string()
    .regex(/^Z[A-Z0-9]+$/)
    .exactOptional(),
  /** The sender is `sentinella@` this domain. */
  mailDomain: hostname,
  /** Recipients a second, as SES counts them: below the sending rate of the account. A sandbox allows one. */
  mailRatePerSecond: z.number().min(1).max(1_000),
  /** Recipients a day, the quota of the account: a sandbox has 200. A fifth of it is reserved for alert digests. */
  mailsPerDay: z.int().min(1),
  /** Identities, verified by hand, that an account in SES's sandbox may mail. A sender there needs rights to both. */
  sandboxRecipients: z.array(z.union([z.email(), hostname])).exactOptional(),
  secondReminder: z.boolean(),
  /** The address for the alarms. */
  operations: z.email(),
  monthlyBudgetUsd: z.int().min(1),
  logRetentionDays,
  /** How long the weekly exports of the tables stay. */
  exportRetentionDays: z.int().min(35),
  /** Requests a second over all routes, and how many may arrive at once. */
  throttle: z.strictObject({ ratePerSecond: z.int().min(1), burst: z.int().min(1) }),
  /** The same limits for each route that needs no token. */
  publicThrottle: z.strictObject({ ratePerSecond: z.int().min(1), burst: z.int().min(1) }),
  /**
   * Simultaneous instances of each function that serves HTTP. Absent: only the limit of the account. A new account has
   * too few to reserve any.
   */
  reservedConcurrency: z.int().min(1).exactOptional(),
  /** Machine clients of register suppliers, by name. */
  suppliers: z.array(z.string().regex(/^[a-z0-9-]+$/)),
});
export type Stage = z.output<typeof stage> & { name: string };

const stages = z
  .record(z.string().regex(/^[a-z][a-z0-9]{1,11}$/), stage)
  .refine((all) => new Set(Object.values(all).map(({ account }) => account)).size === Object.keys(all).length, {
    message: "two stages share an account",
  });

/**
 * Reads one stage of a stages file.
 * @throws Error that says what is wrong in the file, or which stages exist.
 */
export function readStage(file: string, name: string): Stage {
  const parsed = stages.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  const found = ownValue(parsed.data, name);
  if (found === undefined) throw new Error(`no stage ${name} in ${file}: ${Object.keys(parsed.data).join(", ")}`);
  return { ...found, name };
}
