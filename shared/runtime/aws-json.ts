import { setTimeout as pause } from "node:timers/promises";
import { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import { absenceOf } from "./absence-of.ts";

export type AwsJsonOptions = {
  /** The name in the endpoint and in the signature, such as `secretsmanager`. */
  service: string;
  /** The part before the operation's name in `x-amz-target`. */
  targetPrefix: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Absent: the service of the region. */
  endpoint?: string;
};

/** Sends one operation and returns the JSON of its answer. The caller parses it. */
export type AwsJsonCall = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>;

const timeoutMillis = 3_000;
/** Attempts of one call. It repeats only a call that failed quickly, because somebody is waiting. */
const attemptsMax = 2;
const retryPauseMillis = 150;
const soonMillis = 1_000;
/** Every expected answer is much smaller. */
const answerBytesMax = 1_000_000;

/**
 * A refusal by the service. The name is the service's error code. The answer is left out: it may hold a secret or a
 * person.
 */
class AwsFault extends Error {
  override readonly name: string;
  readonly $metadata: { httpStatusCode: number };
  constructor(operation: string, service: string, status: number, code: string) {
    super(`${operation}: ${service} answered ${status}`);
    this.name = code;
    this.$metadata = { httpStatusCode: status };
  }
}

/**
 * Calls an AWS service that speaks JSON 1.1. A call is one signed request, and a second one when the service is too
 * busy. It uses parts of the SDK that the database client already loads. The SDK's own client of each service would
 * slow down the cold start of functions for which a person waits.
 *
 * @throws AwsFault, or the network fault
 */
export function openAwsJson({ service, targetPrefix, region, credentials, endpoint }: AwsJsonOptions): AwsJsonCall {
  const url = new URL(endpoint ?? `https://${service}.${region}.amazonaws.com`);
  const signer = new SignatureV4({ service, region, credentials, sha256: Hash.bind(null, "sha256") });
  const http = new NodeHttpHandler({
    connectionTimeout: timeoutMillis,
    requestTimeout: timeoutMillis,
    throwOnRequestTimeout: true,
  });

  async function callOnce(operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const request = new HttpRequest({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === "" ? {} : { port: Number(url.port) }),
      path: "/",
      headers: {
        host: url.host,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `${targetPrefix}.${operation}`,
      },
      body: JSON.stringify(input),
    });
    request.headers = (await signer.sign(request)).headers;
    const { response } = await http.handle(request);
    const text = await textOf(response.body);
    if (response.statusCode === 200) return text === "" ? {} : JSON.parse(text);
    const code = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"/.exec(text)?.[1] ?? "AwsFault";
    throw new AwsFault(operation, service, response.statusCode, code);
  }

  return async (operation, input) => {
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt++) {
      try {
        return await callOnce(operation, input);
      } catch (fault) {
        const failedSoon = performance.now() - startedAt < soonMillis;
        if (attempt === attemptsMax || !failedSoon || absenceOf(fault) === undefined) throw fault;
        await pause(retryPauseMillis);
      }
    }
  };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) throw new RangeError(`an answer of over ${answerBytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
