import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { submitReport } from "../../functions/flows/reports/submit-report.ts";
import type { Site } from "../../shared/domain/registry/site.ts";
import type { ReportContent } from "../../shared/domain/survey/absence-report.ts";
import { counts, seed } from "../rig/counts.ts";
import { openMemoryWorld } from "../rig/world.ts";

/** Thursday; late until the end of Friday. */
const surveyDate = "2023-02-16";
const opensAt = new Date("2023-02-16T00:00:00+01:00").getTime();
const lateUntil = new Date("2023-02-18T00:00:00+01:00").getTime();
const pupils = 100;
const commandsMax = 12;
const repeatsMax = 5;
const hourMillis = 3_600_000;

const { deps } = await openMemoryWorld(new Date(opensAt));
let sequences = 0;

/** What a submission names as the version it has seen. */
const seen = ["none", "current", "previous", "next"] as const;

/** The model: the contents that stood there, in order, and the time. */
type Model = { contents: ReportContent[]; now: number };
type Real = { site: Site };

type Command = fc.AsyncCommand<Model, Real>;

/** The same request, as often as its answer was lost. The first may change something; the others find it unchanged. */
function submit(absent: number, version: (typeof seen)[number], times: number): Command {
  return {
    check: () => true,
    async run(model, { site }) {
      const content = { absent };
      const ifMatch = ifMatchOf(version, model.contents.length);
      const expected = expectedOf(model, absent, ifMatch);
      const changes = expected === "created" || expected === "corrected";
      for (let time = 0; time < times; time++) {
        const condition = ifMatch === undefined ? undefined : [ifMatch];
        const submission = { site, surveyDate, content, ifMatch: condition, confirm: true, by: "office" };
        const decision = await submitReport({ ...submission, now: new Date(model.now) }, deps);
        const reason = decision.kind === "refused" ? decision.refusal.reason : decision.kind;
        expect(reason).toBe(time > 0 && changes ? "unchanged" : expected);
      }
      if (changes) model.contents.push(content);
      const stored = await deps.reports.get(site.siteCode, surveyDate, { consistent: true });
      const history = stored === undefined ? [] : [...stored.revisions, stored];
      expect(history.map((revision) => revision.content)).toEqual(model.contents);
    },
    toString: () => `submit ${absent} over ${version}, ${times} times`,
  };
}

function expectedOf({ contents, now }: Model, absent: number, ifMatch: number | undefined): string {
  const current = contents.at(-1);
  if (current !== undefined && "absent" in current && current.absent === absent) return "unchanged";
  if (now >= lateUntil) return "survey-day-closed";
  if (current === undefined) return "created";
  return ifMatch === contents.length ? "corrected" : "version-conflict";
}

function ifMatchOf(version: (typeof seen)[number], current: number): number | undefined {
  return version === "none" ? undefined : current + { current: 0, previous: -1, next: 1 }[version];
}

function wait(hours: number): Command {
  return {
    check: () => true,
    async run(model) {
      model.now += hours * hourMillis;
    },
    toString: () => `wait ${hours} hours`,
  };
}

const commands = fc.commands(
  [
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(...seen), fc.integer({ min: 1, max: repeatsMax }))
      .map(([absent, version, times]) => submit(absent, version, times)),
    fc.integer({ min: 1, max: 30 }).map(wait),
  ],
  { maxCommands: commandsMax },
);

/** A site of its own for each sequence. */
function newSite(): Site {
  const number = String(sequences++).padStart(6, "0");
  return {
    siteCode: `ZZEE${number.slice(0, 5)}${"ABCDEFGHIJ".charAt(Number(number.slice(5)))}`,
    instituteCode: "ZZIC80001A",
    name: "Plesso",
    territory: "VALDORSA",
    level: "primary",
    sentinelFrom: surveyDate,
    enrolments: [{ validFrom: "2022-09-01", pupils, classes: 5 }],
    reopenings: [],
  };
}

describe("the reports of a site and survey day", () => {
  test(`follow the model through ${counts.sequences} sequences of submissions, replays and stale edits (seed ${seed})`, async ({
    task,
  }) => {
    task.meta.tried = { what: "sequences", times: counts.sequences };
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        await fc.asyncModelRun(() => ({ model: { contents: [], now: opensAt }, real: { site: newSite() } }), sequence);
      }),
      { numRuns: counts.sequences, seed },
    );
  });
});
