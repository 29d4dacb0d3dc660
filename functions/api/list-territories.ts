import { territoryReply } from "../../shared/contracts/territory-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("list-territories")(async ({ jurisdiction }, deps) => {
  const own = jurisdiction.territories.map(({ territory }) => territory);
  const records = await deps.settings.territoryRecords(own, deps.onDamaged);
  return { status: 200, body: { items: records.map(territoryReply) } };
});
