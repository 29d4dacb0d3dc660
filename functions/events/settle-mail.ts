import * as z from "zod";
import type { LedgerEntry, LedgerKey, LedgerStatus } from "../../shared/domain/ledger/mail-ledger.ts";
import { type ContactsOwner, officeOfOwner, ownerOfOffice } from "../../shared/domain/registry/contact-change.ts";
import type { ContactState } from "../../shared/domain/registry/institute.ts";
import { parseLedgerTags } from "../../shared/mail/ledger-tags.ts";
import type { EventDeps } from "../../shared/runtime/deps.ts";

const notification = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })),
});

const recipients = z.array(z.object({ emailAddress: z.string().min(1) }));
const mail = z.object({
  messageId: z.string(),
  destination: z.array(z.string()),
  tags: z.record(z.string(), z.array(z.string())).default({}),
});

/** The events of an SES configuration set that settle a mail. Of other events only the type is read. */
const sesEvent = z.discriminatedUnion("eventType", [
  z.object({ eventType: z.literal("Delivery"), mail }),
  z.object({
    eventType: z.literal("Bounce"),
    mail,
    bounce: z.object({ bounceType: z.string(), bounceSubType: z.string(), bouncedRecipients: recipients }),
  }),
  z.object({ eventType: z.literal("Complaint"), mail, complaint: z.object({ complainedRecipients: recipients }) }),
  z.object({ eventType: z.literal("Reject"), mail, reject: z.object({ reason: z.string() }) }),
]);
const otherEvent = z.object({ eventType: z.string() });
type SesEvent = z.output<typeof sesEvent>;

/** The effect of an event on its mail and on the mail's addresses. */
type Settlement = {
  from: readonly LedgerStatus[];
  to: LedgerStatus;
  reason?: string;
  flag?: { state: ContactState; addresses: readonly string[] };
};

type SettleDeps = Pick<EventDeps, "log" | "mailLedger" | "institutes" | "settings">;

/**
 * Settles the ledger by the events of SES, and flags addresses that no longer accept mail. Each settlement names the
 * statuses that it may follow, so events may arrive twice, late and in any order.
 */
export async function event(received: unknown, deps: SettleDeps): Promise<void> {
  const { Records } = notification.parse(received);
  for (const { Sns } of Records) await settle(JSON.parse(Sns.Message), deps);
}

async function settle(message: unknown, deps: SettleDeps): Promise<void> {
  const { eventType } = otherEvent.parse(message);
  if (!isSettling(eventType)) return deps.log.info("mail event ignored", { eventType });
  const told = sesEvent.parse(message);
  const key = parseLedgerTags(told.mail.tags);
  if (key === undefined) return deps.log.info("mail event of no ledger entry", { eventType });

  const { from, to, reason, flag } = settlementOf(told);
  const fields: Partial<Pick<LedgerEntry, "messageId" | "reason">> = { messageId: told.mail.messageId };
  const outcome = await deps.mailLedger.mark(key, from, to, { ...fields, ...(reason === undefined ? {} : { reason }) });
  for (const address of flag?.addresses ?? []) await flagContact(key, address, flag?.state ?? "bounced", deps);
  deps.log.info("mail settled", { eventType, kind: key.kind, surveyDate: key.surveyDate, to, outcome });
}

const settlingTypes: readonly string[] = sesEvent.options.map(({ shape }) => shape.eventType.value);

function isSettling(eventType: string): boolean {
  return settlingTypes.includes(eventType);
}

const underway = ["claimed", "uncertain"] as const;

function settlementOf(told: SesEvent): Settlement {
  switch (told.eventType) {
    case "Delivery":
      return { from: [...underway, "sent"], to: "delivered" };
    case "Reject":
      return { from: [...underway, "sent"], to: "bounced", reason: `rejected: ${told.reject.reason}` };
    case "Complaint":
      return {
        from: [...underway, "sent", "delivered"],
        to: "complained",
        flag: { state: "complained", addresses: addressesOf(told.complaint.complainedRecipients) },
      };
    case "Bounce":
      return bounced(told);
  }
}

/**
 * A mail to several readers has arrived, even if one of them cannot get it. Only a permanent bounce flags the address:
 * a full mailbox may be empty next week.
 */
function bounced({ mail: { destination }, bounce }: Extract<SesEvent, { eventType: "Bounce" }>): Settlement {
  const addresses = addressesOf(bounce.bouncedRecipients);
  const reason = `${bounce.bounceType}: ${bounce.bounceSubType}`;
  return {
    ...(addresses.length < destination.length
      ? { from: underway, to: "sent" }
      : // Some mail servers accept a mail first and return it later.
        { from: [...underway, "sent", "delivered"], to: "bounced" }),
    reason,
    ...(bounce.bounceType === "Permanent" ? { flag: { state: "bounced", addresses } } : {}),
  };
}

function addressesOf(told: z.output<typeof recipients>): string[] {
  // SES repeats addresses in the form of the mail: with a name, or in angle brackets.
  return told.map(({ emailAddress }) => /<([^>]+)>/.exec(emailAddress)?.[1] ?? emailAddress);
}

async function flagContact(key: LedgerKey, address: string, state: ContactState, deps: SettleDeps): Promise<void> {
  const owner = ownerOf(key);
  const office = officeOfOwner(owner);
  if (office !== undefined) await deps.settings.setHealthOfficeContactState(office, address, state);
  else await deps.institutes.setContactState(owner, address, state);
}

/** The owner of the contacts that got the mail. */
function ownerOf({ kind, officeCode, recipient }: LedgerKey): ContactsOwner {
  switch (kind) {
    case "reminder":
      return recipient;
    case "contact-change":
      return recipient.split(".", 1)[0] ?? recipient;
    case "digest":
    case "notice":
      return ownerOfOffice(officeCode);
  }
}
