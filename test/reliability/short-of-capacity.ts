import { createServer } from "node:http";
import * as z from "zod";
import { readBody } from "../../infra/local/read-body.ts";
import { portOf } from "../mail/unreliable-ses.ts";

export type ShortOfCapacity = {
  endpoint: string;
  /** What it has left undone so far. */
  leftUndone: () => { keys: number; requests: number };
  stop: () => Promise<void>;
};

/** Every thirteenth request is refused as one too many, without effect. */
const refusedEvery = 13;
const requestBytesMax = 1_000_000;

const batch = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(z.unknown()) })),
});

/**
 * A proxy before an engine. It answers like DynamoDB without capacity: only half of a batch, and some requests not at
 * all.
 */
export async function startShortOfCapacity(engine: string): Promise<ShortOfCapacity> {
  const left = { keys: 0, requests: 0 };
  let requests = 0;

  async function ask(headers: Record<string, string>, body: string): Promise<{ status: number; text: string }> {
    requests += 1;
    if (requests % refusedEvery === 0) {
      left.requests += 1;
      const type = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException";
      return { status: 400, text: JSON.stringify({ __type: type, message: "too many" }) };
    }
    const forward = async (sent: string) => {
      const reply = await fetch(engine, { method: "POST", headers, body: sent });
      return { status: reply.status, text: await reply.text() };
    };
    if (!headers["x-amz-target"]?.endsWith(".BatchGetItem")) return forward(body);
    const { RequestItems: wanted, ...options } = batch.parse(JSON.parse(body));
    const half = (keysOf: (keys: unknown[], middle: number) => unknown[]) =>
      Object.fromEntries(
        Object.entries(wanted)
          .map(([table, { Keys, ...rest }]) => {
            return [table, { ...rest, Keys: keysOf(Keys, Math.ceil(Keys.length / 2)) }] as const;
          })
          .filter(([, { Keys }]) => Keys.length > 0),
      );
    const UnprocessedKeys = half((keys, middle) => keys.slice(middle));
    left.keys += Object.values(UnprocessedKeys).reduce((sum, { Keys }) => sum + Keys.length, 0);
    const { status, text } = await forward(
      JSON.stringify({ ...options, RequestItems: half((keys, middle) => keys.slice(0, middle)) }),
    );
    return { status, text: JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(text)), UnprocessedKeys }) };
  }

  const server = createServer(async (request, response) => {
    const body = await readBody(request, requestBytesMax);
    const signed = Object.entries(request.headers).filter(([name]) =>
      /^(x-amz-|authorization|content-type)/.test(name),
    );
    const headers = Object.fromEntries(signed.map(([name, value]) => [name, String(value)]));
    const { status, text } = await ask(headers, body.toString());
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    leftUndone: () => ({ ...left }),
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
