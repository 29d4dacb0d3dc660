import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as z from "zod";
import { alertPolicy } from "../contracts/alert-policy.ts";
import type { AlertPolicy } from "../domain/alerts/alert-policy.ts";
import type { OfficeCode } from "../domain/region/health-office.ts";
import type { Database } from "./database.ts";
import { ignoreDamage, itemParser, type OnDamaged, unlessDamaged } from "./parse-item.ts";
import { exactJson, storedInstant, storedJson } from "./stored-fields.ts";

/** An activated policy, with the person who activated it. */
type StoredPolicy = {
  version: number;
  policy: AlertPolicy;
  activatedAt: Date;
  activatedBy: string;
  /** The backtest that this person saw before. */
  backtestId?: string;
};

/** `result` is any JSON from the backtest. Its readers parse it. */
type StoredBacktest = {
  backtestId: string;
  startedAt: Date;
  startedBy: string;
  policy: AlertPolicy;
  result: unknown;
};

export type AlertPolicyStore = {
  /**
   * The last readable one: when a policy is damaged, surveillance continues under the one before it. Undefined before
   * the health office has activated one: then the default policy applies, as version 0.
   */
  latest(officeCode: OfficeCode, onDamaged: OnDamaged): Promise<StoredPolicy | undefined>;
  /** Stores the policy as the version after all stored ones, if the latest readable one is the expected one. */
  put(
    officeCode: OfficeCode,
    expectedVersion: number,
    policy: AlertPolicy,
    activation: { at: Date; by: string; backtestId?: string },
  ): Promise<{ kind: "saved"; stored: StoredPolicy } | { kind: "conflict"; current: StoredPolicy | undefined }>;

  backtest(officeCode: OfficeCode, backtestId: string): Promise<StoredBacktest | undefined>;
  /** Refuses a compressed result over `resultBytesMax`. */
  putBacktest(officeCode: OfficeCode, backtest: StoredBacktest): Promise<"created" | "exists" | "too-large">;
};

/** The number has leading zeros, so that text sorts like numbers. */
const policyVersionDigits = 6;

/** The names of an office's policies and backtests in the settings. */
export const policyNames = {
  policies: (officeCode: OfficeCode) => `alert-policy#${officeCode}`,
  backtests: (officeCode: OfficeCode) => `backtest#${officeCode}`,
} as const;

const policyVersion = z
  .string()
  .regex(/^[0-9]{6}$/)
  .transform(Number);

const policyItem = z
  .object({
    version: policyVersion,
    policy: storedJson(alertPolicy),
    at: storedInstant,
    by: z.string(),
    backtestId: z.string().exactOptional(),
  })
  .transform(
    ({ version, at, by, ...stored }): StoredPolicy => ({
      ...stored,
      version,
      activatedAt: at,
      activatedBy: by,
    }),
  );

const backtestItem = z
  .object({
    version: z.string().min(1),
    at: storedInstant,
    by: z.string(),
    policy: storedJson(alertPolicy),
    /** Compressed JSON. Items of earlier releases hold text. */
    packed: z.instanceof(Uint8Array).transform(unpacked).pipe(storedJson(z.unknown())).exactOptional(),
    result: storedJson(z.unknown()).exactOptional(),
  })
  .refine((item) => item.packed !== undefined || item.result !== undefined, "no result")
  .transform(
    ({ version, at, by, policy, packed, result = packed }): StoredBacktest => ({
      backtestId: version,
      startedAt: at,
      startedBy: by,
      policy,
      result,
    }),
  );

/** An item can hold 400 KB. The policy and the rest are small. */
const resultBytesMax = 300_000;
/** Every stored result is much smaller. */
const unpackedBytesMax = 20_000_000;

function unpacked(bytes: Uint8Array, context: z.RefinementCtx): string {
  try {
    return inflateRawSync(bytes, { maxOutputLength: unpackedBytesMax }).toString();
  } catch {
    context.addIssue({ code: "custom", message: "not compressed" });
    return z.NEVER;
  }
}

const absentCondition = { expression: "attribute_not_exists(#name)" };

/**
 * The activated alert policies, and the backtests that were run before. They are among the settings, but in a separate
 * store, so that functions without alerts do not load this code.
 */
export function alertPolicyStore(database: Database): AlertPolicyStore {
  const parsePolicy = itemParser("settings", policyItem);
  const parseVersion = itemParser("settings", z.object({ version: policyVersion }));
  const parseBacktest = itemParser("settings", backtestItem);

  /** The latest readable version, and the highest stored version. */
  async function newest(
    officeCode: OfficeCode,
    onDamaged: OnDamaged,
  ): Promise<{ policy: StoredPolicy | undefined; highest: number }> {
    let highest = 0;
    const pages = database.queryPages({
      table: "settings",
      partition: policyNames.policies(officeCode),
      descending: true,
      consistent: true,
      pageItemsMax: 1,
    });
    for await (const [item] of pages) {
      if (item === undefined) continue;
      highest = Math.max(highest, parseVersion(item).version);
      const policy = unlessDamaged(() => parsePolicy(item), onDamaged);
      if (policy !== undefined) return { policy, highest };
    }
    return { policy: undefined, highest };
  }

  return {
    latest: async (officeCode, onDamaged) => (await newest(officeCode, onDamaged)).policy,

    async put(officeCode, expectedVersion, policy, { at, by, backtestId }) {
      const { policy: current, highest } = await newest(officeCode, ignoreDamage);
      if ((current?.version ?? 0) !== expectedVersion) return { kind: "conflict", current };
      const version = highest + 1;
      const item = {
        name: policyNames.policies(officeCode),
        version: String(version).padStart(policyVersionDigits, "0"),
        policy: exactJson(policy),
        at: at.getTime(),
        by,
        backtestId,
      };
      const outcome = await database.put("settings", item, absentCondition);
      if (outcome.kind === "refused")
        return { kind: "conflict", current: (await newest(officeCode, ignoreDamage)).policy };
      const stored = { version, policy, activatedAt: at, activatedBy: by };
      return { kind: "saved", stored: backtestId === undefined ? stored : { ...stored, backtestId } };
    },

    async backtest(officeCode, backtestId) {
      const key = { name: policyNames.backtests(officeCode), version: backtestId };
      const item = await database.get("settings", key);
      return item === undefined ? undefined : parseBacktest(item);
    },

    async putBacktest(officeCode, { backtestId, startedAt, startedBy, policy, result }) {
      const packed = deflateRawSync(exactJson(result));
      if (packed.byteLength > resultBytesMax) return "too-large";
      const item = {
        name: policyNames.backtests(officeCode),
        version: backtestId,
        at: startedAt.getTime(),
        by: startedBy,
        policy: exactJson(policy),
        packed,
      };
      return (await database.put("settings", item, absentCondition)).kind === "written" ? "created" : "exists";
    },
  };
}
