import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import { type Enrolment, enrolmentOn, stepsOnSiteMax } from "../../../shared/domain/registry/enrolment.ts";
import type { Site } from "../../../shared/domain/registry/site.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** The enrolment valid on the date: from the site, or from the archive for dates before the site's own steps. */
export async function enrolmentInForce(
  site: Site,
  date: LocalDate,
  deps: Pick<Deps, "enrolments">,
): Promise<Enrolment | undefined> {
  const onSite = enrolmentOn(site.enrolments, date);
  if (onSite !== undefined || site.enrolments.length < stepsOnSiteMax) return onSite;
  return deps.enrolments.on(site.siteCode, date);
}
