import type { AlertSeverity } from "../domain/alerts/verdict.ts";
import type { FaultName } from "../domain/ledger/fault.ts";
import type { SignalWords } from "./signal-words.ts";

/**
 * What mails say. Each goes out in two languages, first the reader's: the part below is shorter and points to what
 * stands above it. Dates and instants come spelled.
 */
export type MailWords = {
  /** Beside the name of the service. */
  tagline: string;
  /** That this language follows below, for whoever does not read the first. */
  below: string;
  signals: SignalWords;
  reminder: {
    /** Before the title of a second reminder. */
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
    /** Since the last message; `known` is told where there are any. */
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
    /** In the place of an institute's name. */
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
  /** What a fault is about, by its code or name. */
  faultAbout: Record<"siteCode" | "instituteCode" | "alertId" | "job" | "table", (name: string) => string>;
};
