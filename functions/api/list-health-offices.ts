import { healthOfficeReply } from "../../shared/contracts/health-office-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("list-health-offices")(async ({ jurisdiction: { offices, territories } }, deps) => {
  const byOffice = Map.groupBy(territories, ({ officeCode }) => officeCode);
  const shown = new Set([...offices, ...byOffice.keys()]);
  const stored = await deps.healthOffices.getMany([...shown], deps.onDamaged);
  const items = stored.map(({ office, version }) =>
    healthOfficeReply(
      office,
      version,
      (byOffice.get(office.officeCode) ?? []).map(({ territory }) => territory),
    ),
  );
  return { status: 200, body: { items } };
});
