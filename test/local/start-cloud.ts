import { onTestFinished } from "vitest";
import * as z from "zod";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../../infra/local/cloud.ts";

type Answer = { status: number; body: unknown; headers: Headers };

export type TestCloud = LocalCloud & {
  /** The sentences that it said. */
  said: readonly string[];
  /** As that user, or as nobody. */
  call: (
    user: string | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  moveTo: (instant: string) => Promise<Answer>;
};

/** Starts a local cloud on a free port, without the town unless asked; it stops with the test. */
export async function startCloud(
  options: Pick<LocalCloudOptions, "dataFolder"> & Partial<LocalCloudOptions>,
): Promise<TestCloud> {
  const faults: unknown[] = [];
  const said: string[] = [];
  const cloud = await startLocalCloud(
    { port: 0, fresh: false, empty: true, say: (sentence) => said.push(sentence), ...options },
    (fault) => faults.push(fault),
  );
  onTestFinished(async () => {
    await cloud.stop();
    if (faults.length > 0) throw new AggregateError(faults, "faults of the local cloud");
  });
  return { ...cloud, said, ...speaker(cloud.origin) };
}

const token = z.object({ access_token: z.string() });

/** Speaks with the local cloud at the address. */
export function speaker(origin: string): Pick<TestCloud, "call" | "moveTo"> {
  const tokens = new Map<string, Promise<string>>();

  async function send(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const reply = await fetch(`${origin}${path}`, { method, headers, ...(body !== undefined && { body: text }) });
    const answer = await reply.text();
    const isJson = answer !== "" && reply.headers.get("content-type")?.includes("json");
    return { status: reply.status, body: isJson ? JSON.parse(answer) : answer, headers: reply.headers };
  }

  async function newToken(user: string): Promise<string> {
    const { body } = await send("POST", "/_local/token", {}, { user });
    return token.parse(body).access_token;
  }

  return {
    async call(user, method, path, body, headers = {}) {
      if (user === undefined) return send(method, path, headers, body);
      const pending = tokens.get(user) ?? newToken(user);
      tokens.set(user, pending);
      const mediaType = typeof body === "string" ? "text/csv" : "application/json";
      const type = body === undefined ? {} : { "content-type": mediaType };
      return send(method, path, { authorization: `Bearer ${await pending}`, ...type, ...headers }, body);
    },
    moveTo: (now) => send("PUT", "/_local/clock", {}, { now }),
  };
}
