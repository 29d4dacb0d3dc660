import type { AlertNews } from "../../../shared/domain/alerts/alert-news.ts";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { JobTime } from "../../../shared/runtime/job-chain.ts";
import type { Isolated } from "../faults/faults.ts";
import { type ComposingDeps, type DigestComposer, digestComposer, type Evaluated } from "./compose-digest.ts";
import { digestReaders } from "./digest-readers.ts";
import { digestsFor, repeatOf, sendToReader } from "./digest-task.ts";
import type { MailFate, MailOnceDeps } from "./mail-once.ts";
import { mailPace, type PaceDeps, reminderShare } from "./mail-pace.ts";
import { type ToldReader, toldReaders } from "./told-readers.ts";

type TellingDeps = MailOnceDeps & PaceDeps & Pick<Deps, "mailRatePerSecond" | "calendar"> & Isolated;

export type DigestDeps = TellingDeps & ComposingDeps & Pick<Deps, "settings">;

/** An evaluated survey day, and the alerts of its findings, read consistently. */
type ToldOf = Evaluated & { touched: readonly AlertNews[] };

/** How many mails went out, and whether every reader has been told everything or cannot be reached. */
export type DigestOutcome = { sent: number; everyReaderTold: boolean };

/** No job lasts longer, so a turn that was not given back is free again after this time. */
const turnMillisMax = 15 * 60_000;

/**
 * Mails each reader the alerts that are new or worse than this reader knows, as one digest. Unsettled digests of an
 * earlier run go out again first, unchanged. So an alert may arrive twice, with the same id, but is never lost. A
 * reader who cannot be mailed delays nobody.
 */
export async function sendDigest(evaluated: ToldOf, time: JobTime, deps: DigestDeps): Promise<DigestOutcome> {
  const { surveyDate, touched } = evaluated;
  const addresses = await digestReaders(deps);
  const read = () => toldReaders(new Set(addresses.keys()), touched, surveyDate, deps);
  const nothing = { sent: 0, everyReaderTold: false };
  if (addresses.size === 0) return nothing;
  const known = [...(await read()).values()];
  if (known.every(({ news, unsettled }) => news.length === 0 && unsettled.length === 0)) {
    return { sent: 0, everyReaderTold: true };
  }
  const now = deps.now();
  const turn = await deps.mailLedger.takeTurn(now, new Date(now.getTime() + turnMillis(time)));
  if (turn === undefined) return nothing;
  // Only now it is certain what other runs have mailed.
  const fates = await deps.faults.isolate("digest-failed", { surveyDate }, async () =>
    tellReaders(await read(), addresses, surveyDate, digestComposer(evaluated, deps), time, deps),
  );
  await turn.giveBack();
  if (fates === undefined) return nothing;
  return {
    sent: fates.filter((fate) => fate === "sent").length,
    everyReaderTold: fates.every((fate) => settledFates.has(fate)),
  };
}

function turnMillis(time: JobTime): number {
  return Math.min(time.remainingMillis(), turnMillisMax);
}

type Fate = MailFate | "no-time-left" | "failed";

async function tellReaders(
  readers: ReadonlyMap<string, ToldReader>,
  addresses: ReadonlyMap<string, string>,
  surveyDate: LocalDate,
  compose: DigestComposer,
  time: JobTime,
  deps: TellingDeps,
): Promise<readonly Fate[]> {
  const pace = mailPace(deps.mailRatePerSecond * (1 - reminderShare), time, deps);
  const fates: Fate[] = [];
  for (const [reader, { unsettled, news }] of readers) {
    const email = addresses.get(reader);
    if (email === undefined) continue;
    for (const task of [
      // A mail that another run is still sending stays with that run.
      ...unsettled.map((entry) => repeatOf(entry, email)),
      ...digestsFor(reader, email, news, surveyDate, deps.now()),
    ]) {
      const fate = await deps.faults.isolate("digest-failed", { surveyDate }, () =>
        pace.inTurn(1, () => sendToReader(task, compose, deps)),
      );
      fates.push(fate ?? "failed");
    }
  }
  return fates;
}

/** A mail "taken" without doubt has already reached that reader. Nothing waits for a reader who cannot be mailed. */
const settledFates: ReadonlySet<string> = new Set<MailFate>(["sent", "taken", "skipped"]);
