import { schoolCalendarReply } from "../../shared/contracts/school-calendar-reply.ts";
import { keepsRegion } from "../../shared/domain/jurisdiction.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { problemWords } from "../../shared/words/in-every-language.ts";
import { fileFacts } from "../flows/audit/file-facts.ts";
import { enterSchoolCalendar } from "../flows/calendar/enter-school-calendar.ts";
import { invalidRequest } from "../flows/faults/invalid-request.ts";

export const handler = handlerFor("put-school-calendar")(
  async ({ path, body, caller, jurisdiction, language, decider, now }, deps) => {
    if (!keepsRegion(jurisdiction)) return { problem: { reason: "forbidden" } };
    const { schoolYear } = path;
    const { lessons = {}, holidays = [], surveyWeekdays = [] } = body;
    const counts = { holidays: holidays.length, surveyWeekdays: surveyWeekdays.length };
    const after = { lessons: Object.keys(lessons).join(" "), ...counts, ...fileFacts(body) };
    const decided = () => deps.audit.append({ ...decider, target: schoolYear, after });
    const written = { by: caller.subject, at: now };
    const decision = await enterSchoolCalendar(schoolYear, body, written, deps, decided);
    if (decision.kind === "refused")
      return invalidRequest(`/${decision.path.join("/")}`, problemWords[language].values[decision.reason](schoolYear));

    deps.forgetCalendar();
    return { status: 200, body: schoolCalendarReply(schoolYear, body) };
  },
);
