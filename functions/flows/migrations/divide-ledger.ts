import { addDays, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { earlierCallMillis } from "./run-migrations.ts";

/**
 * Gives each health office its own part of the mail ledger, from the date on of which no call of the release before can
 * mail any more: until then both releases look for a mail in the same place.
 */
export async function divideLedger(deps: Pick<Deps, "ledgerOffices" | "now">): Promise<void> {
  const lastCallEnds = new Date(deps.now().getTime() + earlierCallMillis);
  await deps.ledgerOffices.begin(addDays(localDateAt(lastCallEnds), 1));
}
