import type { InstituteCode } from "../codes.ts";
import type { Language } from "../language.ts";

/** What the mail provider has told about an address. Nothing more is mailed to one that bounced or complained. */
export const contactStates = ["valid", "bounced", "complained"] as const;
export type ContactState = (typeof contactStates)[number];

/** Who is mailed. The address is personal data and stays out of logs. */
export type Contact = { email: string; name?: string; state: ContactState };

/** An istituto, whose office signs in and enters the absences of its sites. */
export type Institute = {
  instituteCode: InstituteCode;
  name: string;
  /** In which its contacts are written to. */
  language: Language;
  contacts: readonly Contact[];
  /** Whose word the contacts are; an import leaves alone what the school has set itself. */
  contactsFrom: "registry" | "school";
};

/** Providers report addresses in the case they like. */
export function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
