import type { Schedule } from "./schedules.ts";

type EventFunction = Pick<Schedule, "tables" | "impact"> & { readonly does: string };

/** The functions that AWS itself calls when something has happened: `functions/events/<row name>.ts`. */
export const eventFunctions = {
  "settle-mail": {
    does: "settles the mail ledger by what SES tells of a mail, and flags addresses that take none",
    impact: "mails stay uncertain, and schools whose address is dead go on being mailed",
    tables: { mailLedger: "read-write", institutes: "read-write", settings: "read-write" },
  },
  "rotate-link-keys": {
    does: "makes a new key the one that signs reminder links",
    impact: "reminder links go on being signed with the old key",
    tables: {},
  },
  "token-claims": {
    does: "puts role and institutes into access tokens",
    impact: "nobody can sign in; links in reminders still work",
    tables: { settings: "read" },
  },
} as const satisfies Record<string, EventFunction>;

export type EventFunctionName = keyof typeof eventFunctions;
