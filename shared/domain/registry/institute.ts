import type { InstituteCode } from "../codes.ts";
import type { Language } from "../language.ts";

/** What the mail provider reported about an address. An address that bounced or complained gets no more mails. */
export const contactStates = ["valid", "bounced", "complained"] as const;
export type ContactState = (typeof contactStates)[number];

/** A recipient of mails. The address is personal data and stays out of logs. */
export type Contact = { email: string; name?: string; state: ContactState };

/** An istituto. Its office signs in and enters the absences of its sites. */
export type Institute = {
  instituteCode: InstituteCode;
  name: string;
  /** The language of mails to its contacts. */
  language: Language;
  contacts: readonly Contact[];
  /** The source of the contacts. An import does not change contacts that the school has set itself. */
  contactsFrom: "registry" | "school";
};

/** Providers may change upper and lower case in the addresses that they report. */
export function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
