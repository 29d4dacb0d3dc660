import { formatInstant } from "../../shared/domain/calendar/local-date.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("list-enrolments")(async ({ site, query }, deps) => {
  const page = await deps.enrolments.list(site.siteCode, pageRequest(query), deps.onDamaged);
  const items = page.items.map(({ validFrom, pupils, classes, enteredAt, enteredBy, superseded }) => ({
    siteCode: site.siteCode,
    validFrom,
    pupils,
    classes,
    enteredAt: formatInstant(enteredAt),
    enteredBy,
    superseded: superseded.map((entry) => ({ ...entry, enteredAt: formatInstant(entry.enteredAt) })),
  }));
  return { status: 200, body: { ...page, items } };
});
