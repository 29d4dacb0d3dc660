import { setImmediate as turn } from "node:timers/promises";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import type { AbsenceReport } from "../../shared/domain/survey/absence-report.ts";
import type { Database } from "../../shared/store/database.ts";
import { type ReportStore, reportStore } from "../../shared/store/report-store.ts";
import type { SeenReport, WriteAnswer } from "./report-history.ts";
import { seenReport } from "./report-history.ts";

/** What the clients of a history talk to: reads, and writes over a version (0: over nothing). */
export type Registers = {
  read: (key: string) => Promise<SeenReport | undefined>;
  write: (key: string, content: number, over: number) => Promise<WriteAnswer>;
};

const surveyDate = "2023-02-16";
const enteredAt = new Date("2023-02-16T09:00:00+01:00");
/** Of this many answers one gets lost. */
const lostEvery = 12;
const delayTurnsMax = 4;

/** The deployed store over the real engine, with delays and lost answers. */
export function storedRegisters(database: Database, random: RandomGenerator): Registers {
  const reports: Pick<ReportStore, "get" | "create" | "replace"> = reportStore(database);
  const delay = async () => {
    for (let left = uniformInt(random, 0, delayTurnsMax); left > 0; left--) await turn();
  };
  return {
    async read(siteCode) {
      await delay();
      return seenReport(await reports.get(siteCode, surveyDate, { consistent: true }));
    },
    async write(siteCode, absent, over) {
      await delay();
      const report: AbsenceReport = {
        ...{ siteCode, surveyDate, version: over + 1, content: { absent }, pupils: 60_000 },
        ...{ enteredAt, enteredBy: "client", revisions: [] },
      };
      const answer = over === 0 ? await create(report, reports) : await replace(report, over, reports);
      await delay();
      return uniformInt(random, 1, lostEvery) === 1 ? { kind: "unknown" } : answer;
    },
  };
}

async function create(report: AbsenceReport, reports: Pick<ReportStore, "create">): Promise<WriteAnswer> {
  const outcome = await reports.create(report);
  return outcome.kind === "created"
    ? { kind: "written", version: 1 }
    : { kind: "refused", saw: seenReport(outcome.current) };
}

async function replace(
  report: AbsenceReport,
  over: number,
  reports: Pick<ReportStore, "replace">,
): Promise<WriteAnswer> {
  const outcome = await reports.replace(report, over);
  return outcome.kind === "replaced"
    ? { kind: "written", version: outcome.report.version }
    : { kind: "refused", saw: seenReport(outcome.current) };
}

/** Mistakes that a store could have; each is found in a history that it leaves behind. */
export const seededBugs = [
  "writes without looking at the version",
  "creates over what is there",
  "acknowledges what it does not write",
  "refuses and writes all the same",
  "reads what stood before",
  "forgets an earlier revision",
  "numbers two versions alike",
  "skips a number",
  "writes under another key",
  "shows what nobody wrote",
] as const;
export type SeededBug = (typeof seededBugs)[number];

/** Of this many calls one meets the bug. */
const bugEvery = 5;

/** The simplest store that is right, and what becomes of it with a bug. */
export function memoryRegisters(random: RandomGenerator, bug?: SeededBug): Registers {
  const contentsOf = new Map<string, number[]>();
  const at = (key: string) => {
    const contents = contentsOf.get(key) ?? [];
    contentsOf.set(key, contents);
    return contents;
  };
  const has = (named: SeededBug) => bug === named && uniformInt(random, 1, bugEvery) === 1;
  const shown = (contents: readonly number[]): SeenReport | undefined => {
    const content = contents.at(-1);
    if (content === undefined) return undefined;
    return { version: contents.length, content, earlier: contents.slice(0, -1) };
  };

  function decide(key: string, content: number, over: number): WriteAnswer {
    const contents = at(has("writes under another key") ? `${key}*` : key);
    const blind =
      (over > 0 && has("writes without looking at the version")) || (over === 0 && has("creates over what is there"));
    if (blind) contents.length = Math.min(contents.length, over);
    else if (contents.length !== over) {
      const refused: WriteAnswer = { kind: "refused", saw: shown(contents) };
      if (has("refuses and writes all the same")) contents.push(content);
      return refused;
    }
    if (has("acknowledges what it does not write")) return { kind: "written", version: over + 1 };
    if (over > 0 && has("numbers two versions alike")) {
      contents[over - 1] = content;
      return { kind: "written", version: over };
    }
    if (has("skips a number")) contents.push(content);
    contents.push(content);
    return { kind: "written", version: contents.length };
  }

  return {
    async read(key) {
      await turn();
      const contents = at(key);
      const seen = shown(has("reads what stood before") ? contents.slice(0, -1) : contents);
      await turn();
      if (seen !== undefined && has("shows what nobody wrote")) return { ...seen, content: -seen.content };
      if (seen !== undefined && has("forgets an earlier revision")) return { ...seen, earlier: seen.earlier.slice(1) };
      return seen;
    },
    async write(key, content, over) {
      await turn();
      const answer = decide(key, content, over);
      await turn();
      return answer;
    },
  };
}
