import { daysBetween, type LocalDate } from "../domain/calendar/local-date.ts";

/** How well alerts announced outbreaks with a known date. Lower is better for each metric; 0 is perfect. */
export type OutbreakMetrics = {
  outbreaks: number;
  /** False alert rate: false / (false + 1), or 1 when no alert was true. */
  far: number;
  /** Added days delayed: 14 − notice of the first true alert. Without one, the days from the season's start. */
  add: number;
  /** Alert time quality: the mean over all alerts, and that of the first one. Both are 1 when there was no alert. */
  aatq: number;
  fatq: number;
};

/** The survey days before one outbreak's reference date and the alerts raised on them. */
export type OutbreakSeason = {
  /** First survey day of the season, or the day after the previous outbreak. */
  from: LocalDate;
  /** The day from which the outbreak counts as begun. */
  reference: LocalDate;
  /** Days with an alert, `from` to `reference` included. */
  alerts: readonly LocalDate[];
};

/** The best notice of an alert, in days; the scale and the powers of the penalty for earlier and later ones. */
const bestNoticeDays = 14;
const scaleDays = 21;
const earlyPower = 2;
const latePower = 4;

/**
 * The quality of one alert: 0 at 14 days' notice. With d = 14 − notice it is min(1, (|d|/21)²) for an earlier alert (d
 * < 0) and (|d|/21)⁴ for a later one.
 * @see Vanderkruk et al., BMC Public Health 23 (2023) 850
 */
export function alertTimeQuality(noticeDays: number): number {
  const lateBy = bestNoticeDays - noticeDays;
  const share = Math.abs(lateBy) / scaleDays;
  return lateBy < 0 ? Math.min(1, share ** earlyPower) : share ** latePower;
}

/**
 * FAR, ADD, AATQ and FATQ, each as the mean over the outbreaks. An alert is true within the 14 days up to the reference
 * date.
 * @see Ward et al., BMC Public Health 19 (2019) 1232; Vanderkruk et al. (2023)
 */
export function outbreakMetrics(seasons: readonly OutbreakSeason[]): OutbreakMetrics {
  const rows = seasons.map(({ from, reference, alerts }) => {
    const notices = alerts.toSorted().map((date) => daysBetween(date, reference));
    const trueNotices = notices.filter((notice) => notice <= bestNoticeDays);
    const falseAlerts = notices.length - trueNotices.length;
    const qualities = notices.map(alertTimeQuality);
    const [firstTrue] = trueNotices;
    return {
      far: firstTrue === undefined ? 1 : falseAlerts / (falseAlerts + 1),
      add: firstTrue === undefined ? daysBetween(from, reference) : bestNoticeDays - firstTrue,
      aatq: qualities.length === 0 ? 1 : mean(qualities),
      fatq: qualities[0] ?? 1,
    };
  });
  return {
    outbreaks: rows.length,
    far: mean(rows.map((row) => row.far)),
    add: mean(rows.map((row) => row.add)),
    aatq: mean(rows.map((row) => row.aatq)),
    fatq: mean(rows.map((row) => row.fatq)),
  };
}

/** The mean of no values is 0: there was nothing to announce. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
