import * as z from "zod";
import { listOf, version } from "./fields.ts";
import { contact, knownContact } from "./institute.ts";

const contactsMax = 20;

export const healthOfficeContactsBody = z.strictObject({
  alertDigests: listOf(contact, contactsMax).meta({ description: "Who gets alert digests" }),
  operationsNotices: listOf(contact, contactsMax).meta({ description: "Who gets operations notices" }),
});

export const healthOfficeContacts = z
  .object({ version, alertDigests: z.array(knownContact), operationsNotices: z.array(knownContact) })
  .meta({ id: "HealthOfficeContacts" });
