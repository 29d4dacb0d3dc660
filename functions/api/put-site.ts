import { siteReply } from "../../shared/contracts/site-reply.ts";
import { grantTerritory } from "../../shared/domain/jurisdiction.ts";
import { outsideScope } from "../../shared/runtime/authorise.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { siteSummary } from "../flows/audit/site-summary.ts";
import { registerSite } from "../flows/registry/register-site.ts";

export const handler = handlerFor("put-site")(async (request, deps) => {
  const { path, body, caller, jurisdiction, decider, now } = request;
  const { siteCode } = path;
  const { sentinelFrom, sentinelUntil, ...rest } = body;
  const own = grantTerritory(jurisdiction, body.territory);
  if (own === undefined) return { problem: outsideScope };

  const before = request.site === undefined ? {} : { before: siteSummary(request.site) };
  const after = siteSummary({ ...body, territory: own.territory });
  await deps.audit.append({ ...decider, target: siteCode, ...before, after });
  const written = { by: caller.subject, at: now };
  const outcome = await registerSite({ siteCode, ...rest, territory: own.territory }, own.officeCode, written, deps);
  if (outcome.kind === "refused") return { problem: outcome.refusal };
  const dates = sentinelFrom === undefined ? undefined : { sentinelFrom, ...(sentinelUntil ? { sentinelUntil } : {}) };
  await deps.sites.setSentinel(siteCode, dates, written);

  const site = await deps.sites.get(siteCode, { consistent: true });
  if (site === undefined) throw new Error(`site ${siteCode} vanished`);
  return { status: outcome.kind === "created" ? 201 : 200, body: siteReply(site, now) };
});
