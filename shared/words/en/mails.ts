import type { MailWords } from "../mail-words.ts";
import { plural } from "../plural.ts";
import { spellCount } from "../spelled-number.ts";
import { signals } from "./signals.ts";

const count = (value: number) => spellCount(value, "en");

export const mails: MailWords = {
  tagline: "Surveillance of school absences",
  below: "English below",
  signals,
  reminder: {
    again: "Second reminder: ",
    title: (day) => `The absences of ${day} are missing`,
    greeting: (institute) => `To the office of ${institute}`,
    missing: (sites, day) =>
      plural("en", sites, {
        one: `The absences of ${day} have not been entered for this site yet:`,
        other: `The absences of ${day} have not been entered for these ${count(sites)} sites yet:`,
      }),
    button: "Enter the absences",
    until: (lastMinute) => `They can be entered until ${lastMinute}.`,
    how: "The form is ready: one number per site, zero included. Opening the link sends nothing: data leave only with “Send”.",
    closed: "Was the site closed? Say so in the same form, with the reason: it will no longer count as missing.",
    done: "If you have entered the data meanwhile, nothing more is needed. Nobody needs to answer this message: it is automatic and answers are not read.",
    personal: (lastMinute) =>
      `The link is valid for your institute and this survey day alone, until ${lastMinute}: do not forward it outside the school.`,
    fallback: "If the button does not work, copy this address into the browser:",
    below: {
      missing: (institute, day, sites) =>
        plural("en", sites, {
          one: `${institute} has not entered the absences of ${day} for the site listed above.`,
          other: `${institute} has not entered the absences of ${day} for the ${count(sites)} sites listed above.`,
        }),
      until: (lastMinute) =>
        `They can be entered until ${lastMinute}, with the link above: one number per site, zero included. Opening it sends nothing.`,
      closed: "If a site was closed, say so in the same form, with the reason.",
      done: "If you have entered the data meanwhile, nothing more is needed. This message is automatic; nobody needs to answer it.",
    },
  },
  digest: {
    severities: { attention: "attention", alert: "alert" },
    changes: { new: "new", worse: "worse", worseThan: (severity) => `worse, was: ${severity}`, known: "told before" },
    title: (signals) =>
      plural("en", signals, { one: "1 signal to be verified", other: `${count(signals)} signals to be verified` }),
    day: (day) => `Survey day: ${day}`,
    evaluated: (at) => ({
      provisional: `Evaluated at ${at}, provisional: schools can still enter and correct.`,
      final: `Evaluated at ${at}, final: the day is closed.`,
    }),
    change: (fresh, worse, known) =>
      `Since the last message: ${count(fresh)} new, ${count(worse)} worse${known > 0 ? `, ${count(known)} told before` : ""}.`,
    caution:
      "A signal is not a diagnosis: absences for any cause are a weak indicator, to be verified with the schools before any decision.",
    brief: "The others, in brief",
    more: (signals) =>
      plural("en", signals, {
        one: "One more signal is on the page.",
        other: `${count(signals)} more signals are on the page.`,
      }),
    button: "Open the signals in Sentinella",
    series: "Latest survey days",
    legend: "bar: absence rate; light ground: expected range",
    expected: "expected",
    coverage: "Completeness of the survey day, in sites",
    columns: { scope: "Territory and level", expected: "Expected", reported: "Reported", missing: "Missing" },
    about: (reference, shownMin) =>
      `Reference: ${reference}. The same reference twice is the same message. Numbers of pupils under ${shownMin} are left out. Automatic message, nobody needs to answer.`,
    below: {
      brief: (signals) =>
        plural("en", signals, {
          one: "1 more is in the list above.",
          other: `${count(signals)} more are in the list above.`,
        }),
      more: (signals) =>
        plural("en", signals, {
          one: "One more signal is on the page.",
          other: `${count(signals)} more signals are on the page.`,
        }),
      coverage: "The table above gives the sites expected, reported and missing.",
    },
  },
  contactChange: {
    healthOffice: "health office",
    title: (whose) => `Contacts changed: ${whose}`,
    noticed: (at) => `Changed at ${at}`,
    what: {
      institute: (at, whose) =>
        `The addresses to which Sentinella writes for ${whose} have changed; the last time at ${at}.`,
      healthOffice: (at) =>
        `The addresses to which Sentinella writes for the health office have changed; the last time at ${at}.`,
    },
    added: (address) => `added: ${address}`,
    removed: (address) => `removed: ${address}`,
    todo: {
      institute:
        "If you or a colleague did it, nothing more is needed. Otherwise sign in, put the right addresses back and tell the health office: somebody may be using the school's account.",
      healthOffice:
        "If you or a colleague did it, nothing more is needed. Otherwise sign in, put the right addresses back and tell whoever runs the service: somebody may be using an account that is not theirs.",
    },
    button: "Open the contacts",
    about:
      "This message goes to the addresses from before and to the present ones. It is automatic, nobody needs to answer it; to be on the safe side, addresses are not written out.",
  },
  notice: {
    subject: "Sentinella, service",
    noticed: (at) => `Noticed at ${at}`,
    button: "Open Sentinella",
    about: "A notice about the service, not a health signal. Automatic message, nobody needs to answer.",
    more: {
      onThePage: (value) => `And ${count(value)} more, on the page.`,
      inTheLog: (value) => `And ${count(value)} more, in the log of the job.`,
    },
    silence: {
      title: (day, territory) => `Few reports for ${day}: ${territory}`,
      what: (territory, reported, expected, usual) =>
        `In the territory ${territory} ${count(reported)} of ${count(expected)} expected sites reported on time; usually it is about ${count(usual)}. That is fewer than half.`,
      todo: "Usually something has failed (sign-in, network, mail), or a day without lessons is missing from the calendar. Check that schools can get in, that reminders went out and that the calendar is right.",
    },
    contactsNotValid: {
      states: { bounced: "the address rejects mail", complained: "the mail was marked as unwanted" },
      title: (institutes) => `Contacts to be corrected: ${count(institutes)}`,
      what: "Until they are corrected these contacts are not mailed any more: a school that has no others gets no reminders.",
      todo: "Ask the school to enter a valid address on its page Contacts. As long as it lasts we write once on each day of reminders.",
    },
    faults: {
      title: (job, faults) => `Faults in the job ${job}: ${count(faults)}`,
      what: "These parts of the job have failed; all the rest has been done. Each run of the job tries again.",
      todo: "A damaged item stays so until somebody repairs it: look up the name in brackets in docs/operations.md (“Faults by name”), which says how to find it, how to repair it and what depends on it. As long as it lasts we write once a day.",
    },
    institutesWithoutAddress: {
      missingSites: (value) =>
        `${count(value)} ${plural("en", value, { one: "missing site", other: "missing sites" })}`,
      title: (institutes) => `Institutes without an address: ${count(institutes)}`,
      what: (day) => `Data are missing for ${day}, but these institutes have no address and could not be reminded.`,
      todo: "Call the institutes: they can still enter the data, and an address on their page Contacts. The next reminder goes out by itself.",
    },
  },
  faults: {
    "damaged-item": "Damaged item, which cannot be read",
    "day-not-opened": "Survey day not opened",
    "day-not-evaluated": "Survey day not evaluated",
    "day-not-closed": "Survey day not closed",
    "day-not-told": "Survey day closed, but not everything is recorded or not every reader told",
    "report-not-counted": "Report of a site that is in no territory, not counted",
    "alert-failed": "Alert not updated",
    "digest-failed": "Alert digest not sent",
    "reminder-failed": "Reminder not sent",
    "notice-failed": "Change of contacts not told",
    "operators-not-told": "Notice of institutes without an address or contacts not valid not sent",
    "silence-not-checked": "Silence of the schools not checked",
    "claims-not-settled": "Mails cut short, not listed as uncertain",
    "day-not-compared": "Survey day not compared with its reports",
    "not-watched": "Hourly check incomplete",
    "job-failed": "Job cut short",
  },
  faultAbout: {
    siteCode: (code) => `site ${code}`,
    instituteCode: (code) => `institute ${code}`,
    alertId: (id) => `alert ${id}`,
    job: (name) => `job ${name}`,
    table: (name) => `table ${name}`,
  },
};
