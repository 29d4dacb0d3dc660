import type { AlertSeverity } from "../domain/alerts/verdict.ts";
import type { FaultName } from "../domain/ledger/fault.ts";
import type { SignalWords } from "./signal-words.ts";

/**
 * The texts of mails. Each mail has two languages, first the reader's. The second part is shorter and points to the
 * first one. Dates and instants are already spelled out.
 */
export type MailWords = {
  /** Next to the name of the service. */
  tagline: string;
  /** Announces that this language follows below, for readers who do not understand the first. */
  below: string;
  signals: SignalWords;
  reminder: {
    /** Added before the title of a second reminder. */
    again: string;
    title: (day: string) => string;
    greeting: (institute: string) => string;
    missing: (sites: number, day: string) => string;
    button: string;
    until: (lastMinute: string) => string;
    how: string;
    closed: string;
    done: string;
    personal: (lastMinute: string) => string;
    fallback: string;
    below: {
      missing: (institute: string, day: string, sites: number) => string;
      until: (lastMinute: string) => string;
      closed: string;
      done: string;
    };
  };
  digest: {
    severities: Record<AlertSeverity, string>;
    changes: { new: string; worse: string; worseThan: (severity: string) => string; known: string };
    title: (signals: number) => string;
    day: (day: string) => string;
    evaluated: (at: string) => { provisional: string; final: string };
    /** Since the last message. The text has `known` only if there are any. */
    change: (fresh: number, worse: number, known: number) => string;
    caution: string;
    brief: string;
    more: (signals: number) => string;
    button: string;
    series: string;
    legend: string;
    expected: string;
    coverage: string;
    columns: { scope: string; expected: string; reported: string; missing: string };
    about: (reference: string, shownMin: number) => string;
    below: {
      brief: (signals: number) => string;
      more: (signals: number) => string;
      coverage: string;
    };
  };
  contactChange: {
    /** Used instead of an institute's name. */
    healthOffice: string;
    title: (whose: string) => string;
    noticed: (at: string) => string;
    what: Record<"institute" | "healthOffice", (at: string, whose: string) => string>;
    added: (address: string) => string;
    removed: (address: string) => string;
    todo: Record<"institute" | "healthOffice", string>;
    button: string;
    about: string;
  };
  notice: {
    /** In brackets before every title. */
    subject: string;
    noticed: (at: string) => string;
    button: string;
    about: string;
    more: { onThePage: (count: number) => string; inTheLog: (count: number) => string };
    silence: {
      title: (day: string, territory: string) => string;
      what: (territory: string, reported: number, expected: number, usual: number) => string;
      todo: string;
    };
    contactsNotValid: {
      states: { bounced: string; complained: string };
      title: (institutes: number) => string;
      what: string;
      todo: string;
    };
    faults: { title: (job: string, faults: number) => string; what: string; todo: string };
    institutesWithoutAddress: {
      missingSites: (count: number) => string;
      title: (institutes: number) => string;
      what: (day: string) => string;
      todo: string;
    };
  };
  faults: Record<FaultName, string>;
  /** The subject of a fault, with its code or name. */
  faultAbout: Record<"siteCode" | "instituteCode" | "alertId" | "job" | "table", (name: string) => string>;
};
