import type { SiteCode } from "../codes.ts";
import type { ExpectedSite } from "./expected-site.ts";
import type { OptionalCounts } from "./optional-counts.ts";
import type { SurveyWindow } from "./survey-window.ts";
import { timeliness } from "./survey-window.ts";

/** The short form of a stored report, with what the evaluation of a day needs. */
export type DayReport = OptionalCounts & {
  siteCode: SiteCode;
  /** Absent when the report says that the site was closed. */
  absent?: number;
  closed: boolean;
  /** The frozen denominator. */
  pupils: number;
  firstEnteredAt: Date;
};

/** A stored report that cannot be read. Its site is not missing, but its counts are unknown. */
export type UnreadableReport = { siteCode: SiteCode; unreadable: true };

export type SiteDayState = "on-time" | "late" | "missing" | "exempt" | "unexpected" | "unreadable";

/** One site on one survey day. It was asked (`site`), it has reported (`report`), or both. */
export type DayRow = {
  siteCode: SiteCode;
  /** Absent when the site was not asked. */
  site?: ExpectedSite;
  report?: DayReport;
  state: SiteDayState;
  /** Whether the row has a count. A report that says "closed" has none. */
  reported: boolean;
};

/**
 * Merges the expected set and the reports of a survey day, two streams of pages in ascending order of site code. The
 * cost is linear, and memory holds one page of each. A site that reports a count was open, whatever the calendar says.
 * @param isExempt called only for sites without a count
 * @throws Error when a stream does not ascend, or the reports repeat a code
 */
export async function* mergeDay(
  expected: AsyncIterable<readonly ExpectedSite[]>,
  reports: AsyncIterable<readonly (DayReport | UnreadableReport)[]>,
  window: SurveyWindow,
  isExempt: (site: ExpectedSite) => boolean,
): AsyncGenerator<DayRow> {
  const asked = ascending(expected, "the expected set", "may repeat");
  const heard = ascending(reports, "the reports", "without repeats");
  await Promise.all([asked.fill(), heard.fill()]);
  // The loop ends, because each turn takes one element of a finite stream.
  while (asked.head !== undefined || heard.head !== undefined) {
    const site = asked.head;
    const report = heard.head;
    if (site !== undefined && (report === undefined || site.siteCode <= report.siteCode)) {
      const matched = report?.siteCode === site.siteCode ? report : undefined;
      yield expectedRow(site, matched, window, isExempt);
      if (!asked.step()) await asked.fill();
      // Two territories may both have asked a site that moved just then. In that case the report answers both.
      const answered = matched !== undefined && asked.head?.siteCode !== site.siteCode;
      if (answered && !heard.step()) await heard.fill();
    } else if (report !== undefined) {
      yield unexpectedRow(report);
      if (!heard.step()) await heard.fill();
    }
  }
}

function expectedRow(
  site: ExpectedSite,
  report: DayReport | UnreadableReport | undefined,
  window: SurveyWindow,
  isExempt: (site: ExpectedSite) => boolean,
): DayRow {
  const { siteCode } = site;
  if (report === undefined) {
    return { siteCode, site, state: isExempt(site) ? "exempt" : "missing", reported: false };
  }
  if ("unreadable" in report) return { siteCode, site, state: "unreadable", reported: false };
  if (report.closed) return { siteCode, site, report, state: "exempt", reported: false };
  return { siteCode, site, report, state: timeliness(report.firstEnteredAt, window), reported: true };
}

function unexpectedRow(report: DayReport | UnreadableReport): DayRow {
  const { siteCode } = report;
  if ("unreadable" in report) return { siteCode, state: "unreadable", reported: false };
  return { siteCode, report, state: "unexpected", reported: !report.closed };
}

type Stream<T> = {
  /** The current element; undefined before the first `fill` and at the end. */
  readonly head: T | undefined;
  /** Goes to the next element of the page. Returns false when the page has no more and `fill` must fetch another. */
  step: () => boolean;
  fill: () => Promise<void>;
};

/** Reads pages element by element, waits only between pages, and checks that the codes ascend. */
function ascending<T extends { siteCode: SiteCode }>(
  pages: AsyncIterable<readonly T[]>,
  name: string,
  repeats: "may repeat" | "without repeats",
): Stream<T> {
  const source = pages[Symbol.asyncIterator]();
  let page: readonly T[] = [];
  let index = -1;
  let head: T | undefined;

  function step(): boolean {
    const previous = head?.siteCode ?? "";
    index += 1;
    const next = page[index];
    if (next === undefined) return false;
    const isInOrder = repeats === "may repeat" ? previous <= next.siteCode : previous < next.siteCode;
    if (!isInOrder) {
      throw new Error(`${name}: site ${next.siteCode} follows ${previous}, but codes must ascend, ${repeats}`);
    }
    head = next;
    return true;
  }

  return {
    get head() {
      return head;
    },
    step,
    async fill() {
      // The loop skips empty pages and ends with the stream.
      for (;;) {
        const { done, value } = await source.next();
        if (done) {
          head = undefined;
          return;
        }
        page = value;
        index = -1;
        if (step()) return;
      }
    },
  };
}
