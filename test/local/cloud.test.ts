import { chmod, mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { startLocalCloud } from "../../infra/local/cloud.ts";
import { LocalCloudError } from "../../infra/local/cloud-error.ts";
import { signalEngine } from "./engine-pid.ts";
import { startCloud } from "./start-cloud.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const site = { name: "PRIMARIA", instituteCode: "ZZIC80100A", territory: "VALDORSA", level: "primary" };
const sitePath = "/v1/sites/ZZEE80101C";
/** The machine may be busy with other work. */
const pollMillisMax = 60_000;
const now = new Date("2023-02-16T09:00:00+01:00");

async function newFolder(): Promise<string> {
  return join(await temporaryFolder(), "data");
}

describe("a new, empty local cloud", () => {
  test("serves the API, says who can sign in and what time it is", async () => {
    const dataFolder = await newFolder();
    const { call } = await startCloud({ dataFolder, now });
    expect((await call(undefined, "GET", "/v1/status")).status).toBe(200);
    expect((await call(undefined, "GET", "/v1/openapi.json")).body).toHaveProperty("openapi");
    expect((await call(undefined, "GET", "/_local/clock")).body).toEqual({
      now: "2023-02-16T09:00:00+01:00",
      stands: true,
      dataFolder,
    });
    expect((await call(undefined, "GET", "/_local/users")).body).toMatchObject({
      items: [
        { user: "region", role: "region" },
        { user: "health-office", role: "health-office" },
        { user: "health-office:ats", role: "health-office" },
      ],
    });
    expect((await call(undefined, "GET", "/_local/inbox")).body).toEqual({ items: [] });
  });

  test("lets an institute sign in as soon as there is one", async () => {
    const { call } = await startCloud({ dataFolder: await newFolder(), now });
    expect((await call(undefined, "POST", "/_local/token", { user: "ZZIC80100A" })).status).toBe(404);
    expect((await call("health-office", "PUT", sitePath, site)).status).toBe(201);
    expect((await call("ZZIC80100A", "GET", sitePath)).body).toMatchObject({ siteCode: "ZZEE80101C" });
    expect((await call(undefined, "GET", "/_local/users")).body).toMatchObject({
      items: [
        { user: "region" },
        { user: "health-office" },
        { user: "health-office:ats" },
        { user: "school-authority:VALDORSA", role: "school-authority" },
        { user: "ZZIC80100A", role: "school-office" },
      ],
    });
  });

  test("answers unknown paths with a problem, and what the gateway refuses in AWS's words", async () => {
    const { call } = await startCloud({ dataFolder: await newFolder(), now });
    const unknown = await call(undefined, "GET", "/v1/no-such-route");
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get("content-type")).toBe("application/problem+json");
    expect((await call(undefined, "HEAD", "/v1/status")).status).toBe(404);
    expect(await call(undefined, "GET", "/v1/sites/%E0%A4%A")).toMatchObject({
      status: 400,
      body: { message: "Bad Request" },
    });
    const large = await call("health-office", "POST", "/v1/registry-imports", "x".repeat(10 * 1024 * 1024 + 1));
    expect(large).toMatchObject({ status: 413, body: { message: "Request Entity Too Large" } });
    expect((await call(undefined, "GET", "/_local/no-such-thing")).status).toBe(404);
  });

  test.each([
    ["/_local/clock", { now: "yesterday" }],
    ["/_local/clock", { now: "2023-02-16T09:00:00" }],
    ["/_local/clock", { now: "1999-12-31T23:59:59Z" }],
    ["/_local/clock", { now: "2100-01-01T00:00:00Z" }],
    ["/_local/clock", { now: "0000-01-01T00:00:00Z" }],
    ["/_local/clock", { now: "-002023-02-16T09:00:00Z" }],
    ["/_local/clock", { now: "+275760-09-13T00:00:00Z" }],
    ["/_local/clock", { now: "2023-02-29T09:00:00Z" }],
    ["/_local/clock", { now: "2023-02-16T24:00:00Z" }],
    ["/_local/clock", { now: "2023-02-16T09:00:60Z" }],
    ["/_local/clock", { now: "2023-02-16T09:00:00+99:99" }],
    ["/_local/clock", { now: 1676534400 }],
    ["/_local/clock", { now: "2023-02-16T09:00:00Z", by: "me" }],
    ["/_local/clock", []],
    ["/_local/clock", "not JSON"],
  ])("refuses %s %j", async (path, body) => {
    const { call } = await startCloud({ dataFolder: await newFolder(), now });
    const answer = await call(undefined, "PUT", path, body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: "/now" }] });
  });
});

describe("the inbox", () => {
  test("shows a damaged mail as damaged, and all the others", async () => {
    const dataFolder = await newFolder();
    const { call } = await startCloud({ dataFolder, now, empty: false });
    const inbox = z.object({ items: z.array(z.looseObject({ number: z.int(), damaged: z.boolean().optional() })) });
    const before = inbox.parse((await call(undefined, "GET", "/_local/inbox")).body).items;
    expect(before.length).toBeGreaterThan(2);
    await writeFile(join(dataFolder, "mails/00000001.json"), '{"to":');
    await writeFile(join(dataFolder, "mails/00000002.json"), '{"to":"everybody"}');
    await rm(join(dataFolder, "mails/00000003.json"));
    await mkdir(join(dataFolder, "mails/00000003.json"));

    const after = inbox.parse((await call(undefined, "GET", "/_local/inbox")).body).items;
    expect(after.slice(0, 3)).toEqual([1, 2, 3].map((number) => expect.objectContaining({ number, damaged: true })));
    expect(after.slice(3)).toEqual(before.slice(3));
    const page = await call(undefined, "GET", "/_local/inbox/mails");
    expect(page.body).toContain("damaged mail");
    expect((await call(undefined, "GET", "/_local/inbox/mails/2")).body).toContain("00000002.json");
    expect((await call(undefined, "GET", `/_local/inbox/mails/${before.length}`)).status).toBe(200);
    expect((await call(undefined, "GET", "/_local/inbox/mails?before=abc")).status).toBe(200);
  });
});

describe("a mail that cannot be put into the inbox", () => {
  test("ends the local cloud with a sentence, and is sent once after the next start", async () => {
    const dataFolder = await newFolder();
    const first = await startCloud({ dataFolder, now });
    await first.call("health-office", "PUT", sitePath, { ...site, sentinelFrom: "2023-02-16" });
    const contacts = { contacts: [{ email: "segreteria@scuola.example" }] };
    await first.call("ZZIC80100A", "PUT", "/v1/institutes/ZZIC80100A/contacts", contacts);
    const mails = z.object({ items: z.array(z.object({ tags: z.record(z.string(), z.string()) })) });
    const { items } = mails.parse((await first.call(undefined, "GET", "/_local/inbox")).body);
    // The next mail is written to this file before it gets its name.
    const draft = join(dataFolder, `mails/${String(items.length + 1).padStart(8, "0")}.json.draft`);
    await mkdir(draft);
    expect((await first.moveTo("2023-02-17T08:30:00+01:00")).body).toMatchObject({ moved: true });
    expect((await first.lost).message).toMatch(
      /mails\/\d+\.json cannot be written \(EISDIR\): .*; nothing that was answered is lost\.$/,
    );
    await first.stop();

    await rmdir(draft);
    const second = await startCloud({ dataFolder });
    await second.moveTo("2023-02-17T18:00:00+01:00");
    const inbox = mails.parse((await second.call(undefined, "GET", "/_local/inbox")).body);
    expect(inbox.items.filter(({ tags }) => tags.kind === "reminder")).toHaveLength(1);
  });
});

describe("a local cloud whose engine is killed", () => {
  test("tells who calls meanwhile to come back, and serves as before when it is up again", async () => {
    const dataFolder = await newFolder();
    const { call, moveTo, said } = await startCloud({ dataFolder, now });
    await call("health-office", "PUT", sitePath, site);
    expect(signalEngine(dataFolder, "SIGKILL")).toBe(true);
    const calls = [
      () => call("health-office", "GET", sitePath),
      () => call(undefined, "POST", "/_local/token", { user: "ZZIC80100A" }),
      () => call(undefined, "GET", "/_local/users"),
    ];
    const seen = new Set<string>();
    while (said.length === 0) {
      for (const answer of await Promise.all(calls.map((ask) => ask()))) {
        seen.add(`${answer.status} ${answer.headers.get("retry-after")}`);
      }
    }
    expect([...seen].filter((answer) => !/^(200 null|503 [15])$/.test(answer))).toEqual([]);
    expect([...seen].some((answer) => answer.startsWith("503"))).toBe(true);
    for (const ask of calls) expect((await ask()).status).toBe(200);
    expect((await moveTo("2023-02-16T09:30:00+01:00")).body).toMatchObject({ moved: true, failed: [] });
  });

  test("in the middle of a move makes every run all the same", async () => {
    const dataFolder = await newFolder();
    const { call, moveTo } = await startCloud({ dataFolder, now: new Date("2023-02-13T12:00:00+01:00") });
    await call("health-office", "PUT", sitePath, { ...site, sentinelFrom: "2023-02-01" });
    const move = moveTo("2023-02-18T12:00:00+01:00");
    for (let kill = 0; kill < 3; kill++) {
      await expect.poll(() => signalEngine(dataFolder, "SIGKILL"), { timeout: pollMillisMax }).toBe(true);
      await pause(400);
    }
    expect((await move).body).toMatchObject({ moved: true });
    // A run that finds no engine at any try is owed. It runs before the next move.
    expect((await moveTo("2023-02-18T12:00:00+01:00")).body).toMatchObject({ owed: [] });
    for (const date of ["2023-02-14", "2023-02-16"]) {
      const day = await call("health-office", "GET", `/v1/survey-days/${date}/coverage`);
      expect(day.body).toMatchObject({ state: "closed", totals: { expected: 1, missing: 1 } });
    }
  });
});

test("headers that are too long are refused, and the next caller is served", async () => {
  const { call } = await startCloud({ dataFolder: await newFolder(), now });
  expect((await call(undefined, "GET", "/v1/status", undefined, { "x-long": "x".repeat(20_000) })).status).toBe(431);
  expect((await call(undefined, "GET", "/v1/status")).status).toBe(200);
});

test("a caller that hangs up, or cannot sign in any more, is nobody's fault", async () => {
  const { origin, call } = await startCloud({ dataFolder: await newFolder(), now });
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  const { host } = new URL(origin);
  socket.write(`POST /_local/token HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 100\r\n\r\nhalf`);
  await pause(100);
  socket.destroy();
  const expired = await call(undefined, "GET", "/_local/sign-in/no-such-one");
  expect(expired.status).toBe(400);
  expect(expired.body).toContain("start again");
  for (const user of ["", "constructor", "x".repeat(50_000), "ZZIC80100A\u0000"]) {
    expect((await call(undefined, "POST", "/_local/token", { user })).status).toBe(404);
  }
});

test("all that a local cloud keeps is private to its owner, also what was not before", async () => {
  const dataFolder = await newFolder();
  const modes = async () => {
    const names = ["", ...(await readdir(dataFolder, { recursive: true }))];
    const found = await Promise.all(names.map(async (name) => (await stat(join(dataFolder, name))).mode & 0o077));
    return names.filter((_, index) => found[index] !== 0);
  };
  const first = await startCloud({ dataFolder, now, empty: false });
  expect(await modes()).toEqual([]);
  await first.stop();
  for (const name of await readdir(dataFolder, { recursive: true })) await chmod(join(dataFolder, name), 0o777);
  await chmod(dataFolder, 0o755);
  await startCloud({ dataFolder });
  expect(await modes()).toEqual([]);
});

describe("a second start on the same data", () => {
  test("goes on where the first stopped: time, data and keys", async () => {
    const dataFolder = await newFolder();
    const first = await startCloud({ dataFolder, now });
    await first.call("health-office", "PUT", sitePath, site);
    const token = await first.call(undefined, "POST", "/_local/token", { user: "health-office" });
    await first.moveTo("2023-02-16T12:34:56+01:00");
    await first.stop();

    const second = await startCloud({
      dataFolder,
      now: new Date("2024-01-01T00:00:00Z"),
      port: Number(new URL(first.origin).port),
    });
    expect(second.isNew).toBe(false);
    expect((await second.call(undefined, "GET", "/_local/clock")).body).toMatchObject({
      now: "2023-02-16T12:34:56+01:00",
      stands: true,
    });
    const { access_token } = z.object({ access_token: z.string() }).parse(token.body);
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await second.call(undefined, "GET", sitePath, undefined, headers)).body).toMatchObject({
      name: "PRIMARIA",
    });
  });

  test("makes the runs of the saved instant that a crash prevented", async () => {
    const dataFolder = await newFolder();
    const first = await startCloud({ dataFolder, now: new Date("2023-02-15T12:00:00+01:00") });
    await first.call("health-office", "PUT", sitePath, { ...site, sentinelFrom: "2023-02-01" });
    await first.stop();
    // The state after a crash in the middle of the opening job.
    const clock = { standsAt: "2023-02-15T23:05:00.000Z", jobsDoneUntil: "2023-02-15T12:00:00.000Z" };
    await writeFile(join(dataFolder, "clock.json"), JSON.stringify(clock));
    const second = await startCloud({ dataFolder });
    const coverage = await second.call("health-office", "GET", "/v1/survey-days/2023-02-16/coverage");
    expect(coverage.body).toMatchObject({ totals: { expected: 1, missing: 1 } });
  });
});

describe("a start that cannot be", () => {
  const attempt = (options: Partial<Parameters<typeof startLocalCloud>[0]> & { dataFolder: string }) =>
    startLocalCloud({ port: 0, fresh: false, empty: true, ...options }, () => undefined);

  test("on a port in use says so, and leaves the data folder to others", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const dataFolder = await newFolder();
    await expect(attempt({ dataFolder, port })).rejects.toThrow(
      `Port ${port} is in use: stop what listens there, or choose another with --port.`,
    );
    expect((await startCloud({ dataFolder, now })).isNew).toBe(true);
  });

  test("on a folder that another one uses names that one", async () => {
    const dataFolder = await newFolder();
    const { origin } = await startCloud({ dataFolder, now });
    await expect(attempt({ dataFolder })).rejects.toThrow(`in use by the local cloud at ${origin}`);
  });

  test("with --now on a folder that follows the machine's time says what to do", async () => {
    const dataFolder = await newFolder();
    await (await startCloud({ dataFolder })).stop();
    await expect(attempt({ dataFolder, now })).rejects.toThrow(/--fresh .* or another folder with --data\.$/);
  });

  test.each([
    ["clock.json", "{"],
    ["clock.json", ""],
    ["clock.json", '{"standsAt":"tomorrow","jobsDoneUntil":"2023-02-16T08:00:00Z"}'],
    ["clock.json", '{"standsAt":"9023-02-16T08:00:00Z","jobsDoneUntil":"2023-02-16T08:00:00Z"}'],
    ["keys.json", "{"],
    [
      "keys.json",
      '{"tokenKey":{"kty":"RSA","n":"x","e":"AQAB","d":"x"},"linkKey":"","cookieKey":"","supplierSecret":""}',
    ],
    ["sentinella.json", "{}"],
  ])("with a damaged %s, %j, says so, and --fresh begins anew", async (file, content) => {
    const dataFolder = await newFolder();
    await (await startCloud({ dataFolder, now })).stop();
    await writeFile(join(dataFolder, file), content);
    const refusal = await attempt({ dataFolder }).catch((fault: unknown) => fault);
    expect(refusal).toBeInstanceOf(LocalCloudError);
    expect(String(refusal)).toContain(`${file} is damaged: restore it from a backup, or begin anew with --fresh`);
    expect((await startCloud({ dataFolder, fresh: true })).isNew).toBe(true);
  });
});

test.each(["clock.json", "keys.json"])(
  "a start with one number changed in %s or a folder in its place says so",
  async (file) => {
    const dataFolder = await newFolder();
    const attempt = () => startLocalCloud({ dataFolder, port: 0, fresh: false, empty: true }, () => undefined);
    await (await startCloud({ dataFolder, now })).stop();
    const path = join(dataFolder, file);
    const whole = await readFile(path, "utf8");
    await writeFile(path, whole.replace(/"n":"../, '"n":"AA').replace('"2023-', '"3023-'));
    await expect(attempt()).rejects.toThrow(`${file} is damaged`);
    await rm(path);
    await mkdir(path);
    await expect(attempt()).rejects.toThrow(`${file} is damaged`);
    await rmdir(path);
    await writeFile(path, whole);
    await (await startCloud({ dataFolder })).stop();
  },
);

test("the town of a fresh start has reports, reminders and signals to see, and today's entries to make", async () => {
  const { call, users } = await startCloud({
    dataFolder: await newFolder(),
    now: new Date("2023-02-16T12:00:00+01:00"),
    empty: false,
  });
  // The region, two offices and the first by its other name, the authorities of two territories, seven institutes.
  expect(users).toHaveLength(13);
  const closed = await call("health-office", "GET", "/v1/survey-days/2023-02-14/coverage");
  expect(closed.body).toMatchObject({ totals: { expected: 10 } });
  const other = await call("health-office:ats-lagoscuro", "GET", "/v1/survey-days/2023-02-14/coverage");
  expect(other.body).toMatchObject({ totals: { expected: 2 } });
  const offices = await call("region", "GET", "/v1/health-offices");
  expect(offices.body).toMatchObject({
    items: [
      { officeCode: "ats", territories: ["VALDORSA"] },
      { officeCode: "ats-lagoscuro", territories: ["LAGOSCURO"] },
    ],
  });
  const today = await call("health-office", "GET", "/v1/survey-days/2023-02-16/coverage");
  expect(today.body).toMatchObject({ state: "open", totals: { expected: 10, late: 0 } });
  const inbox = z.object({ items: z.array(z.object({ tags: z.object({ kind: z.string() }) })) });
  const { items } = inbox.parse((await call(undefined, "GET", "/_local/inbox")).body);
  expect(new Set(items.map(({ tags }) => tags.kind))).toEqual(new Set(["reminder", "notice", "digest"]));
  const page = await call(undefined, "GET", "/_local/inbox/mails/1");
  expect(page.body).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
});
