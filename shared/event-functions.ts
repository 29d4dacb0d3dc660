import type { Schedule } from "./schedules.ts";

type EventFunction = Pick<Schedule, "tables" | "impact"> & { readonly does: string };

/** The functions that AWS itself calls after an event: `functions/events/<row name>.ts`. */
export const eventFunctions = {
  "settle-mail": {
    does: "settles the mail ledger by the events of SES, and flags addresses that accept no mail",
    impact: "mails stay uncertain, and schools with a dead address still get mails",
    tables: { mailLedger: "read-write", institutes: "read-write", settings: "read-write" },
  },
  "rotate-link-keys": {
    does: "makes a new key that signs reminder links",
    impact: "the old key still signs reminder links",
    tables: {},
  },
  "token-claims": {
    does: "puts role and institutes into access tokens",
    impact: "nobody can sign in; links in reminders still work",
    tables: { settings: "read" },
  },
} as const satisfies Record<string, EventFunction>;

export type EventFunctionName = keyof typeof eventFunctions;
