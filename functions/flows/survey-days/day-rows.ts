import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import { type DayRow, mergeDay } from "../../../shared/domain/survey/day-rows.ts";
import type { ExpectedSite } from "../../../shared/domain/survey/expected-site.ts";
import { surveyWindow } from "../../../shared/domain/survey/survey-window.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { DamagedItem } from "../../../shared/store/parse-item.ts";

export type DayDeps = Pick<Deps, "surveyDays" | "reports" | "calendar" | "onDamaged">;

/**
 * The present rows of a survey day: the frozen expected sets of the territories merged with the reports, in one pass,
 * by site code. Exemptions come from the present calendar. Damage is reported and hides nothing else: an unreadable
 * report has its row too.
 * @param onSetDamaged called for damage in the expected set of a territory
 */
export async function* dayRows(
  surveyDate: LocalDate,
  territories: readonly Territory[],
  deps: DayDeps,
  onSetDamaged: (territory: Territory, damage: DamagedItem) => void = () => undefined,
): AsyncGenerator<DayRow> {
  const calendar = await deps.calendar();
  const sets = territories.map((territory) =>
    deps.surveyDays.expectedPages(territory, surveyDate, (damage) => {
      deps.onDamaged(damage);
      onSetDamaged(territory, damage);
    }),
  );
  const isExempt = (site: ExpectedSite) => calendar.of(site.territory).statusOf(surveyDate, site).kind !== "survey-day";
  yield* mergeDay(
    mergeByCode(sets),
    deps.reports.ofDay(surveyDate, deps.onDamaged),
    surveyWindow(surveyDate),
    isExempt,
  );
}

/** Merges streams of pages, each in ascending order of site code, into one. */
async function* mergeByCode(
  streams: readonly AsyncIterable<readonly ExpectedSite[]>[],
): AsyncGenerator<readonly ExpectedSite[]> {
  const sources = streams.map(sourceOf);
  // The loop ends with the streams: each turn empties at least one buffer.
  for (;;) {
    for (const source of sources) {
      while (source.buffer.length === 0 && !source.ended) {
        const next = await source.pages.next();
        if (next.done) source.ended = true;
        else source.buffer = next.value;
      }
    }
    const filled = sources.filter(({ buffer }) => buffer.length > 0);
    if (filled.length === 0) return;
    // Take the last code of each buffer: up to the lowest of them, no lower code can follow.
    const [bound = ""] = filled.map(({ buffer }) => buffer.at(-1)?.siteCode ?? "").toSorted();
    const ready = filled.flatMap((source) => {
      const split = source.buffer.findIndex(({ siteCode }) => siteCode > bound);
      const taken = split < 0 ? source.buffer : source.buffer.slice(0, split);
      source.buffer = split < 0 ? [] : source.buffer.slice(split);
      return taken;
    });
    yield ready.toSorted((one, other) => (one.siteCode < other.siteCode ? -1 : 1));
  }
}

type Source = { pages: AsyncIterator<readonly ExpectedSite[]>; buffer: readonly ExpectedSite[]; ended: boolean };

function sourceOf(stream: AsyncIterable<readonly ExpectedSite[]>): Source {
  return { pages: stream[Symbol.asyncIterator](), buffer: [], ended: false };
}
