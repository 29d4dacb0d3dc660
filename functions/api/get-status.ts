import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { problemWords } from "../../shared/words/in-every-language.ts";

const retryAfterSeconds = 30;

/** Reads a few small items: a service that cannot reach its store does not work, even if its process runs. */
export const handler = handlerFor("get-status")(async ({ language }, deps) => {
  try {
    await deps.settings.regionClosures(deps.onDamaged);
  } catch (fault) {
    deps.log.error("status check failed", fault);
    return { problem: { reason: "unavailable", retryAfterSeconds } };
  }
  return { status: 200, body: { type: "about:blank", status: 200, title: problemWords[language].works } };
});
