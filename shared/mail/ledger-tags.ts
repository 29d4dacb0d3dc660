import * as z from "zod";
import { isLocalDate } from "../domain/calendar/local-date.ts";
import { type LedgerKey, ledgerKinds } from "../domain/ledger/mail-ledger.ts";
import { firstOfficeCode, officeCodePattern } from "../domain/region/health-office.ts";

/** SES refuses longer tag values. */
const tagValueLengthMax = 256;

/**
 * The key as SES message tags. SES returns them with every delivery, bounce and complaint. A value may contain only
 * `[A-Za-z0-9_-]`, so any other byte of the recipient becomes `_XX`. A long recipient continues in `recipient1`,
 * `recipient2` …
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html
 */
export function ledgerTags(key: LedgerKey): Record<string, string> {
  const recipient: Record<string, string> = {};
  const encoded = encodeTagValue(key.recipient);
  for (let piece = 0; piece * tagValueLengthMax < encoded.length; piece++) {
    recipient[`recipient${piece}`] = encoded.slice(piece * tagValueLengthMax, (piece + 1) * tagValueLengthMax);
  }
  const { surveyDate, kind, officeCode, round } = key;
  return { surveyDate, kind, office: officeCode, round: String(round), ...recipient };
}

/** The key from the tags of an SES event, where each value is a list. Undefined when the mail is not in the ledger. */
export function parseLedgerTags(tags: Readonly<Record<string, readonly string[]>>): LedgerKey | undefined {
  const pieces: string[] = [];
  for (let piece = tags.recipient0?.[0]; piece !== undefined; piece = tags[`recipient${pieces.length}`]?.[0]) {
    pieces.push(piece);
  }
  const parsed = ledgerKeySchema.safeParse({
    surveyDate: tags.surveyDate?.[0],
    kind: tags.kind?.[0],
    // Mails of earlier releases name none.
    officeCode: tags.office?.[0] ?? firstOfficeCode,
    recipient: decodeTagValue(pieces.join("")),
    round: tags.round?.[0],
  });
  return parsed.success ? parsed.data : undefined;
}

const ledgerKeySchema = z.object({
  surveyDate: z.string().refine(isLocalDate),
  kind: z.enum(ledgerKinds),
  officeCode: z.string().regex(officeCodePattern),
  recipient: z.string().min(1),
  round: z
    .string()
    .regex(/^[0-9]{1,6}$/)
    .transform(Number),
});

function encodeTagValue(text: string): string {
  return text.replace(/[^A-Za-z0-9-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `_${byte.toString(16).padStart(2, "0")}`).join(""),
  );
}

function decodeTagValue(value: string): string | undefined {
  if (/_(?![0-9a-f]{2})/.test(value)) return undefined;
  const bytes = value.replace(/_([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
