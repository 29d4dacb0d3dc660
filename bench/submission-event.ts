import { gatewayEvent, routeMatcher } from "../infra/local/gateway-event.ts";
import { routes } from "../shared/routes.ts";
import { registerInstitute } from "../test/rig/sample-institute.ts";
import { sampleInstituteCode, sampleSiteCode } from "../test/rig/sample-schools.ts";
import type { World } from "../test/rig/world.ts";

export const submissionDate = "2023-02-16";
/** An instant while the survey day is open. */
export const submittedAt = new Date("2023-02-16T09:00:00+01:00");

/** A submission in the form that API Gateway passes to the function. */
export async function submissionEvent(world: Pick<World, "tokenOf" | "deps">) {
  const instituteCode = sampleInstituteCode(0);
  await registerInstitute({ instituteCode, siteCodes: [], pupils: 0 }, submissionDate, world.deps);
  const token = await world.tokenOf(instituteCode);
  const target = `/v1/sites/${sampleSiteCode(0)}/absence-reports/${submissionDate}`;
  const match = routeMatcher(Object.values(routes))("PUT", target);
  const headers = { authorization: [`Bearer ${token}`], "content-type": ["application/json"] };
  const body = Buffer.from(JSON.stringify({ absent: 12 }));
  return gatewayEvent({ method: "PUT", target, headers, body, sourceIp: "127.0.0.1" }, match, "bench", submittedAt);
}
