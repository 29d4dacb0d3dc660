import { seriesReply } from "../../shared/contracts/series-reply.ts";
import { addDays, daysBetween, localDateAt } from "../../shared/domain/calendar/local-date.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { problemWords } from "../../shared/words/in-every-language.ts";
import { invalidRequest } from "../flows/faults/invalid-request.ts";
import { readSeries } from "../flows/survey-days/read-series.ts";
import { seriesScope } from "../flows/survey-days/series-scope.ts";

const daysDefault = 120;
const daysMax = 370;

export const handler = handlerFor("get-series")(async ({ query, jurisdiction, language, now }, deps) => {
  const to = query.to ?? localDateAt(now);
  const from = query.from ?? addDays(to, -daysDefault);
  const span = daysBetween(from, to);
  if (span < 0 || span > daysMax)
    return invalidRequest("/query/from", problemWords[language].values.daysBeforeTo(daysMax));
  const wanted = await seriesScope(query, jurisdiction, language, deps);
  if ("problem" in wanted) return { problem: wanted.problem };

  return { status: 200, body: seriesReply(wanted.scope, await readSeries(wanted, from, to, deps)) };
});
