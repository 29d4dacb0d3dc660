import type { SchoolWords } from "../school-words.ts";

export const school: SchoolWords = {
  contacts: {
    language: "Language of the mails",
    title: "Contacts",
    lead: "Reminders on Wednesdays and Fridays go to these addresses, if something is missing. Of every change both the address from before and the new one are told by mail.",
    saved: "Saved.",
  },
  history: {
    title: "History",
    lead: (shownMin) =>
      `Your sites' absences beside the anonymous median of the other sentinel sites of the same level. The median is shown only where at least ${shownMin} sites stand behind it.`,
    site: "Site",
    caption: (name) => `Absence rate, ${name}`,
    empty: "No site of the institute is a sentinel.",
  },
  enrolment: {
    title: "Enrolment and classes",
    lead: "At the start of the year and at every variation. Earlier numbers stay: each day is compared with that day's enrolment.",
    inForce: (pupils, classes, from) => `${pupils} pupils in ${classes} classes, from ${from}`,
    none: "No enrolment yet.",
    change: "Register a variation",
    register: "Register the enrolment",
    pupils: "Pupils",
    classes: "Classes",
    validFrom: "From the day",
    save: "Register",
    saved: "Registered.",
    numbers: "Whole numbers are needed.",
    date: "The day from which they hold is needed.",
    history: "History",
    entered: "Entered",
    empty: "The institute has no sites.",
  },
  calendar: {
    title: "Calendar",
    lead: "The survey days of the school year: those with lessons, without the municipality's holidays. If your institute closes on another day, tell the health office.",
    site: "Site",
    noSites: "The institute has no sites.",
    feed: "Add to a calendar",
    feedHint: "The address can also be given to a calendar program, which keeps it up to date:",
    day: "Day",
    until: "Entries are taken until",
    state: "State",
    states: { upcoming: "to come", open: "open", late: "late", closed: "closed", reopened: "reopened" },
    empty: "There are no survey days.",
  },
};
