import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type HttpReply, problemReply } from "../../shared/runtime/problem-reply.ts";
import { LocalCloudError } from "./cloud-error.ts";
import type { LocalEndpoints } from "./endpoints.ts";
import { answerOnlyFromHere } from "./from-here.ts";
import { awsRefusal, type Gateway, requestBytesMax } from "./gateway.ts";
import { type Identity, oidcPath, signInPath } from "./identity.ts";
import type { KeptEngine } from "./kept-engine.ts";
import { readBody } from "./read-body.ts";
import type { WebPages } from "./web-pages.ts";

/** The services behind the one public port. */
type LocalServices = {
  gateway: Gateway;
  endpoints: LocalEndpoints;
  identity: Pick<Identity, "serve">;
  engine: Pick<KeptEngine, "isUp" | "deaths">;
  /** Absent when only the API is wanted. */
  pages?: WebPages;
};

export type LocalServer = {
  port: number;
  /** Starts to serve. Before that, every request gets an answer to come back later. */
  serve: (services: LocalServices) => void;
  stop: () => Promise<void>;
};

const loopback = "127.0.0.1";
const localBodyBytesMax = 100_000;
const stopGraceMillis = 5_000;
/** From the first byte of a request to the end of its headers, and to the end of its body. */
const headersMillisMax = 10_000;
const requestMillisMax = 60_000;
const headersBytesMax = 16_384;
const connectionsMax = 2_000;
/** An engine restarts in less time. */
const retryAfterSeconds = 1;

/**
 * Listens only on the loopback address.
 *
 * @param port 0 chooses a free port.
 * @throws LocalCloudError when the port is taken.
 */
export async function listen(port: number, onFault: (fault: unknown) => void): Promise<LocalServer> {
  let services: LocalServices | undefined;

  const limits = {
    headersTimeout: headersMillisMax,
    requestTimeout: requestMillisMax,
    maxHeaderSize: headersBytesMax,
  };
  const server = createServer(limits, (request, response) => {
    const deathsBefore = services?.engine.deaths();
    dispatch(services, request, response)
      .then((reply) => reply && send(response, reply))
      .catch((fault: unknown) => {
        // A caller that has hung up gets no answer.
        if (request.destroyed && !request.complete) return;
        const isEngineAway = services?.engine.isUp() === false || services?.engine.deaths() !== deathsBefore;
        if (!isEngineAway) onFault(fault);
        if (response.headersSent) return;
        const comesBack = isEngineAway || fault instanceof LocalCloudError;
        send(response, comesBack ? comeBack() : awsRefusal(500, "Internal Server Error"));
      });
  });
  server.maxConnections = connectionsMax;
  answerOnlyFromHere(server);

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, loopback, resolve);
  }).catch((fault: unknown) => {
    throw new LocalCloudError(whyNot(port, fault));
  });
  const address = server.address();

  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    serve: (ready) => {
      services = ready;
    },
    stop: () => stopServer(server),
  };
}

/** Undefined when the request already has its answer. */
async function dispatch(
  ready: LocalServices | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<HttpReply | undefined> {
  if (ready === undefined) return comeBack();
  const target = request.url ?? "/";
  if (ready.pages !== undefined && isPageRequest(request, target)) {
    ready.pages.serve(request, response);
    return undefined;
  }
  const isSignIn = isBelow(target, oidcPath) || isBelow(target, signInPath);
  if (!isSignIn && isBelow(target, "/_local")) return answerLocally(ready, request, target);
  if (isRoot(target)) return answerLocally(ready, request, "/_local");
  if (!ready.engine.isUp()) return comeBack();
  if (!isSignIn) return answerByGateway(ready, request, target);
  await ready.identity.serve(request, response);
  return undefined;
}

/** The request is fine, but the service is still starting. */
function comeBack(): HttpReply {
  return problemReply({ reason: "unavailable", retryAfterSeconds }, "it", "local");
}

function whyNot(port: number, fault: unknown): string {
  const code = fault instanceof Error && "code" in fault ? fault.code : String(fault);
  if (code === "EADDRINUSE") return `Port ${port} is in use: stop what listens there, or choose another with --port.`;
  return `Port ${port} cannot be opened (${code}): choose another with --port.`;
}

function isBelow(target: string, path: string): boolean {
  return target.startsWith(path) && /^([/?]|$)/.test(target.slice(path.length));
}

/** Whether the CDN in front of the cloud's API would answer the request. */
function isPageRequest({ method }: IncomingMessage, target: string): boolean {
  return (method === "GET" || method === "HEAD") && !isBelow(target, "/v1") && !isBelow(target, "/_local");
}

function isRoot(target: string): boolean {
  return target === "/";
}

async function answerLocally(
  { endpoints }: LocalServices,
  request: IncomingMessage,
  target: string,
): Promise<HttpReply> {
  const body = await readBody(request, localBodyBytesMax);
  if (body === "too-large") return awsRefusal(413, "Request Entity Too Large");
  return endpoints(request.method ?? "GET", target, body.toString());
}

async function answerByGateway(
  { gateway }: LocalServices,
  request: IncomingMessage,
  target: string,
): Promise<HttpReply> {
  const body = await readBody(request, requestBytesMax);
  if (body === "too-large") return awsRefusal(413, "Request Entity Too Large");
  const headers = Object.entries(request.headersDistinct).map(([name, values]) => [name, values ?? []]);
  return gateway({
    method: request.method ?? "GET",
    target,
    headers: Object.fromEntries(headers),
    body,
    sourceIp: request.socket.remoteAddress ?? loopback,
  });
}

function send(response: ServerResponse, { statusCode, headers, body }: HttpReply): void {
  response.writeHead(statusCode, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

/** Answers requests under way, and closes connections that only wait. */
function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const grace = setTimeout(() => server.closeAllConnections(), stopGraceMillis);
    server.close(() => {
      clearTimeout(grace);
      resolve();
    });
    server.closeIdleConnections();
  });
}
