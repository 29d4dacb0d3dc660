import * as z from "zod";
import { alertSeverities } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import {
  type LedgerDetail,
  type LedgerEntry,
  type LedgerKey,
  type LedgerKind,
  type LedgerStatus,
  ledgerKinds,
  ledgerStatuses,
} from "../domain/ledger/mail-ledger.ts";
import type { Database } from "./database.ts";
import { packAlerts, packedAlerts } from "./packed-alerts.ts";
import { type PageRequest, readPage, type StoredPage } from "./page.ts";
import { itemParser, type OnDamaged, readable } from "./parse-item.ts";
import { StoreBusy } from "./store-busy.ts";
import { storedCode, storedCount, storedDate, storedInstant } from "./stored-fields.ts";

type ClaimOutcome = { kind: "claimed"; entry: LedgerEntry } | { kind: "taken"; entry: LedgerEntry };

export type MailLedgerStore = {
  get(key: LedgerKey): Promise<LedgerEntry | undefined>;
  /**
   * Takes the mail in hand before it is sent. Succeeds once; where `reclaimUncertain` says that a repeat is better than
   * a loss, again after the lease of a claim that nobody settled.
   */
  claim(
    key: LedgerKey,
    claim: { now: Date; leaseUntil: Date; detail: LedgerDetail },
    options: { reclaimUncertain: boolean },
  ): Promise<ClaimOutcome>;
  /** Moves the entry on, from one of the given statuses only. */
  mark(
    key: LedgerKey,
    from: readonly LedgerStatus[],
    to: LedgerStatus,
    fields?: Partial<Pick<LedgerEntry, "sentAt" | "messageId" | "reason" | "siteCodes" | "recipients">>,
  ): Promise<"marked" | "moved-on">;
  /**
   * Of those who would tell the readers at the same time, one has the turn, until then at most: what it has not told
   * yet the next one knows. Undefined: it is somebody else's.
   */
  takeTurn(now: Date, until: Date): Promise<{ giveBack: () => Promise<void> } | undefined>;
  /** Gives one's own claim back, of a mail that was surely not sent: the next run may take it. */
  release(claimed: LedgerEntry): Promise<void>;
  /** Lists claims whose lease has run out as uncertain. Answers all that are uncertain then. */
  settleExpired(surveyDate: LocalDate, kind: LedgerKind, now: Date, onDamaged: OnDamaged): Promise<LedgerEntry[]>;
  /** In ascending order of recipients. */
  ofDay(
    surveyDate: LocalDate,
    kind: LedgerKind,
    page: PageRequest,
    onDamaged: OnDamaged,
  ): Promise<StoredPage<LedgerEntry>>;
  /** The same, all of them, page by page. */
  pagesOfDay(surveyDate: LocalDate, kind: LedgerKind, onDamaged: OnDamaged): AsyncIterable<readonly LedgerEntry[]>;
};

const entryItem = z
  .object({
    surveyDate: storedDate,
    kind: z.enum(ledgerKinds),
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
    // As earlier releases wrote them.
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

/** What was mailed to whom. The ledger is the queue: who finds an entry here does not send that mail. */
export function mailLedgerStore(database: Database): MailLedgerStore {
  const parse = itemParser("mailLedger", entryItem);

  async function* pagesOfDay(
    surveyDate: LocalDate,
    kind: LedgerKind,
    onDamaged: OnDamaged,
  ): AsyncGenerator<readonly LedgerEntry[]> {
    const pages = database.queryPages({
      table: "mailLedger",
      partition: partitionOf({ surveyDate, kind }),
      consistent: true,
    });
    for await (const items of pages) yield readable(items, parse, onDamaged);
  }

  const mark: MailLedgerStore["mark"] = async (key, from, to, fields = {}) => {
    const { sentAt, ...others } = fields;
    const change = { status: to, ...others, ...(sentAt === undefined ? {} : { sentAt: sentAt.getTime() }) };
    const outcome = await database.update("mailLedger", keyOf(key), setAll(change), {
      expression: `#status IN (${from.map((_, index) => `:from${index}`).join(", ")})`,
      values: Object.fromEntries(from.map((status, index) => [`from${index}`, status])),
    });
    return outcome.kind === "written" ? "marked" : "moved-on";
  };

  return {
    async get(key) {
      const item = await database.get("mailLedger", keyOf(key), { consistent: true });
      return item === undefined ? undefined : parse(item);
    },

    async claim(key, { now, leaseUntil, detail }, { reclaimUncertain }) {
      const { surveyDate, kind, recipient, round } = key;
      const change = setAll({
        surveyDate,
        kind,
        recipient,
        round,
        status: "claimed",
        claimedAt: now.getTime(),
        leaseUntil: leaseUntil.getTime(),
        ...detailItem(detail),
      });
      const outcome = await database.update(
        "mailLedger",
        keyOf(key),
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
      if (outcome.current === undefined) throw new StoreBusy(`ledger entry ${keyOf(key).recipientRound} came and went`);
      return { kind: "taken", entry: parse(outcome.current) };
    },

    mark,

    async takeTurn(now, until) {
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
      await database.remove("mailLedger", keyOf(claimed), {
        // Claimed again by somebody else after the lease, it is theirs.
        expression: "#status = :claimed AND #attempts = :attempts",
        values: { claimed: "claimed", attempts: claimed.attempts },
      });
    },

    async settleExpired(surveyDate, kind, now, onDamaged) {
      const uncertain: LedgerEntry[] = [];
      for await (const entries of pagesOfDay(surveyDate, kind, onDamaged)) {
        for (const entry of entries) {
          if (entry.status === "uncertain") uncertain.push(entry);
          if (entry.status !== "claimed" || entry.leaseUntil > now) continue;
          const outcome = await database.update("mailLedger", keyOf(entry), setAll({ status: "uncertain" }), {
            // Claimed again meanwhile, it is somebody's work in progress.
            expression: "#status = :claimed AND #leaseUntil <= :now",
            values: { claimed: "claimed", now: now.getTime() },
          });
          if (outcome.kind === "written") uncertain.push({ ...entry, status: "uncertain" });
        }
      }
      return uncertain;
    },

    ofDay(surveyDate, kind, page, onDamaged) {
      const query = { table: "mailLedger", partition: partitionOf({ surveyDate, kind }) } as const;
      return readPage(database, query, page, parse, onDamaged);
    },

    pagesOfDay,
  };
}

/** Beside the days, and in none of their lists. */
const turnKey = { surveyDateKind: "turn", recipientRound: "digest" } as const;

function partitionOf({ surveyDate, kind }: Pick<LedgerKey, "surveyDate" | "kind">): string {
  return `${surveyDate}#${kind}`;
}

function keyOf(key: LedgerKey) {
  return { surveyDateKind: partitionOf(key), recipientRound: `${key.recipient}#${key.round}` };
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
