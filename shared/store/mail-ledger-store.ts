import * as z from "zod";
import { alertSeverities } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import {
  type LedgerDetail,
  type LedgerEntry,
  type LedgerKey,
  type LedgerPart,
  type LedgerStatus,
  ledgerKinds,
  ledgerStatuses,
} from "../domain/ledger/mail-ledger.ts";
import { firstOfficeCode, type OfficeCode } from "../domain/region/health-office.ts";
import type { Database } from "./database.ts";
import { packAlerts, packedAlerts } from "./packed-alerts.ts";

import { itemParser, type OnDamaged, readable } from "./parse-item.ts";
import { StoreBusy } from "./store-busy.ts";
import { storedCode, storedCount, storedDate, storedInstant } from "./stored-fields.ts";

type ClaimOutcome = { kind: "claimed"; entry: LedgerEntry } | { kind: "taken"; entry: LedgerEntry };

export type MailLedgerStore = {
  get(key: LedgerKey): Promise<LedgerEntry | undefined>;
  /**
   * Claims the mail before it is sent. It succeeds once. With `reclaimUncertain`, a repetition is better than a loss:
   * then it succeeds again after the lease of an unsettled claim.
   */
  claim(
    key: LedgerKey,
    claim: { now: Date; leaseUntil: Date; detail: LedgerDetail },
    options: { reclaimUncertain: boolean },
  ): Promise<ClaimOutcome>;
  /** Changes the status, but only from one of the given statuses. */
  mark(
    key: LedgerKey,
    from: readonly LedgerStatus[],
    to: LedgerStatus,
    fields?: Partial<Pick<LedgerEntry, "sentAt" | "messageId" | "reason" | "siteCodes" | "recipients">>,
  ): Promise<"marked" | "moved-on">;
  /**
   * Only one of the runs that would mail the office's readers at the same time gets the turn, at most until `until`. The
   * next run knows what this one has already mailed. Undefined: another run has the turn.
   */
  takeTurn(officeCode: OfficeCode, now: Date, until: Date): Promise<{ giveBack: () => Promise<void> } | undefined>;
  /** Gives back the caller's own claim of a mail that was certainly not sent. The next run may claim it. */
  release(claimed: LedgerEntry): Promise<void>;
  /** Marks claims with an expired lease as uncertain. Returns all uncertain mails. */
  settleExpired(part: LedgerPart, now: Date, onDamaged: OnDamaged): Promise<LedgerEntry[]>;
  /** All mails of the part, page by page, in ascending order of recipients. */
  pagesOf(part: LedgerPart, onDamaged: OnDamaged): AsyncIterable<readonly LedgerEntry[]>;
};

const entryItem = z
  .object({
    surveyDate: storedDate,
    kind: z.enum(ledgerKinds),
    // Earlier releases knew one office alone.
    officeCode: z.string().min(1).default(firstOfficeCode),
    recipient: z.string().min(1),
    round: z.int().min(1),
    status: z.enum(ledgerStatuses),
    attempts: z.int().min(1),
    claimedAt: storedInstant,
    leaseUntil: storedInstant,
    sentAt: storedInstant.exactOptional(),
    messageId: z.string().exactOptional(),
    reason: z.string().exactOptional(),
    siteCodes: z.array(storedCode).exactOptional(),
    // Earlier releases wrote them in this form.
    alerts: z.array(z.object({ alertId: z.string(), severity: z.enum(alertSeverities) })).exactOptional(),
    faults: z.array(z.string()).exactOptional(),
    packedAlerts: packedAlerts.exactOptional(),
    alertsAt: storedInstant.exactOptional(),
    aboutDate: storedDate.exactOptional(),
    recipients: storedCount.exactOptional(),
  })
  .transform(
    ({ packedAlerts: packed, ...entry }): LedgerEntry => (packed === undefined ? entry : { ...entry, alerts: packed }),
  );

/**
 * Which mail went to which recipient. The ledger is the queue: a worker that finds an entry here does not send that
 * mail.
 * @param officesSince the first date for which each office has a partition of its own
 */
export function mailLedgerStore(
  database: Database,
  officesSince: () => Promise<LocalDate | undefined>,
): MailLedgerStore {
  const parse = itemParser("mailLedger", entryItem);

  /** Depends on the key and the settled date alone, so every release looks for a mail where it lies. */
  async function partitionOf({ surveyDate, kind, officeCode }: LedgerPart): Promise<string> {
    const since = await officesSince();
    const isByOffice = since !== undefined && surveyDate >= since;
    return isByOffice ? `${surveyDate}#${kind}#${officeCode}` : `${surveyDate}#${kind}`;
  }

  async function keyOf(key: LedgerKey) {
    return { surveyDateKind: await partitionOf(key), recipientRound: `${key.recipient}#${key.round}` };
  }

  async function* pagesOf(part: LedgerPart, onDamaged: OnDamaged): AsyncGenerator<readonly LedgerEntry[]> {
    const pages = database.queryPages({ table: "mailLedger", partition: await partitionOf(part), consistent: true });
    for await (const items of pages) {
      yield readable(items, parse, onDamaged).filter(({ officeCode }) => officeCode === part.officeCode);
    }
  }

  const mark: MailLedgerStore["mark"] = async (key, from, to, fields = {}) => {
    const { sentAt, ...others } = fields;
    const change = { status: to, ...others, ...(sentAt === undefined ? {} : { sentAt: sentAt.getTime() }) };
    const outcome = await database.update("mailLedger", await keyOf(key), setAll(change), {
      expression: `#status IN (${from.map((_, index) => `:from${index}`).join(", ")})`,
      values: Object.fromEntries(from.map((status, index) => [`from${index}`, status])),
    });
    return outcome.kind === "written" ? "marked" : "moved-on";
  };

  return {
    async get(key) {
      const item = await database.get("mailLedger", await keyOf(key), { consistent: true });
      return item === undefined ? undefined : parse(item);
    },

    async claim(key, { now, leaseUntil, detail }, { reclaimUncertain }) {
      const { surveyDate, kind, officeCode, recipient, round } = key;
      const itemKey = await keyOf(key);
      const change = setAll({
        surveyDate,
        kind,
        officeCode,
        recipient,
        round,
        status: "claimed",
        claimedAt: now.getTime(),
        leaseUntil: leaseUntil.getTime(),
        ...detailItem(detail),
      });
      const outcome = await database.update(
        "mailLedger",
        itemKey,
        {
          expression: `${change.expression}, #attempts = if_not_exists(#attempts, :none) + :one`,
          values: { ...change.values, none: 0, one: 1 },
        },
        reclaimUncertain
          ? {
              expression:
                "attribute_not_exists(#surveyDateKind) OR (#status IN (:inHand, :uncertain) AND #leaseUntil <= :now)",
              values: { inHand: "claimed", uncertain: "uncertain", now: now.getTime() },
            }
          : { expression: "attribute_not_exists(#surveyDateKind)" },
      );
      if (outcome.kind === "written") return { kind: "claimed", entry: parse(outcome.item) };
      if (outcome.current === undefined) throw new StoreBusy(`ledger entry ${itemKey.recipientRound} came and went`);
      return { kind: "taken", entry: parse(outcome.current) };
    },

    mark,

    async takeTurn(officeCode, now, until) {
      const turnKey = turnKeyOf(officeCode);
      const taken = await database.put(
        "mailLedger",
        { ...turnKey, until: until.getTime() },
        { expression: "attribute_not_exists(#surveyDateKind) OR #until <= :now", values: { now: now.getTime() } },
      );
      if (taken.kind === "refused") return undefined;
      return {
        async giveBack() {
          await database.remove("mailLedger", turnKey, {
            expression: "#until = :until",
            values: { until: until.getTime() },
          });
        },
      };
    },

    async release(claimed) {
      await database.remove("mailLedger", await keyOf(claimed), {
        // If another worker has claimed it again after the lease, the claim is theirs.
        expression: "#status = :claimed AND #attempts = :attempts",
        values: { claimed: "claimed", attempts: claimed.attempts },
      });
    },

    async settleExpired(part, now, onDamaged) {
      const uncertain: LedgerEntry[] = [];
      for await (const entries of pagesOf(part, onDamaged)) {
        for (const entry of entries) {
          if (entry.status === "uncertain") uncertain.push(entry);
          if (entry.status !== "claimed" || entry.leaseUntil > now) continue;
          const outcome = await database.update("mailLedger", await keyOf(entry), setAll({ status: "uncertain" }), {
            // A claim that was renewed meanwhile is work in progress.
            expression: "#status = :claimed AND #leaseUntil <= :now",
            values: { claimed: "claimed", now: now.getTime() },
          });
          if (outcome.kind === "written") uncertain.push({ ...entry, status: "uncertain" });
        }
      }
      return uncertain;
    },

    pagesOf,
  };
}

/**
 * Its partition is not a day's, so no list of a day contains it. The first office has the key of the releases that knew
 * no other office.
 */
function turnKeyOf(officeCode: OfficeCode) {
  const recipientRound = officeCode === firstOfficeCode ? "digest" : `digest#${officeCode}`;
  return { surveyDateKind: "turn", recipientRound };
}

function detailItem({ alerts, alertsAt, ...detail }: LedgerDetail) {
  return {
    ...detail,
    ...(alerts === undefined ? {} : { packedAlerts: packAlerts(alerts) }),
    ...(alertsAt === undefined ? {} : { alertsAt: alertsAt.getTime() }),
  };
}

function setAll(fields: Readonly<Record<string, unknown>>) {
  const names = Object.keys(fields);
  return { expression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`, values: fields };
}
