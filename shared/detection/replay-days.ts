import type { DaySheet } from "../domain/survey/day-sheet.ts";
import { historyDaysMax } from "./aligned-days.ts";
import { markAlarmed } from "./mark-alarmed.ts";
import type { AnyOutcome } from "./rule.ts";

/** How a policy, or a single rule, evaluates one day. */
export type Evaluate<L extends string> = (today: DaySheet<L>, history: readonly DaySheet<L>[]) => AnyOutcome<L>;

export type ReplayedDay<L extends string> = { sheet: DaySheet<L>; outcome: AnyOutcome<L> };

/**
 * Evaluates the survey days of one territory one after the other, each as if it had just closed. A day uses only the
 * days before it, with the alarms that the same rules raised on them. The days come one by one, so that many years need
 * the memory of one history only.
 * @param sheets oldest first, without `alarmed` flags
 */
export function* replayDays<L extends string>(
  sheets: readonly DaySheet<L>[],
  evaluate: Evaluate<L>,
): Generator<ReplayedDay<L>> {
  const history: DaySheet<L>[] = [];
  for (const sheet of sheets) {
    const outcome = evaluate(sheet, history);
    yield { sheet, outcome };
    history.push(markAlarmed(sheet, outcome));
    if (history.length > historyDaysMax) history.shift();
  }
}
