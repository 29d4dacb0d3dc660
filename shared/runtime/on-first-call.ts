import type { Context } from "aws-lambda";

type Entry<Event, Answer> = (event: Event, context: Context) => Promise<Answer>;

/**
 * An entry that is opened by its first call and kept for the next ones: loading it asks for no environment, and an
 * environment that lacks something fails each call with the same sentence instead of a start that says nothing.
 */
export function onFirstCall<Event, Answer>(open: () => Entry<Event, Answer>): Entry<Event, Answer> {
  let opened: Entry<Event, Answer> | undefined;
  return async (event, context) => {
    opened ??= open();
    return opened(event, context);
  };
}
