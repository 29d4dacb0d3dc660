/** The texts of the other pages of a school office. */
export type SchoolWords = {
  contacts: {
    /** The language of mails to the institute. */
    language: string;
    title: string;
    lead: string;
    saved: string;
  };
  history: {
    title: string;
    lead: (shownMin: number) => string;
    site: string;
    caption: (name: string) => string;
    empty: string;
  };
  enrolment: {
    title: string;
    lead: string;
    inForce: (pupils: string, classes: string, from: string) => string;
    none: string;
    change: string;
    register: string;
    pupils: string;
    classes: string;
    validFrom: string;
    save: string;
    saved: string;
    numbers: string;
    date: string;
    history: string;
    entered: string;
    empty: string;
  };
  calendar: {
    title: string;
    lead: string;
    site: string;
    noSites: string;
    feed: string;
    feedHint: string;
    day: string;
    until: string;
    state: string;
    states: {
      upcoming: string;
      open: string;
      late: string;
      closed: string;
      reopened: string;
    };
    empty: string;
  };
};
