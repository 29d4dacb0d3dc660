import { millisecondsInDay } from "date-fns/constants";
import { reopeningReply } from "../../shared/contracts/reopening-reply.ts";
import { reopenedDaysMax } from "../../shared/domain/survey/reopening.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { problemWords } from "../../shared/words/in-every-language.ts";
import { invalidRequest } from "../flows/faults/invalid-request.ts";
import { reopenSurveyDay } from "../flows/survey-days/reopen-survey-day.ts";

export const handler = handlerFor("post-reopening")(
  async ({ path, body, caller, jurisdiction, language, decider, now }, deps) => {
    const { siteCode, date } = path;
    const until = new Date(body.until);
    const tooLong = until.getTime() > now.getTime() + reopenedDaysMax * millisecondsInDay;
    if (until <= now || tooLong)
      return invalidRequest("/until", problemWords[language].values.reopenedUntil(reopenedDaysMax));
    const wanted = { surveyDate: date, until, reason: body.reason, by: caller.subject, at: now };
    const target = `${siteCode} ${date}`;
    const decided = () => deps.audit.append({ ...decider, target, after: { until: body.until, reason: body.reason } });
    const decision = await reopenSurveyDay(siteCode, wanted, [...jurisdiction.listed.keys()], deps, decided);
    if (decision.kind === "refused") return { problem: decision.refusal };

    const status = decision.kind === "reopened" ? 201 : 200;
    return { status, body: reopeningReply(siteCode, decision.reopening) };
  },
);
