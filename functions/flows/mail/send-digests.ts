import type { AlertNews } from "../../../shared/domain/alerts/alert-news.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import { officesOf } from "../../../shared/domain/jurisdiction.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import { type OwnerOf, ownerIn } from "../../../shared/domain/region/owner-of.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { JobTime } from "../../../shared/runtime/job-chain.ts";
import type { Isolated } from "../faults/faults.ts";
import { type ComposingDeps, type DigestComposer, digestComposer, type Evaluated } from "./compose-digest.ts";
import { digestReaders } from "./digest-readers.ts";
import { digestsFor, repeatOf, sendToReader } from "./digest-task.ts";
import type { MailFate, MailOnceDeps } from "./mail-once.ts";
import { type MailPace, mailPace, type PaceDeps, reminderShare } from "./mail-pace.ts";
import { type ToldReader, toldReaders } from "./told-readers.ts";

type TellingDeps = MailOnceDeps & Pick<Deps, "calendar"> & Isolated;

type OfficeDeps = TellingDeps & ComposingDeps & Pick<Deps, "settings">;

export type DigestDeps = OfficeDeps & PaceDeps & Pick<Deps, "mailRatePerSecond" | "ownership">;

/** An evaluated survey day, and the alerts of its findings, read consistently. */
type ToldOf = Evaluated & { touched: readonly AlertNews[] };

/** How many mails went out, and the offices whose readers have all been told everything or cannot be reached. */
export type DigestOutcome = { sent: number; toldOffices: ReadonlySet<OfficeCode> };

/** No job lasts longer, so a turn that was not given back is free again after this time. */
const turnMillisMax = 15 * 60_000;

/**
 * Mails each reader of each office the alerts that are new or worse than this reader knows, as one digest about the
 * office's own territories. An office that cannot be told delays no other.
 */
export async function sendDigests(
  evaluated: Omit<ToldOf, "officeCode">,
  time: JobTime,
  deps: DigestDeps,
): Promise<DigestOutcome> {
  const ownership = await deps.ownership();
  const ownerOf = ownerIn(ownership);
  const pace = mailPace(deps.mailRatePerSecond * (1 - reminderShare), time, deps);
  const toldOffices = new Set<OfficeCode>();
  let sent = 0;
  for (const officeCode of officesOf(ownership)) {
    const about = { surveyDate: evaluated.surveyDate, officeCode };
    const told = await deps.faults.isolate("digest-failed", about, () =>
      tellOffice(partOf(evaluated, officeCode, ownerOf), pace, time, deps),
    );
    sent += told?.sent ?? 0;
    if (told?.everyReaderTold === true) toldOffices.add(officeCode);
  }
  return { sent, toldOffices };
}

function partOf(
  { day, touched, ...about }: Omit<ToldOf, "officeCode">,
  officeCode: OfficeCode,
  ownerOf: OwnerOf,
): ToldOf {
  const isOwn = ({ territory }: { territory: Territory }) => ownerOf(territory) === officeCode;
  return {
    ...about,
    officeCode,
    day: { sheets: day.sheets, coverage: { items: day.coverage.items.filter(isOwn) } },
    touched: touched.filter(({ scope }) => isOwn(scope)),
  };
}

/**
 * Unsettled digests of an earlier run go out again first, unchanged. So an alert may arrive twice, with the same id, but
 * is never lost. A reader who cannot be mailed delays nobody.
 */
async function tellOffice(
  evaluated: ToldOf,
  pace: MailPace,
  time: JobTime,
  deps: OfficeDeps,
): Promise<{ sent: number; everyReaderTold: boolean }> {
  const { officeCode, surveyDate, touched } = evaluated;
  const addresses = await digestReaders(officeCode, deps);
  const read = () => toldReaders(officeCode, new Set(addresses.keys()), touched, surveyDate, deps);
  const nothing = { sent: 0, everyReaderTold: false };
  if (addresses.size === 0) return nothing;
  const known = [...(await read()).values()];
  if (known.every(({ news, unsettled }) => news.length === 0 && unsettled.length === 0)) {
    return { sent: 0, everyReaderTold: true };
  }
  const now = deps.now();
  const turn = await deps.mailLedger.takeTurn(officeCode, now, new Date(now.getTime() + turnMillis(time)));
  if (turn === undefined) return nothing;
  // Only now it is certain what other runs have mailed.
  const fates = await deps.faults.isolate("digest-failed", { surveyDate, officeCode }, async () =>
    tellReaders(await read(), addresses, { officeCode, surveyDate }, digestComposer(evaluated, deps), pace, deps),
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
  about: Pick<Evaluated, "officeCode" | "surveyDate">,
  compose: DigestComposer,
  pace: MailPace,
  deps: TellingDeps,
): Promise<readonly Fate[]> {
  const { officeCode, surveyDate } = about;
  const fates: Fate[] = [];
  for (const [reader, { unsettled, news }] of readers) {
    const email = addresses.get(reader);
    if (email === undefined) continue;
    for (const task of [
      // A mail that another run is still sending stays with that run.
      ...unsettled.map((entry) => repeatOf(entry, email)),
      ...digestsFor({ officeCode, reader, email }, news, surveyDate, deps.now()),
    ]) {
      const fate = await deps.faults.isolate("digest-failed", about, () =>
        pace.inTurn(1, () => sendToReader(task, compose, deps)),
      );
      fates.push(fate ?? "failed");
    }
  }
  return fates;
}

/** A mail "taken" without doubt has already reached that reader. Nothing waits for a reader who cannot be mailed. */
const settledFates: ReadonlySet<string> = new Set<MailFate>(["sent", "taken", "skipped"]);
