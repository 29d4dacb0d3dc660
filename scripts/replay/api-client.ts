import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";

/** The system gave an answer that no replay expects. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";
}

type Answer = { status: number; body: unknown };

export type ApiClient = {
  /** Calls as that user. A refusal of the API is an answer too. */
  call: (user: string, method: string, path: string, body?: unknown) => Promise<Answer>;
  /** As `call`, but throws unless the call succeeds. */
  get: <T>(user: string, path: string, schema: z.ZodType<T>) => Promise<T>;
  /** Sends CSV; throws unless the call succeeds. */
  sendCsv: <T>(method: string, path: string, text: string, schema: z.ZodType<T>) => Promise<T>;
  /** Every item of a list, page by page. */
  list: <T>(path: string, query: Record<string, string>, item: z.ZodType<T>) => Promise<T[]>;
  clock: () => Promise<LocalTime>;
  /** Returns the runs that failed on every try. */
  moveClock: (to: Date) => Promise<string[]>;
  inbox: () => Promise<InboxMail[]>;
};

const localTime = z.object({
  now: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  stands: z.boolean(),
});
type LocalTime = z.output<typeof localTime>;

const move = z.object({
  failed: z.array(z.object({ job: z.string(), at: z.string(), outcome: z.object({ failed: z.string() }) })),
});

const inboxMail = z.object({
  to: z.array(z.string()),
  tags: z.object({ kind: z.string().optional(), surveyDate: z.string().optional() }),
});
type InboxMail = z.output<typeof inboxMail>;

const token = z.object({ access_token: z.string(), expires_in: z.number() });

export const healthOfficeCaller = "health-office";

/**
 * A request is sent again for this long, in two cases: the answer says to come back later, or the local cloud answered
 * before but now does not, because it may be restarting. The time of the request itself does not count: a move of the
 * clock may take minutes before its cloud stops. Every request of a replay has the same effect when it is sent twice.
 */
const patienceMillis = 120_000;
const pauseMillis = 500;
const pageItems = "500";
const pagesMax = 1_000;
/** A token is renewed this long before it ends. */
const renewMillis = 60_000;

/** Calls a local cloud: its API, its clock, its inbox and its tokens. */
export function openApiClient(url: string): ApiClient {
  const origin = url.replace(/\/$/, "");
  const tokens = new Map<string, { value: string; renewAt: number }>();

  let hasAnswered = false;

  /** @throws Error without an answer, or with only a part of one */
  async function ask(method: string, path: string, headers: Record<string, string>, body?: string) {
    const reply = await fetch(`${origin}${path}`, { method, headers, ...(body !== undefined && { body }) });
    const text = await reply.text();
    hasAnswered = true;
    const comesBack = reply.status === 429 || reply.status === 503;
    const retryMillis = comesBack ? Number(reply.headers.get("retry-after") ?? 1) * 1_000 : undefined;
    return { answer: { status: reply.status, body: parseJson(text) }, retryMillis };
  }

  async function send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
    let waitedMillis = 0;
    while (true) {
      const isLate = waitedMillis >= patienceMillis;
      const asked = await ask(method, path, headers, body).catch((fault: unknown) => {
        if (hasAnswered && !isLate) return undefined;
        throw new UnexpectedAnswer(
          `${method} ${path}: no answer from ${origin} (${causeOf(fault)}): is the local cloud running? npm start starts it, and what was answered before is kept.`,
        );
      });
      if (asked !== undefined && (asked.retryMillis === undefined || isLate)) return asked.answer;
      const waitMillis = Math.max(pauseMillis, asked?.retryMillis ?? 0);
      await pause(waitMillis);
      waitedMillis += waitMillis;
    }
  }

  async function tokenOf(user: string): Promise<string> {
    const known = tokens.get(user);
    if (known !== undefined && performance.now() < known.renewAt) return known.value;
    const answer = await send(
      "POST",
      "/_local/token",
      { "content-type": "application/json" },
      JSON.stringify({ user }),
    );
    const { access_token, expires_in } = expectSuccess(`a token for ${user}`, answer, token);
    tokens.set(user, { value: access_token, renewAt: performance.now() + expires_in * 1_000 - renewMillis });
    return access_token;
  }

  async function call(user: string, method: string, path: string, body?: unknown): Promise<Answer> {
    const authorization = `Bearer ${await tokenOf(user)}`;
    if (body === undefined) return send(method, path, { authorization });
    return send(method, path, { authorization, "content-type": "application/json" }, JSON.stringify(body));
  }

  return {
    call,
    get: async (user, path, schema) => expectSuccess(`GET ${path}`, await call(user, "GET", path), schema),
    async sendCsv(method, path, text, schema) {
      const authorization = `Bearer ${await tokenOf(healthOfficeCaller)}`;
      const answer = await send(method, path, { authorization, "content-type": "text/csv" }, text);
      return expectSuccess(`${method} ${path}`, answer, schema);
    },
    async list(path, query, item) {
      const page = z.object({ items: z.array(item), cursor: z.string().optional() });
      const items: z.output<typeof item>[] = [];
      let cursor: string | undefined;
      for (let pages = 0; pages < pagesMax; pages++) {
        const parameters = new URLSearchParams({ ...query, limit: pageItems, ...(cursor && { cursor }) });
        const target = `${path}?${parameters}`;
        const answer = expectSuccess(`GET ${target}`, await call(healthOfficeCaller, "GET", target), page);
        items.push(...answer.items);
        cursor = answer.cursor;
        if (cursor === undefined) return items;
      }
      throw new UnexpectedAnswer(`GET ${path}: over ${pagesMax} pages`);
    },
    clock: async () => expectSuccess("GET /_local/clock", await send("GET", "/_local/clock", {}), localTime),
    async moveClock(to) {
      const answer = await send(
        "PUT",
        "/_local/clock",
        { "content-type": "application/json" },
        JSON.stringify({ now: to }),
      );
      const { failed } = expectSuccess(`PUT /_local/clock ${to.toISOString()}`, answer, move);
      return failed.map(({ job, at, outcome }) => `${job} at ${at}: ${outcome.failed}`);
    },
    inbox: async () =>
      expectSuccess(
        "GET /_local/inbox",
        await send("GET", "/_local/inbox", {}),
        z.object({ items: z.array(inboxMail) }),
      ).items,
  };
}

function expectSuccess<T>(what: string, { status, body }: Answer, schema: z.ZodType<T>): T {
  if (status >= 300) throw new UnexpectedAnswer(`${what}: ${status} ${JSON.stringify(body)}`);
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new UnexpectedAnswer(`${what}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The text `fetch failed` explains nothing; its cause does. */
function causeOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const { cause } = fault;
  if (cause instanceof AggregateError) return causeOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : fault.message;
}
