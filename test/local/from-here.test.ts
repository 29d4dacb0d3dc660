import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../../infra/local/cloud.ts";
import { type Engine, startEngine } from "../../infra/local/engine.ts";
import { type MailFolder, openMailFolder } from "../../infra/local/mail-folder.ts";
import { type LocalSes, startLocalSes } from "../../infra/local/ses.ts";

let folder: string;
let cloud: LocalCloud;
let mails: MailFolder;
let ses: LocalSes;
let dynalite: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sentinella-"));
  const fail = (fault: unknown) => {
    throw fault;
  };
  const options = { dataFolder: join(folder, "data"), port: 0, fresh: false, empty: true };
  cloud = await startLocalCloud({ ...options, now: new Date("2023-02-16T09:00:00+01:00") }, fail);
  mails = await openMailFolder(join(folder, "mails"));
  ses = await startLocalSes(mails, () => new Date("2023-02-16T09:00:00+01:00"), fail);
  dynalite = await startEngine({ kind: "dynalite" });
});
afterAll(async () => {
  await Promise.all([cloud.stop(), ses.stop(), dynalite.stop()]);
  await rm(folder, { recursive: true });
});

/** The status of a request with exactly these headers. */
function statusOf(endpoint: string, method: string, path: string, headers: Record<string, string>): Promise<number> {
  const { port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

const portOf = (endpoint: string) => new URL(endpoint).port;

/** What a page may do that is open in a browser on this machine: any path, by any method. */
const calls: readonly [string, string][] = [
  ["GET", "/"],
  ["GET", "/_local/inbox"],
  ["GET", "/_local/users"],
  ["POST", "/_local/token"],
  ["PUT", "/_local/clock"],
  ["GET", "/_local/oidc/.well-known/openid-configuration"],
  ["GET", "/v1/status"],
];

describe.each(calls)("%s %s", (method, path) => {
  test.each(["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])("is answered to who calls it by %s", async (name) => {
    const host = `${name}:${portOf(cloud.origin)}`;
    expect(await statusOf(cloud.origin, method, path, { host })).not.toBe(403);
    const origin = `http://${host.toLowerCase()}`;
    expect(await statusOf(cloud.origin, method, path, { host, origin })).not.toBe(403);
  });

  test.each(["evil.example", "localhost.evil.example", "localhost:1", "127.0.0.2", "localhost", "evil@localhost"])(
    "is refused under the name %j, whatever the port",
    async (name) => {
      const port = portOf(cloud.origin);
      expect(await statusOf(cloud.origin, method, path, { host: name })).toBe(403);
      if (name !== "localhost")
        expect(await statusOf(cloud.origin, method, path, { host: `${name}:${port}` })).toBe(403);
    },
  );

  test.each(["http://evil.example", "null", "http://localhost", "http://localhost:1", "https://localhost"])(
    "is refused to a page of %s",
    async (origin) => {
      const host = `localhost:${portOf(cloud.origin)}`;
      expect(await statusOf(cloud.origin, method, path, { host, origin })).toBe(403);
    },
  );

  test("is answered to the pages of npm run dev", async () => {
    const headers = { host: `localhost:${portOf(cloud.origin)}`, origin: "http://localhost:5173" };
    expect(await statusOf(cloud.origin, method, path, headers)).not.toBe(403);
  });
});

test("a request that names no host is refused", async () => {
  const socket = connect(Number(portOf(cloud.origin)), "127.0.0.1");
  socket.write("GET /_local/users HTTP/1.0\r\n\r\n");
  const [answer] = await once(socket, "data");
  socket.destroy();
  expect(String(answer)).toMatch(/^HTTP\/1\.1 403 /);
});

test("neither the mail inbox's SES nor dynalite answers to foreign names and pages", async () => {
  for (const endpoint of [ses.endpoint, dynalite.endpoint]) {
    const host = `127.0.0.1:${portOf(endpoint)}`;
    expect(await statusOf(endpoint, "POST", "/", { host })).not.toBe(403);
    expect(await statusOf(endpoint, "POST", "/", { host: `evil.example:${portOf(endpoint)}` })).toBe(403);
    expect(await statusOf(endpoint, "POST", "/", { host, origin: "http://evil.example" })).toBe(403);
  }
});
