import { addDays } from "../../shared/domain/calendar/local-date.ts";
import { type Enrolment, enrolmentWarnings, withStep } from "../../shared/domain/registry/enrolment.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { supersededMax } from "../../shared/store/enrolment-store.ts";
import { enrolmentInForce } from "../flows/reports/submit-report.ts";

/** How often the step is fitted in anew because somebody else changed the site meanwhile. */
const attemptsMax = 5;

export const handler = handlerFor("put-enrolment")(async ({ path, site, body, caller, now }, deps) => {
  const { siteCode, validFrom } = path;
  const { confirm = false, ...counts } = body;
  let step: Enrolment = { validFrom, ...counts };
  const known = site.enrolments.find((earlier) => earlier.validFrom === validFrom);
  if (known?.pupils === step.pupils && known.classes === step.classes)
    return { status: 200, body: { siteCode, ...step } };

  const warnings = enrolmentWarnings(await enrolmentInForce(site, addDays(validFrom, -1), deps), step);
  if (warnings.length > 0 && !confirm) return { problem: { reason: "needs-confirmation", warnings } };

  // The archive first: a crash between the two leaves a step that the next try writes again, never one without a trace.
  const archived = await deps.enrolments.put(siteCode, step, { by: caller.subject, at: now });
  if (archived === "too-many-revisions")
    return { problem: { reason: "too-many-revisions", revisionsMax: supersededMax } };
  let current = site;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const saved = await deps.sites.replaceEnrolments(siteCode, current.enrolments, withStep(current.enrolments, step));
    if (saved === "saved") return { status: known === undefined ? 201 : 200, body: { siteCode, ...step } };
    current = (await deps.sites.get(siteCode, { consistent: true })) ?? current;
    // Who changed it may have entered other counts for the same date, later: then those hold.
    step = (await deps.enrolments.on(siteCode, validFrom, { consistent: true })) ?? step;
  }
  return { problem: { reason: "unavailable", retryAfterSeconds: 1 } };
});
