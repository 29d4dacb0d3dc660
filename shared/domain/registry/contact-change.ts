import type { InstituteCode } from "../codes.ts";
import { firstOfficeCode, type OfficeCode } from "../region/health-office.ts";
import { type Contact, isSameAddress } from "./institute.ts";

/** Whose contacts they are; of a health office other than the first its code follows. */
export type ContactsOwner = InstituteCode | "health-office" | `health-office-${OfficeCode}`;

const officeOwner = "health-office";

/** The owner of an office's contacts. The first has the name that stood alone before there were others. */
export function ownerOfOffice(officeCode: OfficeCode): ContactsOwner {
  return officeCode === firstOfficeCode ? officeOwner : `${officeOwner}-${officeCode}`;
}

/** The health office whose contacts they are; undefined: they are an institute's. */
export function officeOfOwner(owner: ContactsOwner): OfficeCode | undefined {
  if (owner === officeOwner) return firstOfficeCode;
  return owner.startsWith(`${officeOwner}-`) ? owner.slice(officeOwner.length + 1) : undefined;
}

type Address = Pick<Contact, "email" | "state">;

/** That contacts have been changed, until the addresses from before and the present ones have been told. */
export type ContactChange = {
  owner: ContactsOwner;
  /** Everybody who was a contact before one of the changes. */
  before: readonly Address[];
  /** Of the latest change. */
  changedAt: Date;
};

/** What the changes come to by now; nobody is to be told where they come to nothing. */
export type ContactNews = {
  added: readonly string[];
  removed: readonly string[];
  /** The addresses, from before and present, that take mail. */
  readers: readonly string[];
};

/** How the present contacts differ from those of before, whatever the case of their letters. */
export function contactNews(before: readonly Address[], present: readonly Address[]): ContactNews {
  const [were, are] = [unique(before), unique(present)];
  const removed = without(were, are);
  return {
    added: without(are, were).map(({ email }) => email),
    removed: removed.map(({ email }) => email),
    // The present state counts: a mail of today may have bounced.
    readers: [...removed, ...are].filter(({ state }) => state === "valid").map(({ email }) => email),
  };
}

/** The first of each address. */
export function unique<Known extends Address>(addresses: readonly Known[]): Known[] {
  return addresses.filter(
    ({ email }, index) => addresses.findIndex((other) => isSameAddress(other.email, email)) === index,
  );
}

function without(addresses: readonly Address[], others: readonly Address[]): Address[] {
  return addresses.filter(({ email }) => !others.some((other) => isSameAddress(other.email, email)));
}
