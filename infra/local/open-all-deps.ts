import type { Deps } from "../../shared/runtime/deps.ts";
import type { Environment } from "../../shared/runtime/environment.ts";
import { type DepsOptions, openDeps } from "../../shared/runtime/open-deps.ts";
import * as open from "../../shared/runtime/openers.ts";

/** The dependencies of all functions together, because on one machine a single process runs all of them. */
export function openAllDeps(environment: Environment, options: DepsOptions): Deps {
  return openDeps(environment, options, (opening) => ({
    ...open.institutes(opening),
    ...open.sites(opening),
    ...open.enrolments(opening),
    ...open.absenceReports(opening),
    ...open.surveyDays(opening),
    ...open.alerts(opening),
    ...open.mailLedger(opening),
    ...open.audit(opening),
    ...open.settings(opening),
    ...open.migrations(opening),
    ...open.callers(opening),
    ...open.links(opening),
    ...open.mail(opening),
  }));
}
