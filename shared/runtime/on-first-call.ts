import type { Context } from "aws-lambda";

type Entry<Event, Answer> = (event: Event, context: Context) => Promise<Answer>;

/**
 * An entry that opens at its first call and stays open. Loading it reads no environment. An incomplete environment
 * makes each call fail with the same message, instead of a start without any message.
 */
export function onFirstCall<Event, Answer>(open: () => Entry<Event, Answer>): Entry<Event, Answer> {
  let opened: Entry<Event, Answer> | undefined;
  return async (event, context) => {
    opened ??= open();
    return opened(event, context);
  };
}
