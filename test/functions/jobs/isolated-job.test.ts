import { describe, expect, test } from "vitest";
import { collectFaults, type Isolated } from "../../../functions/flows/faults/faults.ts";
import { isolatedJob } from "../../../functions/flows/faults/isolated-job.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { openMemoryWorld } from "../../rig/world.ts";
import { writtenOn } from "../../rig/written-on.ts";

const about = (territory: string) => ({ surveyDate: "2023-02-16", territory });
const fails = (cause: string) => () => Promise.reject(new Error(cause));

/** A job in which two parts fail in different ways and one succeeds. */
async function failingJob() {
  const world = await openMemoryWorld();
  const operators = { alertDigests: [], operationsNotices: [{ email: "servizio@ats.example" }] };
  await world.deps.settings.setHealthOfficeContacts(firstOfficeCode, operators, writtenOn());
  const work = async ({ faults }: Isolated) => {
    await faults.isolate("alert-failed", about("MILANO"), fails("first"));
    await faults.isolate("day-not-closed", about("MILANO"), fails("second"));
    await faults.isolate("alert-failed", about("LODI"), fails("third"));
    return { closed: (await faults.isolate("day-not-closed", about("LODI"), async () => 1)) ?? 0 };
  };
  const run = (changes: Partial<Deps> = {}) =>
    isolatedJob("watch", work)({ ...world.deps, ...changes }, { remainingMillis: () => 900_000 });
  return { world, run };
}
const failed = /^2 alert-failed, 1 day-not-closed; done: \{"closed":1\}$/;

describe("a job of which something fails", () => {
  test("does the rest, and then fails with its faults and its results", async () => {
    const { world, run } = await failingJob();
    await expect(run()).rejects.toThrow(failed);
    const [mail, ...others] = await world.mails();
    expect(others).toEqual([]);
    expect(mail?.text).toContain("MILANO");
    expect(mail?.text).toContain("LODI");
    const part = { surveyDate: "2023-02-16", kind: "notice", officeCode: firstOfficeCode } as const;
    for await (const [entry] of world.deps.mailLedger.pagesOf(part, world.deps.onDamaged)) {
      expect(entry?.recipient).toMatch(/^faults\./);
    }
  });

  test("fails in the same way when the operators cannot be mailed, which is logged", async () => {
    const { world, run } = await failingJob();
    const settings = { ...world.deps.settings, healthOfficeContacts: fails("out of reach") };
    await expect(run({ settings })).rejects.toThrow(failed);
    expect(world.logLines.at(-1)).toContain("faults not told");
    expect(world.logLines.at(-1)).toContain("out of reach");
  });
});

test("two equal failures are one fault: the first, logged once", async () => {
  const lines: string[] = [];
  const faults = collectFaults({ log: openLog((line) => void lines.push(line)) });
  for (const cause of ["first", "second"]) await faults.isolate("alert-failed", about("MILANO"), fails(cause));
  expect(faults.found()).toMatchObject([{ name: "alert-failed", cause: new Error("first") }]);
  expect(lines).toHaveLength(1);
});
