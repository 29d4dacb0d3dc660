import { siteReply } from "../../shared/contracts/site-reply.ts";
import { grantTerritory } from "../../shared/domain/jurisdiction.ts";
import { outsideScope } from "../../shared/runtime/authorise.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("put-site")(async ({ path, body, caller, jurisdiction, now }, deps) => {
  const own = grantTerritory(jurisdiction, body.territory);
  if (own === undefined) return { problem: outsideScope };
  const written = { by: caller.subject, at: now };
  const { sentinelFrom, sentinelUntil, ...rest } = body;
  const entry = { ...rest, territory: own.territory };
  const dates = sentinelFrom === undefined ? undefined : { sentinelFrom, ...(sentinelUntil ? { sentinelUntil } : {}) };
  // The territory comes first: in an unlisted territory no site is expected and no report is counted.
  await deps.settings.addTerritory(own.territory, own.officeCode, written);
  const outcome = await deps.sites.putRegistryEntry({ siteCode: path.siteCode, ...entry }, written);
  await deps.sites.setSentinel(path.siteCode, dates, written);
  const institute = await deps.institutes.get(entry.instituteCode);
  if (institute === undefined) {
    const { instituteCode, name } = entry;
    await deps.institutes.putRegistryEntry({ instituteCode, name, contacts: [] }, written);
  }

  const site = await deps.sites.get(path.siteCode, { consistent: true });
  if (site === undefined) throw new Error(`site ${path.siteCode} vanished`);
  return { status: outcome === "created" ? 201 : 200, body: siteReply(site, now) };
});
