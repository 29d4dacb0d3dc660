import { problemType } from "../../shared/contracts/problem.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

/** Reads one small item: a service that cannot reach its store does not work, whatever its process says. */
export const handler = handlerFor("get-status")(async ({ language }, deps) => {
  try {
    await deps.settings.latestPolicy();
  } catch (fault) {
    deps.log.error("status check failed", fault);
    const title = { it: "Il servizio non raggiunge i suoi dati", en: "The service cannot reach its data" }[language];
    return { status: 503, body: { type: problemType("unavailable"), status: 503, title } };
  }
  const title = { it: "Il servizio funziona", en: "The service works" }[language];
  return { status: 200, body: { type: "about:blank", status: 200, title } };
});
