import pMap from "p-map";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import {
  type AskedDay,
  type AskedSite,
  type AskedSiteRecord,
  surveyDayBefore,
} from "../../../shared/domain/survey/due-days.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { enrolmentInForce } from "../registry/enrolment-in-force.ts";

/** Sites of one institute: nearly always all at once, because somebody waits for the form. */
const sitesAtOnce = 32;

type DueDeps = Pick<Deps, "reports" | "enrolments" | "calendar" | "onDamaged">;

/** The stored data of the sites that a day asks. An unreadable report is reported, and hides no other. */
export async function readDueSites({ surveyDate, asked }: AskedDay, deps: DueDeps): Promise<AskedSiteRecord[]> {
  return pMap(asked, (one) => readDueSite(one, surveyDate, deps), { concurrency: sitesAtOnce });
}

async function readDueSite(asked: AskedSite, date: LocalDate, deps: DueDeps): Promise<AskedSiteRecord> {
  const { site } = asked;
  const before = surveyDayBefore(date, site.territory, await deps.calendar());
  let isUnreadable = false;
  const dates = before === undefined ? [date] : [before, date];
  const reports = await deps.reports.ofSite(site.siteCode, dates, (damage) => {
    deps.onDamaged(damage);
    isUnreadable ||= damage.key.surveyDate === date;
  });
  const report = reports.find(({ surveyDate }) => surveyDate === date);
  const previous = reports.find(({ surveyDate }) => surveyDate === before);
  const enrolment = await enrolmentInForce(site, date, deps);
  return { ...asked, enrolment, report: isUnreadable ? "unreadable" : report, previous };
}
