import * as z from "zod";

type Answer = { status: number; body: unknown; etag: string | undefined };

/** Calls a local cloud as one of its users, or without a user. */
export type FixtureApi = {
  /** Returns any answer. */
  ask: (user: string | undefined, path: string) => Promise<Answer>;
  /** @throws Error when the API refuses */
  send: (
    user: string,
    method: "PUT" | "POST" | "DELETE",
    path: string,
    body?: unknown,
    options?: { ifMatch?: string; mediaType?: string },
  ) => Promise<Answer>;
  moveTo: (instant: Date) => Promise<void>;
};

const token = z.object({ access_token: z.string() });
const clock = z.object({ now: z.iso.datetime({ offset: true }).transform((text) => new Date(text)) });
/** It moves one day at a time, because `fetch` abandons an answer that takes five minutes. */
const moveMillisMax = 24 * 3_600_000;
const moved = z.object({
  ran: z.array(z.object({ job: z.string(), outcome: z.object({ failed: z.string().optional() }) })),
});

export function openFixtureApi(origin: string): FixtureApi {
  const tokens = new Map<string, string>();

  async function request(method: string, path: string, headers: Record<string, string>, body?: unknown) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const reply = await fetch(`${origin}${path}`, { method, headers, ...(body === undefined ? {} : { body: text }) });
    const answer = await reply.text();
    const isJson = reply.headers.get("content-type")?.includes("json") === true && answer !== "";
    const parsed: unknown = isJson ? JSON.parse(answer) : answer;
    return { status: reply.status, body: parsed, etag: reply.headers.get("etag") ?? undefined };
  }

  async function authorization(user: string | undefined): Promise<Record<string, string>> {
    if (user === undefined) return {};
    const known = tokens.get(user);
    if (known !== undefined) return { authorization: `Bearer ${known}` };
    const reply = await request("POST", "/_local/token", { "content-type": "application/json" }, { user });
    const { access_token } = token.parse(reply.body);
    tokens.set(user, access_token);
    return { authorization: `Bearer ${access_token}` };
  }

  async function move(now: Date): Promise<void> {
    const { body } = await request("PUT", "/_local/clock", { "content-type": "application/json" }, { now });
    const failed = moved.parse(body).ran.find(({ outcome }) => outcome.failed !== undefined);
    if (failed !== undefined) throw new Error(`${failed.job} failed: ${failed.outcome.failed}`);
  }

  return {
    ask: async (user, path) => request("GET", path, await authorization(user)),
    async send(user, method, path, body, { ifMatch, mediaType = "application/json" } = {}) {
      const headers = {
        ...(await authorization(user)),
        "content-type": mediaType,
        ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
      };
      const answer = await request(method, path, headers, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer;
    },
    async moveTo(instant) {
      const { body } = await request("GET", "/_local/clock", {});
      const { now } = clock.parse(body);
      for (let at = now; at < instant; ) {
        at = new Date(Math.min(at.getTime() + moveMillisMax, instant.getTime()));
        await move(at);
      }
    },
  };
}
