import { schoolCalendarReply } from "../../shared/contracts/school-calendar-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-school-calendar")(async ({ path: { schoolYear } }, deps) => {
  const { entered = {} } = await deps.schoolCalendars.get(schoolYear, deps.onDamaged);
  return { status: 200, body: schoolCalendarReply(schoolYear, entered) };
});
