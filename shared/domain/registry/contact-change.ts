import type { InstituteCode } from "../codes.ts";
import { type Contact, isSameAddress } from "./institute.ts";

/** Whose contacts they are. */
export type ContactsOwner = InstituteCode | "health-office";

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
