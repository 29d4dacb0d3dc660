import { schoolCalendarReply } from "../../shared/contracts/school-calendar-reply.ts";
import { keepsRegion } from "../../shared/domain/jurisdiction.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { problemWords } from "../../shared/words/in-every-language.ts";
import { enterSchoolCalendar } from "../flows/calendar/enter-school-calendar.ts";
import { invalidRequest } from "../flows/faults/invalid-request.ts";

export const handler = handlerFor("put-school-calendar")(
  async ({ path, body, caller, jurisdiction, language, now }, deps) => {
    if (!keepsRegion(jurisdiction)) return { problem: { reason: "forbidden" } };
    const { schoolYear } = path;
    const decision = await enterSchoolCalendar(schoolYear, body, { by: caller.subject, at: now }, deps);
    if (decision.kind === "refused")
      return invalidRequest(`/${decision.path.join("/")}`, problemWords[language].values[decision.reason](schoolYear));

    deps.forgetCalendar();
    return { status: 200, body: schoolCalendarReply(schoolYear, body) };
  },
);
