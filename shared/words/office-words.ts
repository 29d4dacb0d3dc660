import type { SignalWords } from "./signal-words.ts";

/** The texts of the health office's pages. */
export type OfficeWords = {
  surveyDay: {
    year: string;
    day: string;
    none: string;
  };
  alert: {
    title: string;
    back: string;
    warning: string;
    status: string;
    severity: string;
    raised: string;
    act: string;
    note: string;
    done: string;
    wasMoved: string;
    noMoves: string;
    crossing: (day: string, verdict: string) => string;
    baseline: string;
    excluded: string;
    noBaseline: string;
    date: string;
    absent: string;
    pupils: string;
    rate: string;
    why: string;
    change: string;
    fewer: (count: number) => string;
    stillAbove: string;
    notAbove: string;
    inputs: string;
    history: string;
    series: string;
    noTransitions: string;
    unknown: string;
    policy: string;
    default: string;
    expected: string;
    factor: string;
    probability: string;
    z: string;
    spread: string;
    system: string;
    earlier: (days: number) => string;
    leftOut: (days: number) => string;
  };
  contacts: {
    title: string;
    lead: string;
    digests: string;
    notices: string;
    saved: string;
  };
  territories: {
    none: string;
  };
  years: {
    none: string;
  };
  coverage: {
    title: string;
    lead: string;
    reported: string;
    onTime: string;
    late: string;
    missing: string;
    expected: string;
    exempt: string;
    open: (time: string) => string;
    lateState: (time: string) => string;
    closed: (time: string) => string;
    unexpected: (count: string) => string;
    unreadable: (count: string) => string;
    territory: string;
    level: string;
    completeness: string;
    sort: string;
    sorts: {
      place: string;
      completeness: string;
      missing: string;
    };
    empty: string;
    caption: string;
    fill: (onTime: string, late: string, missing: string) => string;
  };
  siteDays: {
    title: string;
    lead: string;
    state: string;
    states: {
      missing: string;
      late: string;
      "on-time": string;
      exempt: string;
      unexpected: string;
      unreadable: string;
      all: string;
    };
    site: string;
    institute: string;
    place: string;
    numbers: string;
    contact: string;
    mail: string;
    contacts: {
      none: string;
      valid: string;
      bounced: string;
      complained: string;
    };
    noMail: string;
    empty: string;
    emptyMissing: string;
    caption: string;
    reopen: string;
    reopenTitle: (site: string) => string;
    until: string;
    reason: string;
    reopened: string;
  };
  policy: {
    title: string;
    lead: string;
    version: (version: number) => string;
    try: string;
    trying: string;
    activate: string;
    changed: string;
    faulty: string;
    result: string;
    period: (from: string, to: string) => string;
    noDays: string;
    noAssessable: string;
    what: string;
    proposed: string;
    active: string;
    rows: {
      mails: string;
      siteAlerts: string;
      territoryAlerts: string;
      perYear: string;
      assessable: string;
      siteDays: string;
    };
    weeks: string;
    week: string;
    mailsProposed: string;
    mailsActive: string;
    sitesProposed: string;
    sitesActive: string;
  };
  series: {
    title: string;
    lead: string;
    territory: string;
    level: string;
    period: string;
    lately: string;
    year: (year: string) => string;
    site: string;
    siteCaption: (siteCode: string) => string;
    caption: (territory: string, level: string) => string;
  };
  closures: {
    title: string;
    lead: string;
    kind: string;
    kinds: {
      closure: string;
      strike: string;
      weather: string;
    };
    kindHint: string;
    scope: string;
    scopes: {
      region: string;
      territory: string;
      municipality: string;
      institute: string;
      site: string;
    };
    code: {
      territory: string;
      municipality: string;
      institute: string;
      site: string;
    };
    level: string;
    allLevels: string;
    from: string;
    to: string;
    reason: string;
    add: string;
    remove: string;
    removeIt: (reason: string) => string;
    saved: string;
    empty: string;
    addTitle: string;
    listTitle: string;
  };
  registry: {
    title: string;
    lead: string;
    registry: string;
    registryHint: string;
    sentinels: string;
    sentinelsHint: string;
    file: string;
    try: string;
    save: string;
    tried: (accepted: number, rejected: number) => string;
    saved: (accepted: number, rejected: number) => string;
    fate: string;
    line: string;
    code: string;
    outcome: string;
    outcomes: {
      created: string;
      updated: string;
      unchanged: string;
      institute: string;
      rejected: string;
      saved: string;
    };
    reason: string;
    shown: (shown: number, all: number) => string;
  };
  mails: {
    title: string;
    lead: string;
    kind: string;
    kinds: {
      reminder: string;
      digest: string;
      notice: string;
      "contact-change": string;
    };
    recipient: string;
    status: string;
    sent: string;
    about: string;
    sites: (count: number) => string;
    alerts: (count: number) => string;
    empty: string;
  };
  alerts: {
    title: string;
    lead: string;
    status: string;
    all: string;
    scope: string;
    rule: string;
    severity: string;
    raised: string;
    last: string;
    rate: string;
    empty: string;
    coverage: string;
  };
  exports: {
    title: string;
    lead: (shownMin: number) => string;
    territory: string;
    month: string;
    monthHint: string;
    download: string;
    done: (rows: string) => string;
    empty: string;
  };
  alertTerms: {
    statuses: {
      new: string;
      acknowledged: string;
      verified: string;
      "false-alarm": string;
      closed: string;
      reopened: string;
      withdrawn: string;
    };
    moves: {
      acknowledged: string;
      verified: string;
      "false-alarm": string;
      closed: string;
      reopened: string;
    };
    severities: {
      attention: string;
      alert: string;
    };
    rules: {
      absolute: string;
      "level-threshold": string;
      site: string;
      "common-cause": string;
      territory: string;
    };
    exclusions: {
      guard: string;
      strike: string;
      weather: string;
      "year-start": string;
      "after-break": string;
      "before-closure": string;
      alarmed: string;
      "too-few-sites": string;
      "not-closed": string;
    };
    verdicts: {
      provisional: string;
      final: string;
    };
  };
  policyTerms: {
    parts: {
      absolute: {
        title: string;
        hint: string;
        enabled: string;
      };
      levelThresholds: {
        title: string;
        hint: string;
        enabled: string;
      };
      siteRule: {
        title: string;
        hint: string;
        enabled: string;
      };
      commonCause: {
        title: string;
        hint: string;
        enabled: string;
      };
      territoryRule: {
        title: string;
        hint: string;
        enabled: string;
      };
    };
    absolute: {
      absenceRateMin: string;
      pupilsMin: string;
    };
    levelThresholds: {
      pupilsMin: string;
    };
    siteRule: {
      baselineObservations: string;
      baselineObservationsMin: string;
      guardDays: string;
      shrinkagePupils: string;
      overdispersion: string;
      territoryFactorMax: string;
      territoryFactorSitesMin: string;
      territoryFactorReportedShareMin: string;
      attentionProbability: string;
      confirmedProbability: string;
      certainProbability: string;
      absenceRateMin: string;
      excessPupilsMin: string;
      pupilsMin: string;
    };
    commonCause: {
      signallingShareMax: string;
      signallingSitesMin: string;
    };
    territoryRule: {
      baselineDays: string;
      baselineDaysMin: string;
      guardDays: string;
      spreadMin: string;
      zMax: string;
      consecutiveDays: string;
      reportedShareMin: string;
      sitesMin: string;
      pupilsMin: string;
    };
    numbers: string;
    level: (level: string) => string;
  };
  ledger: {
    statuses: {
      claimed: string;
      sent: string;
      delivered: string;
      bounced: string;
      complained: string;
      uncertain: string;
    };
    skipped: {
      "reported-meanwhile": string;
      "no-valid-address": string;
      "address-refused": string;
    };
  };
  signals: SignalWords;
};
