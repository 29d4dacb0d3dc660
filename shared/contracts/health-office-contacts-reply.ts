import type * as z from "zod";
import type { Contact } from "../domain/registry/institute.ts";
import type { healthOfficeContacts } from "./health-office-contacts.ts";

type Known = { version: number; alertDigests: readonly Contact[]; operationsNotices: readonly Contact[] };

/** The contacts of the health office as they cross HTTP. */
export function healthOfficeContactsReply({
  version,
  alertDigests,
  operationsNotices,
}: Known): z.input<typeof healthOfficeContacts> {
  return { version, alertDigests: [...alertDigests], operationsNotices: [...operationsNotices] };
}
