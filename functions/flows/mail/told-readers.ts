import pMap from "p-map";
import { type AlertNews, isNewsAfter, isRecent, toldSeverity } from "../../../shared/domain/alerts/alert-news.ts";
import { digestDateOf, digestDates, tellingDays } from "../../../shared/domain/alerts/telling.ts";
import type { AlertSeverity } from "../../../shared/domain/alerts/verdict.ts";
import type { Calendar } from "../../../shared/domain/calendar/calendar.ts";
import { addDays, type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import type { LedgerEntry } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { digestReaderOf } from "./digest-id.ts";

/** Parts of the ledger read at the same time. */
const partsAtOnce = 8;

type ToldDeps = Pick<Deps, "mailLedger" | "calendar" | "now" | "onDamaged">;

/** What one reader knows, from its own digests in the ledger. */
export type ToldReader = {
  /** The alerts that are news to this reader. */
  news: readonly { alert: AlertNews; told: AlertSeverity | undefined }[];
  /** Its digests of the survey day that may not have arrived. */
  unsettled: readonly LedgerEntry[];
};

/**
 * Which of the office's alerts touched by an evaluation each of its readers must still be told. A digest under way counts
 * as told: the next evaluation of its own survey day settles it or sends it again under its own name.
 * @param alerts read consistently
 */
export async function toldReaders(
  officeCode: OfficeCode,
  readers: ReadonlySet<string>,
  alerts: readonly AlertNews[],
  surveyDate: LocalDate,
  deps: ToldDeps,
): Promise<Map<string, ToldReader>> {
  const now = deps.now();
  const recent = new Map(alerts.filter((alert) => isRecent(alert, now)).map((alert) => [alert.alertId, alert]));
  const told = new Map([...readers].map((reader) => [reader, new Map<string, AlertSeverity>()]));
  const unsettled = new Map([...readers].map((reader): [string, LedgerEntry[]] => [reader, []]));

  const dates = datesOf([...recent.values()], surveyDate, now, await deps.calendar());
  await visitDigests(dates, [officeCode], deps, (entry) => {
    const reader = digestReaderOf(entry);
    const ofReader = told.get(reader);
    if (ofReader === undefined) return;
    const isSettled = entry.status !== "claimed" && entry.status !== "uncertain";
    if (!isSettled && (entry.aboutDate ?? entry.surveyDate) === surveyDate) unsettled.get(reader)?.push(entry);
    addTold(ofReader, entry, recent);
  });

  return new Map(
    [...told].map(([reader, ofReader]) => {
      const news = [...recent.values()].map((alert) => ({ alert, told: ofReader.get(alert.alertId) }));
      return [
        reader,
        {
          news: news.filter((one) => isNewsAfter(one.alert, one.told)),
          unsettled: unsettled.get(reader) ?? [],
        },
      ];
    }),
  );
}

/** The alerts that no reader of these offices has been told with their present severity. */
export async function untoldAlerts(
  alerts: readonly AlertNews[],
  offices: readonly OfficeCode[],
  deps: ToldDeps,
): Promise<AlertNews[]> {
  const now = deps.now();
  const recent = new Map(alerts.filter((alert) => isRecent(alert, now)).map((alert) => [alert.alertId, alert]));
  if (recent.size === 0) return [];
  const told = new Map<string, AlertSeverity>();
  const dates = datesOf([...recent.values()], localDateAt(now), now, await deps.calendar());
  await visitDigests(dates, offices, deps, (entry) => addTold(told, entry, recent));
  return [...recent.values()].filter((alert) => isNewsAfter(alert, told.get(alert.alertId)));
}

/** Visits the digests that have reached a reader, or may have. */
async function visitDigests(
  dates: readonly LocalDate[],
  offices: readonly OfficeCode[],
  deps: Pick<Deps, "mailLedger" | "onDamaged">,
  visit: (entry: LedgerEntry) => void,
): Promise<void> {
  await pMap(
    dates.flatMap((surveyDate) => offices.map((officeCode) => ({ surveyDate, kind: "digest" as const, officeCode }))),
    async (part) => {
      for await (const entries of deps.mailLedger.pagesOf(part, deps.onDamaged)) {
        for (const entry of entries) if (entry.status !== "skipped" && entry.status !== "bounced") visit(entry);
      }
    },
    { concurrency: partsAtOnce },
  );
}

function addTold(
  told: Map<string, AlertSeverity>,
  { alerts = [], alertsAt, claimedAt }: LedgerEntry,
  recent: ReadonlyMap<string, AlertNews>,
): void {
  for (const { alertId, severity } of alerts) {
    const alert = recent.get(alertId);
    if (alert === undefined) continue;
    const counts = toldSeverity(alert, { severity, at: alertsAt ?? claimedAt });
    if (isNewsAfter({ severity: counts }, told.get(alertId))) told.set(alertId, counts);
  }
}

/**
 * The dates under which the ledger may hold digests of the survey day, and digests about the alerts since they became
 * news. A survey day under another date may have had digests for as long as readers are being told.
 */
function datesOf(alerts: readonly AlertNews[], surveyDate: LocalDate, now: Date, calendar: Calendar): LocalDate[] {
  const today = localDateAt(now);
  const oldest = alerts.reduce((since, { worst }) => Math.min(since, worst.since.getTime()), now.getTime());
  const since = localDateAt(new Date(oldest));
  if (digestDateOf(surveyDate, today) === surveyDate)
    return alerts.length === 0 ? [surveyDate] : digestDates(surveyDate, since, today, calendar);
  const [first = since] = [since, addDays(today, -tellingDays)].toSorted();
  return digestDates(surveyDate, first, today, calendar);
}
