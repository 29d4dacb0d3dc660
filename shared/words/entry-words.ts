import type { OptionalCountName } from "../domain/survey/optional-counts.ts";
import type { Warning } from "../domain/warning.ts";
import type { LevelWords } from "./level-words.ts";

/** The texts of the pages' frame, of the page of a reminder's link, and of the parts of all pages. */
export type EntryWords = {
  shell: {
    skip: string;
    tagline: string;
    nav: string;
    footer: string;
    signIn: string;
    signOut: string;
    home: string;
    enrolment: string;
    history: string;
    contacts: string;
    calendar: string;
    coverage: string;
    missing: string;
    alerts: string;
    series: string;
    policy: string;
    registry: string;
    closures: string;
    mails: string;
    exports: string;
    guide: string;
    accessibility: string;
    privacy: string;
    legal: string;
  };
  series: {
    date: string;
    absent: string;
    pupils: string;
    rate: string;
    expected: string;
    usual: string;
    median: string;
    signal: string;
    attention: string;
    alert: string;
    numbers: string;
    none: string;
    empty: string;
    chart: (from: string, to: string, last: string) => string;
  };
  welcome: {
    title: string;
    lead: string;
    failed: string;
    failedDetail: string;
    signIn: string;
    schools: string;
    noRole: string;
    noRoleDetail: string;
    notFound: string;
    notFoundDetail: string;
  };
  fault: {
    noConnection: string;
    noConnectionDetail: string;
    retry: string;
    signInAgain: string;
    signInAgainDetail: string;
    linkInvalid: string;
    linkInvalidDetail: string;
    signIn: string;
    forbidden: string;
    unexpected: string;
    unexpectedDetail: string;
    requestId: string;
  };
  contactList: {
    email: string;
    name: string;
    add: string;
    remove: (email: string) => string;
    removeShort: string;
    none: string;
    states: {
      valid: string;
      bounced: string;
      complained: string;
    };
  };
  due: {
    title: string;
    day: (day: string) => string;
    openUntil: (time: string) => string;
    lateUntil: (time: string) => string;
    reopened: string;
    reopenedUntil: (time: string) => string;
    closed: (time: string) => string;
    enrolled: (pupils: string) => string;
    previous: (day: string, absent: number) => string;
    absent: string;
    absentHint: string;
    more: string;
    siteClosed: string;
    reason: string;
    send: string;
    sending: string;
    sendMine: (value: string) => string;
    keepTheirs: (value: string) => string;
    confirm: string;
    correct: string;
    cancel: string;
    reported: (absent: number, share: string) => string;
    reportedClosed: (reason: string) => string;
    /** The label of its field, and the text for a sent count. */
    optionalCounts: Record<
      OptionalCountName,
      {
        label: string;
        sent: (count: number) => string;
      }
    >;
    sentAt: (time: string, by: string) => string;
    byLink: string;
    byAccount: (account: string) => string;
    bySchool: string;
    correctable: (time: string) => string;
    exempt: string;
    unreadable: string;
    noEnrolment: string;
    registerEnrolment: string;
    nothingTyped: string;
    faults: {
      "absent-not-a-number": string;
      "optional-count-not-a-number": string;
      "reason-missing": string;
    };
    warnings: Record<Warning, string>;
    check: string;
    conflict: string;
    allSent: string;
    sent: (sites: number) => string;
    stillMissing: (names: string) => string;
    notSent: (sites: number) => string;
    offline: string;
    offlineDetail: string;
    online: string;
    onlineDetail: string;
    nothingDue: string;
    noSentinel: string;
    nextDay: (day: string) => string;
    choose: string;
    noLink: string;
    noLinkDetail: string;
    signIn: string;
  };
  loading: string;
  furtherPages: {
    more: string;
  };
  levels: LevelWords;
};
