type Contacts = Readonly<Record<"alertDigests" | "operationsNotices", readonly unknown[]>>;

/** What the audit keeps of contacts. The addresses are personal data and are stored with the contacts alone. */
export function contactCounts({ alertDigests, operationsNotices }: Contacts) {
  return { alertDigests: alertDigests.length, operationsNotices: operationsNotices.length };
}
