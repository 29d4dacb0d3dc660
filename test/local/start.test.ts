import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { restartsMax } from "../../infra/local/kept-engine.ts";
import { signalEngine } from "./engine-pid.ts";
import { speaker } from "./start-cloud.ts";
import { type StartedProcess, startProcess } from "./started-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const script = "infra/local/start.ts";
const origin = /http:\/\/localhost:\d+/;
const surveyDate = "2023-02-16";
/** The machine may be busy with other work. */
const pollMillisMax = 60_000;
const now = "2023-02-16T09:00:00+01:00";

function start(...args: string[]): StartedProcess {
  return startProcess(script, ["--port", "0", ...args]);
}

describe("npm start refuses", () => {
  test.each([
    [
      ["--now", "yesterday"],
      /'yesterday' is invalid\. Write an instant with its offset, as in 2023-02-16T09:00:00\+01:00, of the years/,
    ],
    [["--now", "2023-02-16T09:00:00"], /Write an instant with its offset/],
    [["--now", "2023-02-29T09:00:00+01:00"], /Write an instant with its offset/],
    [["--now", "1999-12-31T23:59:59Z"], /of the years 2000 to 2099\./],
    [["--port", "seventy"], /Write a port number/],
    [["--frsh"], /unknown option '--frsh'/],
  ])("%j with a sentence, not with a stack trace", async (args, sentence) => {
    const process = startProcess(script, args);
    expect(await process.ended).toBe(1);
    expect(process.stderr()).toMatch(sentence);
    expect(process.stderr()).not.toMatch(/^\s+at /m);
  });

  test("a folder of somebody else's with one line", async () => {
    const process = start("--data", "test");
    expect(await process.ended).toBe(1);
    expect(process.stderr()).toBe("test holds files that are not Sentinella's: choose another folder with --data.\n");
  });
});

describe("a started local cloud", () => {
  test("says where everything is, ends cleanly on Ctrl-C, and goes on with the saved time", async () => {
    const data = join(await temporaryFolder(), "data");
    const first = start("--empty", "--now", now, "--data", data);
    await first.said(/Ctrl-C/);
    for (const fact of [
      /API +http/,
      /openapi\.json/,
      /Inbox +http/,
      /stands at 2023-02-16T09:00:00\+01:00/,
      /health-office/,
      /begun now/,
    ]) {
      expect(first.stdout()).toMatch(fact);
    }
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);

    const second = start("--now", "2024-01-01T00:00:00Z", "--data", data);
    await second.said(/Ctrl-C/);
    expect(second.stdout()).toContain("stands at 2023-02-16T09:00:00+01:00");
    expect(second.stdout()).toContain("The saved time wins over --now");
  });

  test("whose engine dies again and again ends with a sentence, and has kept everything", async () => {
    const data = join(await temporaryFolder(), "data");
    const first = start("--empty", "--now", now, "--data", data);
    const { call } = speaker(await first.said(origin));
    await first.said(/Ctrl-C/);
    const site = { name: "PRIMARIA", instituteCode: "ZZIC80100A", territory: "VALDORSA", level: "primary" };
    expect((await call("health-office", "PUT", "/v1/sites/ZZEE80101C", site)).status).toBe(201);

    let isOver = false;
    const ended = first.ended.finally(() => {
      isOver = true;
    });
    const answers = new Set<string>();
    while (!isOver) {
      const answer = await call("health-office", "GET", "/v1/sites/ZZEE80101C").catch(() => undefined);
      if (answer !== undefined) answers.add(`${answer.status} ${answer.headers.get("retry-after")}`);
      if (answer?.status === 200) signalEngine(data, "SIGKILL");
    }
    expect(await ended).toBe(1);
    expect([...answers].sort()).toEqual(expect.arrayContaining(["503 1"]));
    expect([...answers].filter((answer) => !/^(200 null|503 [1-5])$/.test(answer))).toEqual([]);
    const restarts = first.stdout().match(/^The engine \w+ died \(SIGKILL\) and has been started again; /gm);
    expect(restarts).toHaveLength(restartsMax);
    expect(first.stderr()).toMatch(/^The engine \w+ died \(SIGKILL\) and does not come back: .*; start again.*\n$/);

    const second = start("--data", data);
    const again = speaker(await second.said(origin));
    await second.said(/Ctrl-C/);
    expect((await again.call("health-office", "GET", "/v1/sites/ZZEE80101C")).status).toBe(200);
  });

  test("that is asked to end in the middle of a move ends after the running job, and goes on at the next start", async () => {
    const data = join(await temporaryFolder(), "data");
    const first = start("--empty", "--now", now, "--data", data);
    const url = await first.said(origin);
    await first.said(/Ctrl-C/);
    const { call, moveTo } = speaker(url);
    const clock = z.looseObject({ now: z.string(), move: z.looseObject({ runs: z.int() }).optional() });
    const timeOf = async (at: typeof call) => clock.parse((await at(undefined, "GET", "/_local/clock")).body);
    const move = moveTo("2024-02-16T09:00:00+01:00");
    await expect
      .poll(() => timeOf(call), { timeout: pollMillisMax })
      .toMatchObject({ move: { to: "2024-02-16T09:00:00+01:00" } });
    first.child.kill("SIGTERM");
    expect((await move).body).toMatchObject({ moved: false, reason: "the local cloud is stopping" });
    expect(await first.ended).toBe(0);
    expect(first.stderr()).toBe("");

    const second = start("--data", data);
    const again = speaker(await second.said(origin));
    await second.said(/Ctrl-C/);
    const { now: standsAt, move: left } = await timeOf(again.call);
    expect(left).toBeUndefined();
    expect(standsAt > now && standsAt < "2024-02-16").toBe(true);
    // Its engine hangs, and so does everything that waits for it.
    expect(signalEngine(data, "SIGSTOP")).toBe(true);
    void again.moveTo("2024-02-16T09:00:00+01:00").catch(() => undefined);
    await expect.poll(() => timeOf(again.call), { timeout: pollMillisMax }).toHaveProperty("move");
    second.child.kill("SIGINT");
    await second.said(/Stopping/);
    second.child.kill("SIGINT");
    expect(await second.ended).toBe(1);
    signalEngine(data, "SIGKILL");
  });

  test("that cannot write its log any more ends with a sentence", async () => {
    const data = join(await temporaryFolder(), "data");
    await mkdir(data);
    await writeFile(join(data, "sentinella.json"), '{"format":1,"begun":"complete"}');
    await writeFile(
      join(data, "clock.json"),
      '{"standsAt":"2023-02-16T08:00:00Z","jobsDoneUntil":"2023-02-16T08:00:00Z"}',
    );
    await symlink("/dev/full", join(data, "log.ndjson"));
    const cloud = start("--data", data);
    const { moveTo } = speaker(await cloud.said(origin));
    await cloud.said(/Ctrl-C/);
    await moveTo("2023-02-16T23:00:00+01:00");
    expect(await cloud.ended).toBe(1);
    expect(cloud.stderr()).toBe(
      `${join(data, "log.ndjson")} cannot be written (ENOSPC): make room on that disk, then start again; nothing that was answered is lost.\n`,
    );
  });

  test("killed under load has lost nothing that it answered, and starts again at once", async () => {
    const data = join(await temporaryFolder(), "data");
    const first = start("--empty", "--now", now, "--data", data);
    const { call } = speaker(await first.said(origin));
    await first.said(/Ctrl-C/);
    const sites = Array.from({ length: 40 }, (_, number) => `ZZEE8${String(number).padStart(2, "0")}01X`);
    for (const siteCode of sites) {
      const instituteCode = siteCode.replace("EE8", "IC8");
      const site = {
        name: siteCode,
        instituteCode,
        territory: "VALDORSA",
        level: "primary",
        sentinelFrom: "2023-01-01",
      };
      await call("health-office", "PUT", `/v1/sites/${siteCode}`, site);
      await call(instituteCode, "PUT", `/v1/sites/${siteCode}/enrolments/2022-09-01`, { pupils: 200, classes: 9 });
    }

    const answered: string[] = [];
    const load = sites.map(async (siteCode) => {
      const path = `/v1/sites/${siteCode}/absence-reports/${surveyDate}`;
      const answer = await call(siteCode.replace("EE8", "IC8"), "PUT", path, { absent: 7 }).catch(() => undefined);
      if (answer?.status !== 201) return;
      answered.push(siteCode);
      if (answered.length === 10) first.child.kill("SIGKILL");
    });
    await Promise.all(load);
    expect(await first.ended).toBe("SIGKILL");
    expect(answered.length).toBeGreaterThanOrEqual(10);

    const second = start("--data", data);
    const again = speaker(await second.said(origin));
    await second.said(/Ctrl-C/);
    const sitesOfDay = await again.call("health-office", "GET", `/v1/survey-days/${surveyDate}/sites?limit=500`);
    const listed = z.object({ items: z.array(z.object({ siteCode: z.string(), absent: z.int().optional() })) });
    const stored = listed.parse(sitesOfDay.body).items.filter(({ absent }) => absent === 7);
    expect(stored.map(({ siteCode }) => siteCode)).toEqual(expect.arrayContaining(answered));
  });
});
