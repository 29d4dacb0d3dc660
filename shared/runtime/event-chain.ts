import middy from "@middy/core";
import type { Context } from "aws-lambda";
import type { EventDeps } from "./event-deps.ts";

/** What an event of AWS leads to. The event is parsed by whoever understands it. */
export type EventHandler = (event: unknown, deps: EventDeps) => Promise<unknown>;

/** One Lambda function for events of AWS; a failure fails the function, so that AWS delivers the event again. */
export function eventFunction(name: string, act: EventHandler, deps: EventDeps) {
  return middy<unknown, unknown, Error, Context>()
    .use({ onError: ({ error }) => deps.log.error("event failed", error, { event: name }) })
    .handler(async (event) => act(event, deps));
}
