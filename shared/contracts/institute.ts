import * as z from "zod";
import { contactStates } from "../domain/registry/institute.ts";
import { district } from "./areas.ts";
import { enrolment } from "./enrolment.ts";
import {
  absent,
  instant,
  instituteCode,
  language,
  level,
  line,
  listOf,
  localDate,
  mailAddress,
  optionalCountFields,
  pupils,
  siteCode,
  version,
} from "./fields.ts";
import { surveyDay } from "./survey-day.ts";

const contactsMax = 10;

export const contact = z
  .strictObject({ email: mailAddress, name: line.max(100).exactOptional() })
  .meta({ id: "Contact", description: "Who is mailed" });

export const contactsBody = z.strictObject({
  contacts: listOf(contact, contactsMax),
  language: language
    .exactOptional()
    .meta({ description: "In which the contacts are written to, and their links open; without it that stays" }),
});

/**
 * With the state of the address, as the mail provider reported it. Nothing is mailed to an address that is not valid.
 */
export const knownContact = contact.extend({ state: z.enum(contactStates) }).meta({ id: "KnownContact" });

export const contactsReply = z.object({ contacts: z.array(knownContact), language });

const dueSite = z.object({
  siteCode,
  state: z
    .enum(["due", "reported", "closed", "unreadable"])
    .meta({ description: "`unreadable`: a report is stored and damaged; the operators know of it" }),
  pupils: pupils.exactOptional().meta({ description: "Enrolled on that day" }),
  absent: absent.exactOptional(),
  ...optionalCountFields,
  reason: z.string().exactOptional(),
  version: version.exactOptional().meta({ description: "Send it with a correction" }),
  reopenedUntil: instant
    .exactOptional()
    .meta({ description: "Before this instant the closed day takes its entry again" }),
  enteredAt: instant.exactOptional(),
  enteredBy: z.string().exactOptional(),
  previous: z
    .object({ date: localDate, absent, pupils })
    .exactOptional()
    .meta({ description: "The survey day before, to compare with" }),
});

export const institute = z
  .object({
    instituteCode,
    name: z.string(),
    language,
    contacts: z.array(knownContact).exactOptional(),
    sites: z.array(
      z.object({
        siteCode,
        name: z.string(),
        level,
        district: district.exactOptional(),
        sentinel: z.boolean().meta({ description: "Whether it is a sentinel site today" }),
        enrolment: enrolment.exactOptional(),
      }),
    ),
    due: z
      .array(surveyDay.extend({ sites: z.array(dueSite) }))
      .meta({ description: "What can be entered or corrected now" }),
    nextSurveyDay: surveyDay.exactOptional(),
  })
  .meta({ id: "Institute" });
