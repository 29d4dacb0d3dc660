import pMap from "p-map";
import { instituteReply, linkedInstituteReply } from "../../shared/contracts/institute-reply.ts";
import { localDateAt } from "../../shared/domain/calendar/local-date.ts";
import { askedDayOf, dueDates, surveyDayAfter } from "../../shared/domain/survey/due-days.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { readDueSites } from "../flows/survey-days/read-due-sites.ts";

/** Days open for entry: seldom more than two, plus one for each reopening. */
const daysAtOnce = 4;

export const handler = handlerFor("get-institute")(async ({ path, caller, now }, deps) => {
  const [institute, sites, calendar] = await Promise.all([
    deps.institutes.get(path.instituteCode),
    deps.sites.ofInstitute(path.instituteCode, deps.onDamaged),
    deps.calendar(),
  ]);
  if (institute === undefined) return { problem: { reason: "not-found" } };

  const filledDay = async (date: string) => {
    const day = askedDayOf(date, sites, calendar, now);
    return { ...day, sites: await readDueSites(day, deps) };
  };
  if (caller.role === "link")
    return { status: 200, body: linkedInstituteReply(institute, await filledDay(caller.surveyDate), now) };

  const due = await pMap(dueDates(sites, calendar, now), filledDay, { concurrency: daysAtOnce });
  const body = instituteReply(institute, sites, due, surveyDayAfter(localDateAt(now), sites, calendar), now);
  const contacts = caller.role === "supplier" ? {} : { contacts: [...institute.contacts] };
  return { status: 200, body: { ...body, ...contacts } };
});
