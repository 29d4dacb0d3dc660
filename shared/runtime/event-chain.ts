import middy from "@middy/core";
import type { Context } from "aws-lambda";
import type { EventFunctionName } from "../event-functions.ts";
import type { EventDeps } from "./deps.ts";

/** Acts on an AWS event. The function that knows the event parses it. */
export type EventHandler<Name extends EventFunctionName> = (event: unknown, deps: EventDeps<Name>) => Promise<unknown>;

/** One Lambda function for AWS events. A failure makes the function fail, so that AWS delivers the event again. */
export function eventFunction<Name extends EventFunctionName>(
  name: Name,
  act: EventHandler<Name>,
  deps: EventDeps<Name>,
) {
  return middy<unknown, unknown, Error, Context>()
    .use({ onError: ({ error }) => deps.log.error("event failed", error, { event: name }) })
    .handler(async (event) => act(event, deps));
}
