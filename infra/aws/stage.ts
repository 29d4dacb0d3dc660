import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { ownValue } from "../../shared/domain/own-value.ts";

const hostname = z.string().regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/);
/** CloudWatch takes these terms and no others. */
const logRetentionDays = z.literal([30, 60, 90, 120, 150, 180, 365, 400, 545, 731]);

/** Where the stages stand when no other file is named. */
export const stagesFile = fileURLToPath(new URL("stages.json", import.meta.url));

/** One deployment. */
const stage = z.strictObject({
  /** Its own: budget, reputation of mail and metrics are counted by account. */
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z]{2}-[a-z]+-\d$/),
  /** Where the pages and the API are. */
  domain: hostname,
  /** Of the certificate in us-east-1, once DNS has proved both domains; without it only data and edge are deployed. */
  certificateArn: z
    .string()
    .regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[a-f0-9-]+$/)
    .exactOptional(),
  /** The zone of the domain, when it is with Route 53; elsewhere a person enters the records. */
  hostedZoneId: z
    .string()
    .regex(/^Z[A-Z0-9]+$/)
    .exactOptional(),
  /** Mails come from `sentinella@` here. */
  mailDomain: hostname,
  /** Recipients a second, which is what SES counts: under the sending rate of the account. A sandbox allows one. */
  mailRatePerSecond: z.number().min(1).max(1_000),
  /** Recipients a day, the quota of the account: a sandbox has 200. Alert digests keep a fifth of it to themselves. */
  mailsPerDay: z.int().min(1),
  /** Identities, verified by hand, to which an account in SES's sandbox may mail; there a sender needs rights to both. */
  sandboxRecipients: z.array(z.union([z.email(), hostname])).exactOptional(),
  secondReminder: z.boolean(),
  /** Gets the alarms. */
  operations: z.email(),
  monthlyBudgetUsd: z.int().min(1),
  logRetentionDays,
  /** How long the weekly exports of the tables are kept. */
  exportRetentionDays: z.int().min(35),
  /** Requests a second over all routes, and how many may come at once. */
  throttle: z.strictObject({ ratePerSecond: z.int().min(1), burst: z.int().min(1) }),
  /** The same for each route that needs no token. */
  publicThrottle: z.strictObject({ ratePerSecond: z.int().min(1), burst: z.int().min(1) }),
  /**
   * Instances at once of each function that serves HTTP. Absent: no limit but the account's. A new account has too
   * few to set any aside.
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
 * @throws Error that says what is wrong in the file, or which stages there are.
 */
export function readStage(file: string, name: string): Stage {
  const parsed = stages.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  const found = ownValue(parsed.data, name);
  if (found === undefined) throw new Error(`no stage ${name} in ${file}: ${Object.keys(parsed.data).join(", ")}`);
  return { ...found, name };
}
