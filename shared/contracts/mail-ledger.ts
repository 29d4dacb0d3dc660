import * as z from "zod";
import { ledgerKinds } from "../domain/ledger/mail-ledger.ts";
import { askedOffice, cursor, instant, limit, localDate, officeCode, siteCode } from "./fields.ts";

/** A single digest can tell of very many alerts, too many for an answer. */
export const alertIdsMax = 100;

export const mailKind = z.enum(ledgerKinds);

export const mailLedgerQuery = z.object({
  date: localDate,
  kind: mailKind.exactOptional(),
  office: askedOffice.exactOptional(),
  cursor,
  limit,
});

export const mailLedgerEntry = z
  .object({
    date: localDate,
    kind: mailKind,
    officeCode: officeCode.meta({ description: "The health office in whose name it was mailed" }),
    recipient: z.string().meta({ description: "Institute, or digest: never an address" }),
    round: z.int().min(1),
    attempts: z.int().min(1).meta({ description: "Over 1 only for digests, where a repeat is better than a loss" }),
    status: z.enum(["claimed", "skipped", "sent", "delivered", "bounced", "complained", "uncertain"]),
    reason: z.string().exactOptional(),
    claimedAt: instant.exactOptional(),
    sentAt: instant.exactOptional(),
    siteCodes: z.array(siteCode).exactOptional(),
    alertIds: z
      .array(z.string())
      .max(alertIdsMax)
      .exactOptional()
      .meta({ description: `Of a digest, the worst first: at most ${alertIdsMax}` }),
    alertsTotal: z.int().min(0).exactOptional().meta({ description: "How many alerts the digest tells of" }),
    recipients: z.int().min(1).exactOptional().meta({ description: "Addresses it went to" }),
  })
  .meta({ id: "MailLedgerEntry" });
