import type { InstituteCode } from "../codes.ts";
import { firstOfficeCode, type OfficeCode } from "../region/health-office.ts";
import { type Contact, isSameAddress } from "./institute.ts";

/** The owner of contacts. For a health office other than the first, the code follows. */
export type ContactsOwner = InstituteCode | "health-office" | `health-office-${OfficeCode}`;

const officeOwner = "health-office";

/** The owner of an office's contacts. The first office has the name without a code, from when it was the only one. */
export function ownerOfOffice(officeCode: OfficeCode): ContactsOwner {
  return officeCode === firstOfficeCode ? officeOwner : `${officeOwner}-${officeCode}`;
}

/** The health office that owns the contacts; undefined when an institute owns them. */
export function officeOfOwner(owner: ContactsOwner): OfficeCode | undefined {
  if (owner === officeOwner) return firstOfficeCode;
  return owner.startsWith(`${officeOwner}-`) ? owner.slice(officeOwner.length + 1) : undefined;
}

type Address = Pick<Contact, "email" | "state">;

/** A change of contacts, stored until the old and the new addresses have been told. */
export type ContactChange = {
  owner: ContactsOwner;
  /** Every contact from before one of the changes. */
  before: readonly Address[];
  /** When the latest change was made. */
  changedAt: Date;
};

/** The sum of the changes so far. If nothing differs in the end, nobody gets a mail. */
export type ContactNews = {
  added: readonly string[];
  removed: readonly string[];
  /** The old and the new addresses that accept mail. */
  readers: readonly string[];
};

/** The difference between the present and the earlier contacts, ignoring upper and lower case. */
export function contactNews(before: readonly Address[], present: readonly Address[]): ContactNews {
  const [were, are] = [unique(before), unique(present)];
  const removed = without(were, are);
  return {
    added: without(are, were).map(({ email }) => email),
    removed: removed.map(({ email }) => email),
    // The present state counts: an address may have bounced today.
    readers: [...removed, ...are].filter(({ state }) => state === "valid").map(({ email }) => email),
  };
}

/** Keeps the first contact of each address. */
export function unique<Known extends Address>(addresses: readonly Known[]): Known[] {
  return addresses.filter(
    ({ email }, index) => addresses.findIndex((other) => isSameAddress(other.email, email)) === index,
  );
}

function without(addresses: readonly Address[], others: readonly Address[]): Address[] {
  return addresses.filter(({ email }) => !others.some((other) => isSameAddress(other.email, email)));
}
