import * as z from "zod";
import { cursor, instant, limit, localDate, siteCode } from "./fields.ts";

export const mailKind = z.enum(["reminder", "digest", "notice"]);

export const mailLedgerQuery = z.object({ date: localDate, kind: mailKind.exactOptional(), cursor, limit });

export const mailLedgerEntry = z
  .object({
    date: localDate,
    kind: mailKind,
    recipient: z.string().meta({ description: "Institute, or digest: never an address" }),
    round: z.int().min(1),
    attempts: z.int().min(1).meta({ description: "Over 1 only for digests, where a repeat is better than a loss" }),
    status: z.enum(["claimed", "skipped", "sent", "delivered", "bounced", "complained", "uncertain"]),
    reason: z.string().exactOptional(),
    claimedAt: instant.exactOptional(),
    sentAt: instant.exactOptional(),
    siteCodes: z.array(siteCode).exactOptional(),
    alertIds: z.array(z.string()).exactOptional(),
  })
  .meta({ id: "MailLedgerEntry" });
