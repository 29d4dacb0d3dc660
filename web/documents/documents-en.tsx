import { Link } from "wouter";
import { pagePath } from "../../shared/page-paths.ts";
import type { Documents } from "./documents.ts";

export const documentsEn: Documents = {
  guide: {
    title: "Guide",
    body: (
      <>
        <p>
          With pictures, in Italian: <Link href={pagePath("guide-schools")}>guide for schools</Link>,{" "}
          <Link href={pagePath("guide-health-office")}>guide for the health office</Link>. In short:
        </p>
        <h2>For schools</h2>
        <ol>
          <li>
            <strong>When.</strong> On Tuesdays and Thursdays with lessons, by 23:59. Whoever was late can still enter on
            the next day, Wednesday or Friday, by 23:59. Then the day is closed.
          </li>
          <li>
            <strong>How.</strong> Sign in, or open the reminder's link: all sentinel sites of the institute are on one
            page. One number per site, then “Send”. If nobody is absent, type 0.
          </li>
          <li>
            <strong>If a number looks odd</strong> the page asks back: over 40 % absent, or nobody in a large site. If
            it is right, confirm.
          </li>
          <li>
            <strong>If the site was closed</strong> say so under “Illness or closure”, and why.
          </li>
          <li>
            <strong>Corrections</strong> are taken until the day closes. The earlier number stays in the history.
          </li>
          <li>
            <strong>Without a connection</strong> what you typed stays on the device: when the connection is back, press
            “Send” again.
          </li>
          <li>
            <strong>Enrolment</strong> is registered at the start of the year and at every variation, with the day from
            which it holds.
          </li>
        </ol>
        <h2>For the health office</h2>
        <ol>
          <li>
            <strong>Coverage</strong> tells how many have reported; <strong>Missing</strong>, who has not and whether
            the reminder arrived. A closed day can be reopened for one site.
          </li>
          <li>
            <strong>Signals</strong>: each opens to why, with the numbers used and what would change the verdict. It is
            acknowledged, verified or called a false alarm, and closed; the note stays.
          </li>
          <li>
            <strong>Policy</strong>: try it on the past, then activate. No threshold is official.
          </li>
          <li>
            <strong>Registry</strong>: the Ministry's file and the list of sentinels are tried, then imported.
          </li>
          <li>
            <strong>Closures</strong>: who is closed is exempt. Strikes and weather stay expected but serve no
            comparison.
          </li>
          <li>
            <strong>Export</strong>: a month of a territory for a spreadsheet, without counts under 5.
          </li>
        </ol>
      </>
    ),
  },
  accessibility: {
    title: "Accessibility statement",
    body: (
      <>
        <p>
          These pages are made to conform to WCAG 2.1, levels A and AA, as Italian law 4 of 2004 and the AgID guidelines
          ask.
        </p>
        <h2>How we check</h2>
        <ul>
          <li>
            At every change an automatic check (axe) reads every page in a real browser, in Italian and English, at 320
            pixels and on a large screen.
          </li>
          <li>Entering absences is tested with the keyboard alone.</li>
          <li>Behind every chart stands a table with the same numbers.</li>
        </ul>
        <h2>What we have not checked yet</h2>
        <p>
          An automatic check does not see everything. Tests with people who use assistive technology have not been made
          yet: whoever runs the service will make them before publishing a statement of their own.
        </p>
        <h2>Feedback</h2>
        <p>If something is not accessible, write to the health office that gave you your account.</p>
      </>
    ),
  },
  privacy: {
    title: "Privacy notice",
    body: (
      <>
        <h2>What is processed</h2>
        <ul>
          <li>Counts per site: pupils, classes, absent, absent for illness. No pupil is ever named.</li>
          <li>The e-mail addresses that schools and the health office give for service mail.</li>
          <li>Who entered or corrected a value and when, as the name of an account.</li>
        </ul>
        <h2>Who sees what</h2>
        <ul>
          <li>A school sees its own sites, beside a median that at least five sites stand behind.</li>
          <li>The health office sees all sites. Mails and files that leave it show no counts under 5.</li>
        </ul>
        <h2>On this device</h2>
        <p>
          There are no profiling cookies and no third-party requests. The browser keeps the chosen language, numbers not
          sent yet and, while the tab is open, the sign-in.
        </p>
        <h2>Controller and rights</h2>
        <p>
          The controller is the body that runs the service; ask it for access, correction and deletion of contact data.
          Retention times and the full notice are published by that body.
        </p>
      </>
    ),
  },
  legal: {
    title: "Legal information",
    body: (
      <>
        <p>
          A signal is to be verified: all-cause absence is a weak hint, never a diagnosis. No official threshold exists;
          the policy in force is the health office's choice.
        </p>
        <p>
          The program is free software under the EUPL-1.2. It uses the Italian public administration's design system
          (design-react-kit and Bootstrap Italia, BSD 3-clause) and the typeface Titillium Web (SIL Open Font License
          1.1).
        </p>
        <p>
          Data are entered by schools and remain theirs. Survey days follow the permanent regional calendar (DGR IX/3318
          of 2012) and the registered closures.
        </p>
      </>
    ),
  },
};
