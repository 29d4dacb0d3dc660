import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import type { Authorship } from "../../../shared/domain/principal.ts";
import { type Refused, refused } from "../../../shared/domain/refusal.ts";
import { type Enrolment, enrolmentWarnings, withStep } from "../../../shared/domain/registry/enrolment.ts";
import type { Site } from "../../../shared/domain/registry/site.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { supersededMax } from "../../../shared/store/enrolment-store.ts";
import { retryOnConflict } from "../../../shared/store/retry-on-conflict.ts";
import { enrolmentInForce } from "./enrolment-in-force.ts";

type EnrolmentEntry = { kind: "created" | "replaced" | "unchanged"; step: Enrolment } | Refused;
type EnrolmentDeps = Pick<Deps, "sites" | "enrolments">;

/**
 * Enters the pupils and classes of a site from a date on, in the archive and on the site. If another entry for the same
 * date came later, its counts apply.
 * @param confirm whether the office confirms unusual values
 */
export async function enterEnrolment(
  site: Site,
  step: Enrolment,
  confirm: boolean,
  written: Authorship,
  deps: EnrolmentDeps,
): Promise<EnrolmentEntry> {
  const known = site.enrolments.find(({ validFrom }) => validFrom === step.validFrom);
  if (known?.pupils === step.pupils && known.classes === step.classes) return { kind: "unchanged", step };
  const warnings = enrolmentWarnings(await enrolmentInForce(site, addDays(step.validFrom, -1), deps), step);
  if (warnings.length > 0 && !confirm) return refused({ reason: "needs-confirmation", warnings });

  // The archive comes first. A crash in between leaves a step that the next try writes again, and never a step without
  // a trace.
  const archived = await deps.enrolments.put(site.siteCode, step, written);
  if (archived === "too-many-revisions") return refused({ reason: "too-many-revisions", revisionsMax: supersededMax });
  const onSite = await putOnSite(site, step, deps);
  return { kind: known === undefined ? "created" : "replaced", step: onSite };
}

/** @returns the step that the site has now */
async function putOnSite(site: Site, first: Enrolment, deps: EnrolmentDeps): Promise<Enrolment> {
  const { siteCode } = site;
  let { enrolments } = site;
  let step = first;
  return retryOnConflict(`site ${siteCode}`, async () => {
    const saved = await deps.sites.replaceEnrolments(siteCode, enrolments, withStep(enrolments, step));
    if (saved === "saved") return step;
    enrolments = (await deps.sites.get(siteCode, { consistent: true }))?.enrolments ?? enrolments;
    // Another writer may have entered other counts for the same date later. Those then apply.
    step = (await deps.enrolments.on(siteCode, step.validFrom, { consistent: true })) ?? step;
    return "conflict";
  });
}
