import type { DocumentWords } from "../document-words.ts";

export const documents: DocumentWords = {
  documents: {
    guide: {
      title: "Guide",
      body: (shownMin) => [
        { heading: "For schools" },
        {
          list: [
            "**When.** On Tuesdays and Thursdays with lessons, by 23:59. Whoever was late can still enter on the next day, Wednesday or Friday, by 23:59. Then the day is closed.",
            "**How.** Sign in, or open the reminder's link: all sentinel sites of the institute are on one page. One number per site, then “Send”. If nobody is absent, type 0.",
            "**If a number looks odd** the page asks back: over 40 % absent, or nobody in a large site. If it is right, confirm.",
            "**If the site was closed** say so under “Illness or closure”, and why.",
            "**Corrections** are taken until the day closes. The earlier number stays in the history.",
            "**Without a connection** what you typed stays on the device: when the connection is back, press “Send” again.",
            "**Enrolment** is registered at the start of the year and at every variation, with the day from which it holds.",
          ],
          isNumbered: true,
        },
        { heading: "For the health office" },
        {
          list: [
            "**Coverage** tells how many have reported; **Missing**, who has not and whether the reminder arrived. A closed day can be reopened for one site.",
            "**Signals**: each opens to why, with the numbers used and what would change the verdict. It is acknowledged, verified or called a false alarm, and closed; the note stays.",
            "**Policy**: try it on the past, then activate. No threshold is official.",
            "**Registry**: the Ministry's file and the list of sentinels are tried, then imported.",
            "**Closures**: who is closed is exempt. Strikes and weather stay expected but serve no comparison.",
            `**Export**: a month of a territory for a spreadsheet, without counts under ${shownMin}.`,
          ],
          isNumbered: true,
        },
      ],
    },
    accessibility: {
      title: "Accessibility statement",
      body: () => [
        {
          paragraph:
            "These pages are made to conform to WCAG 2.1, levels A and AA, as Italian law 4 of 2004 and the AgID guidelines ask.",
        },
        { heading: "How we check" },
        {
          list: [
            "At every change an automatic check (axe) reads every page in a real browser, in Italian, English and German, at 320 pixels and on a large screen.",
            "Entering absences is tested with the keyboard alone.",
            "Behind every chart stands a table with the same numbers.",
          ],
        },
        { heading: "What we have not checked yet" },
        {
          paragraph:
            "An automatic check does not see everything. Tests with people who use assistive technology have not been made yet: whoever runs the service will make them before publishing a statement of their own.",
        },
        { heading: "Feedback" },
        { paragraph: "If something is not accessible, write to the health office that gave you your account." },
      ],
    },
    privacy: {
      title: "Privacy notice",
      body: (shownMin) => [
        { heading: "What is processed" },
        {
          list: [
            "Counts per site: pupils, classes, absent, absent for illness. No pupil is ever named.",
            "The e-mail addresses that schools and the health office give for service mail.",
            "Who entered or corrected a value and when, as the name of an account.",
          ],
        },
        { heading: "Who sees what" },
        {
          list: [
            `A school sees its own sites, beside a median that at least ${shownMin} sites stand behind.`,
            `The health office sees all sites. Mails and files that leave it show no counts under ${shownMin}.`,
          ],
        },
        { heading: "On this device" },
        {
          paragraph:
            "There are no profiling cookies and no third-party requests. The browser keeps the chosen language, numbers not sent yet and, while the tab is open, the sign-in.",
        },
        { heading: "Controller and rights" },
        {
          paragraph:
            "The controller is the body that runs the service; ask it for access, correction and deletion of contact data. Retention times and the full notice are published by that body.",
        },
      ],
    },
    legal: {
      title: "Legal information",
      body: () => [
        {
          paragraph:
            "A signal is to be verified: all-cause absence is a weak hint, never a diagnosis. No official threshold exists; the policy in force is the health office's choice.",
        },
        {
          paragraph:
            "The program is free software under the EUPL-1.2. It uses the Italian public administration's design system (design-react-kit and Bootstrap Italia, BSD 3-clause) and the typeface Titillium Web (SIL Open Font License 1.1).",
        },
        {
          paragraph:
            "Data are entered by schools and remain theirs. Survey days follow the permanent regional calendar (DGR IX/3318 of 2012) and the registered closures.",
        },
      ],
    },
  },
  pictured: {
    intro: "With pictures, in Italian:",
    inShort: "In short:",
    links: { school: "guide for schools", "health-office": "guide for the health office" },
    titles: { school: "Guide for schools (in Italian)", "health-office": "Guide for the health office (in Italian)" },
    all: "All guides",
  },
};
