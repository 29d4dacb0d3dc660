import { siteReply } from "../../shared/contracts/site-reply.ts";
import { localDateAt } from "../../shared/domain/local-date.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("put-site")(async ({ path, body, now }, deps) => {
  const { sentinelFrom, sentinelUntil, ...entry } = body;
  const dates = sentinelFrom === undefined ? undefined : { sentinelFrom, ...(sentinelUntil ? { sentinelUntil } : {}) };
  // The territory first: a sentinel site in a territory that nobody lists would never be expected.
  if (dates !== undefined) await deps.settings.addTerritory(entry.territory, localDateAt(now));
  const outcome = await deps.sites.putRegistryEntry({ siteCode: path.siteCode, ...entry });
  await deps.sites.setSentinel(path.siteCode, dates);
  const institute = await deps.institutes.get(entry.instituteCode);
  if (institute === undefined) {
    await deps.institutes.putRegistryEntry({ instituteCode: entry.instituteCode, name: entry.name, contacts: [] });
  }

  const site = await deps.sites.get(path.siteCode, { consistent: true });
  if (site === undefined) throw new Error(`site ${path.siteCode} vanished`);
  return { status: outcome === "created" ? 201 : 200, body: siteReply(site, now) };
});
