import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { startLocalCloud } from "../../infra/local/local-cloud.ts";
import { LocalSetupError } from "../../infra/local/local-setup-error.ts";
import { startCloud } from "./start-cloud.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const site = { name: "PRIMARIA", instituteCode: "ZZIC80100A", territory: "VALDORSA", level: "primary" };
const sitePath = "/v1/sites/ZZEE80101C";
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
      items: [{ user: "health-office", role: "health-office" }],
    });
    expect((await call(undefined, "GET", "/_local/inbox")).body).toEqual({ items: [] });
  });

  test("lets an institute sign in as soon as there is one", async () => {
    const { call } = await startCloud({ dataFolder: await newFolder(), now });
    expect((await call(undefined, "POST", "/_local/token", { user: "ZZIC80100A" })).status).toBe(404);
    expect((await call("health-office", "PUT", sitePath, site)).status).toBe(201);
    expect((await call("ZZIC80100A", "GET", sitePath)).body).toMatchObject({ siteCode: "ZZEE80101C" });
    expect((await call(undefined, "GET", "/_local/users")).body).toMatchObject({
      items: [{ user: "health-office" }, { user: "ZZIC80100A", role: "school-office" }],
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
    ["/_local/clock", "not JSON"],
  ])("refuses %s %j", async (path, body) => {
    const { call } = await startCloud({ dataFolder: await newFolder(), now });
    const answer = await call(undefined, "PUT", path, body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: "/now" }] });
  });
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
    // As a crash in the middle of the opening job leaves it.
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

  test.each(["clock.json", "keys.json"])("with a damaged %s says so, and --fresh begins anew", async (file) => {
    const dataFolder = await newFolder();
    await (await startCloud({ dataFolder, now })).stop();
    await writeFile(join(dataFolder, file), "{");
    const refusal = await attempt({ dataFolder }).catch((fault: unknown) => fault);
    expect(refusal).toBeInstanceOf(LocalSetupError);
    expect(String(refusal)).toContain(`${file} is damaged: restore it from a backup, or begin anew with --fresh`);
    expect((await startCloud({ dataFolder, fresh: true })).isNew).toBe(true);
  });
});

test("the town of a fresh start has reports, reminders and signals to see, and today's entries to make", async () => {
  const { call, users } = await startCloud({
    dataFolder: await newFolder(),
    now: new Date("2023-02-16T12:00:00+01:00"),
    empty: false,
  });
  expect(users).toHaveLength(7);
  const closed = await call("health-office", "GET", "/v1/survey-days/2023-02-14/coverage");
  expect(closed.body).toMatchObject({ totals: { expected: 10 } });
  const today = await call("health-office", "GET", "/v1/survey-days/2023-02-16/coverage");
  expect(today.body).toMatchObject({ state: "open", totals: { expected: 10, late: 0 } });
  const inbox = z.object({ items: z.array(z.object({ tags: z.object({ kind: z.string() }) })) });
  const { items } = inbox.parse((await call(undefined, "GET", "/_local/inbox")).body);
  expect(new Set(items.map(({ tags }) => tags.kind))).toEqual(new Set(["reminder", "digest"]));
  const page = await call(undefined, "GET", "/_local/inbox/mails/1");
  expect(page.body).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
});
