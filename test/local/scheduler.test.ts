import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type LocalClock, openLocalClock, readClockState } from "../../infra/local/clock.ts";
import { openScheduler, type RunJob, scheduledDaysMax, triesMax } from "../../infra/local/scheduler.ts";
import { formatInstant } from "../../shared/domain/calendar/local-date.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const friday = (time: string) => new Date(`2023-02-17T${time}+01:00`);
const dayMillis = 86_400_000;

function schedulerOver(clock: LocalClock, runJob: RunJob, recover: () => Promise<void> = async () => undefined) {
  const onFault = (fault: unknown) => {
    throw fault;
  };
  return openScheduler({ clock, runJob, recover, onFault });
}

/** A scheduler with a fixed clock on Friday 17 February 2023 at 08:20, and the calls of its jobs. */
async function standing(runJob: RunJob = async () => ({}), recover: () => Promise<void> = async () => undefined) {
  const file = join(await temporaryFolder(), "clock.json");
  const beginning = friday("08:20:00");
  const clock = openLocalClock(file, { standsAt: beginning, jobsDoneUntil: beginning, owed: [] }, () => new Date(0));
  const ran: string[] = [];
  const scheduler = schedulerOver(
    clock,
    async (job, isStopping) => {
      ran.push(`${job} ${formatInstant(clock.now()).slice(11, 16)}`);
      return runJob(job, isStopping);
    },
    recover,
  );
  onTestFinished(() => scheduler.stop());
  return { file, clock, ran, scheduler };
}

describe("moving the time forward", () => {
  test("makes every run that falls between, each at its instant, and says so", async () => {
    const { clock, ran, scheduler } = await standing(async () => ({ sent: 3 }));
    const answer = await scheduler.moveTo(friday("09:00:30"));
    expect(ran).toEqual([
      "send-reminders 08:30",
      "send-notices 08:35",
      "send-reminders 08:45",
      "send-notices 08:50",
      "send-reminders 09:00",
      "raise-alerts 09:00",
    ]);
    expect(answer).toMatchObject({ now: "2023-02-17T09:00:30+01:00", moved: true, ranTotal: 6, thinned: 0 });
    expect(answer.ran[0]).toEqual({ job: "send-reminders", at: "2023-02-17T08:30:00+01:00", outcome: { sent: 3 } });
    expect(clock.now()).toEqual(friday("09:00:30"));
  });

  test("saves each instant before its jobs run", async () => {
    const saved: (string | undefined)[] = [];
    const { file, scheduler } = await standing(async () => {
      saved.push((await readClockState(file))?.standsAt?.toISOString());
      return {};
    });
    await scheduler.moveTo(friday("08:40:00"));
    expect(saved).toEqual(["2023-02-17T07:30:00.000Z", "2023-02-17T07:35:00.000Z"]);
    expect((await readClockState(file))?.standsAt).toEqual(friday("08:40:00"));
  });

  test("to an earlier instant changes nothing and says so", async () => {
    const { clock, ran, scheduler } = await standing();
    const answer = await scheduler.moveTo(friday("08:19:59"));
    expect(answer).toMatchObject({ now: "2023-02-17T08:20:00+01:00", moved: false, ran: [] });
    expect(answer.reason).toContain("only moves forward");
    expect(clock.now()).toEqual(friday("08:20:00"));
    expect(ran).toEqual([]);
  });

  test("to where it stands makes no run twice", async () => {
    const { ran, scheduler } = await standing();
    await scheduler.moveTo(friday("08:30:00"));
    expect(await scheduler.moveTo(friday("08:30:00"))).toMatchObject({ moved: false, ran: [] });
    expect(ran).toEqual(["send-reminders 08:30"]);
  });

  test("goes on when a job fails for good, after as many tries as AWS makes, and tells why", async () => {
    const { clock, ran, scheduler } = await standing(async () => {
      throw new Error("the mail server is down");
    });
    const answer = await scheduler.moveTo(friday("08:35:00"));
    expect(ran).toHaveLength(2 * triesMax);
    expect(answer.ran.map(({ outcome }) => outcome)).toEqual(Array(2).fill({ failed: "the mail server is down" }));
    expect(answer).toMatchObject({
      moved: true,
      failed: answer.ran,
      failedTotal: 2,
      owed: ["send-reminders", "send-notices"],
    });
    expect(clock.now()).toEqual(friday("08:35:00"));
  });

  test("twice at once is moving one after the other", async () => {
    const { clock, ran, scheduler } = await standing();
    await Promise.all([
      scheduler.moveTo(friday("08:33:00")),
      scheduler.moveTo(friday("08:40:00")),
      scheduler.moveTo(friday("08:30:00")),
    ]);
    expect(ran).toEqual(["send-reminders 08:30", "send-notices 08:35"]);
    expect(clock.now()).toEqual(friday("08:40:00"));
  });

  test("over months runs each job once a date, and lists the last runs only", async () => {
    const { scheduler } = await standing();
    const to = new Date(friday("08:20:00").getTime() + 200 * dayMillis);
    const answer = await scheduler.moveTo(to);
    expect(answer.thinned).toBeGreaterThan(8_000);
    expect(answer.ranTotal).toBeLessThanOrEqual(6 * 201);
    expect(answer.ran).toHaveLength(Math.min(answer.ranTotal, 500));
    expect(answer.ran.at(-1)?.job).toBe("watch");
    expect(answer).not.toHaveProperty("scheduledUntil");
  });

  test("beyond more than a school year runs each job once more, at the end", async () => {
    const { clock, ran, scheduler } = await standing();
    const limit = friday("08:20:00").getTime() + scheduledDaysMax * dayMillis;
    const answer = await scheduler.moveTo(new Date(limit + 300 * dayMillis));
    expect(answer.scheduledUntil).toBe(formatInstant(new Date(limit)));
    expect(ran.slice(-6).map((run) => run.split(" ")[0])).toEqual([
      "open-survey-day",
      "send-reminders",
      "raise-alerts",
      "close-survey-day",
      "send-notices",
      "watch",
    ]);
    expect(clock.state().jobsDoneUntil).toEqual(clock.now());
  });
});

describe("a run that fails", () => {
  /** Fails this many times, then works. */
  function failing(times: number): RunJob {
    let left = times;
    return async () => {
      if (left-- > 0) throw new Error("the engine is away");
      return { sent: 1 };
    };
  }

  test("is tried again once its causes are mended, and counts as made when a try succeeds", async () => {
    const mended: string[] = [];
    const recover = async () => void mended.push("mended");
    const { clock, ran, scheduler } = await standing(failing(triesMax - 1), recover);
    const answer = await scheduler.moveTo(friday("08:30:00"));
    expect(ran).toEqual(Array(triesMax).fill("send-reminders 08:30"));
    expect(mended).toHaveLength(triesMax - 1);
    expect(answer).toMatchObject({ ran: [{ outcome: { sent: 1 } }], failed: [], failedTotal: 0, owed: [] });
    expect(clock.state().owed).toEqual([]);
  });

  test("on every try is made by the next move, before anything else", async () => {
    const { file, ran, scheduler } = await standing(failing(triesMax));
    await scheduler.moveTo(friday("08:30:00"));
    expect(await readClockState(file)).toMatchObject({ jobsDoneUntil: friday("08:30:00"), owed: ["send-reminders"] });
    ran.length = 0;
    const answer = await scheduler.moveTo(friday("08:35:00"));
    expect(ran).toEqual(["send-reminders 08:30", "send-notices 08:35"]);
    expect(answer).toMatchObject({ ranTotal: 2, failedTotal: 0, owed: [] });
    expect(await readClockState(file)).toMatchObject({ owed: [] });
  });

  test("again when it was owed has one try an hour, but for a move to where the time stands", async () => {
    const { ran, scheduler } = await standing(async (job) => {
      if (job === "watch") throw new Error("an item is damaged");
      return {};
    });
    const watchRuns = async (...times: string[]) => {
      ran.length = 0;
      for (const time of times) await scheduler.moveTo(friday(time));
      return ran.filter((run) => run.startsWith("watch"));
    };
    expect(await watchRuns("09:20:00")).toEqual(Array(triesMax).fill("watch 09:20"));
    expect(await watchRuns("09:30:00", "09:40:00", "09:50:00")).toEqual(["watch 09:20"]);
    expect(await watchRuns("10:19:00", "10:20:00")).toEqual(["watch 10:20"]);
    expect(await watchRuns("10:21:00", "11:19:00")).toEqual([]);
    expect(await watchRuns("11:19:00")).toEqual(["watch 11:19"]);
  });

  test("is made by a move to where the time stands, which makes nothing else", async () => {
    const { ran, scheduler } = await standing(failing(triesMax));
    await scheduler.moveTo(friday("08:30:00"));
    ran.length = 0;
    const answer = await scheduler.moveTo(friday("08:30:00"));
    expect(answer).toMatchObject({ moved: false, ran: [{ outcome: { sent: 1 } }], owed: [] });
    expect(await scheduler.moveTo(friday("08:30:00"))).toMatchObject({ moved: false, ran: [] });
    expect(ran).toEqual(["send-reminders 08:30"]);
  });

  test("is owed no more when a later run of the job succeeds, and only then", async () => {
    const { scheduler } = await standing(async (job) => {
      if (job === "send-reminders") throw new Error("the mail server is down");
      return {};
    });
    const answer = await scheduler.moveTo(friday("10:10:00"));
    expect(answer.failedTotal).toBe(7);
    expect(answer.owed).toEqual(["send-reminders"]);
    const healed = await standing(failing(triesMax));
    expect(await healed.scheduler.moveTo(friday("10:10:00"))).toMatchObject({ failedTotal: 1, owed: [] });
  });

  test("is made by the next start", async () => {
    const { clock, ran, scheduler } = await standing(failing(triesMax));
    await scheduler.moveTo(friday("08:30:00"));
    ran.length = 0;
    await scheduler.catchUp();
    expect(ran).toEqual(["send-reminders 08:30"]);
    expect(clock.state().owed).toEqual([]);
  });
});

describe("catching up after a crash", () => {
  test("makes the runs of the saved instant that were not made", async () => {
    const { clock, ran, scheduler } = await standing();
    await clock.set({ standsAt: friday("09:00:00"), jobsDoneUntil: friday("08:50:00"), owed: [] });
    await scheduler.catchUp();
    expect(ran).toEqual(["send-reminders 09:00", "raise-alerts 09:00"]);
    await scheduler.catchUp();
    expect(ran).toHaveLength(2);
  });

  test("by the machine's time runs each overdue job once, now", async () => {
    const file = join(await temporaryFolder(), "clock.json");
    const machine = friday("10:00:10");
    const clock = openLocalClock(
      file,
      { jobsDoneUntil: new Date(machine.getTime() - 3 * dayMillis), owed: [] },
      () => machine,
    );
    const ran: string[] = [];
    const scheduler = schedulerOver(clock, async (job) => {
      ran.push(job);
      return {};
    });
    await scheduler.catchUp();
    expect(ran).toEqual([
      "open-survey-day",
      "send-reminders",
      "raise-alerts",
      "close-survey-day",
      "send-notices",
      "watch",
    ]);
    expect(await readClockState(file)).toEqual({ jobsDoneUntil: machine, owed: [] });
  });
});

test("a running job learns that it should end, and does not count as made", async () => {
  const told: boolean[] = [];
  const { clock, scheduler } = await standing(async (_job, isStopping) => {
    told.push(isStopping());
    void scheduler.stop();
    told.push(isStopping());
    return { leftForNextRun: 1 };
  });
  await scheduler.moveTo(friday("08:30:00"));
  expect(told).toEqual([false, true]);
  expect(clock.state().jobsDoneUntil).toEqual(friday("08:20:00"));
});

test("a move tells how far it has come while it is under way", async () => {
  const seen: unknown[] = [];
  const { scheduler } = await standing(async () => {
    seen.push({ ...scheduler.progress() });
    return {};
  });
  await scheduler.moveTo(friday("08:40:00"));
  expect(seen).toEqual([0, 1].map((runsMade) => ({ to: "2023-02-17T08:40:00+01:00", runsMade, runs: 2 })));
  expect(scheduler.progress()).toBeUndefined();
});

test("stopping cuts a move short after the running job, and the next start catches up", async () => {
  const { clock, ran, scheduler } = await standing(async () => {
    void scheduler.stop();
    return {};
  });
  expect(await scheduler.moveTo(friday("18:00:00"))).toMatchObject({ moved: false, now: "2023-02-17T08:30:00+01:00" });
  expect(ran).toEqual(["send-reminders 08:30"]);
  expect(clock.state()).toEqual({ standsAt: friday("08:30:00"), jobsDoneUntil: friday("08:20:00"), owed: [] });
});

test("moved by hand, the machine's time stands from then on", async () => {
  const file = join(await temporaryFolder(), "clock.json");
  const machine = friday("08:20:00");
  const clock = openLocalClock(file, { jobsDoneUntil: machine, owed: [] }, () => machine);
  const scheduler = schedulerOver(clock, async () => ({}));
  scheduler.follow();
  await scheduler.moveTo(friday("08:31:00"));
  expect(clock.now()).toEqual(friday("08:31:00"));
  await scheduler.stop();
});
