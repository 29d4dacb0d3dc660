import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { HttpReply } from "../../shared/runtime/problem-reply.ts";
import { awsRefusal, type Gateway, requestBytesMax } from "./gateway.ts";
import { type Identity, oidcPath, signInPath } from "./identity.ts";
import type { LocalEndpoints } from "./local-endpoints.ts";
import { LocalSetupError } from "./local-setup-error.ts";
import { readBody } from "./read-body.ts";
import type { WebPages } from "./web-pages.ts";

/** What answers behind the one public port. */
type LocalServices = {
  gateway: Gateway;
  endpoints: LocalEndpoints;
  identity: Pick<Identity, "serve">;
  /** Absent where only the API is wanted. */
  pages?: WebPages;
};

export type LocalServer = {
  port: number;
  /** Until then every request is told to come back. */
  serve: (services: LocalServices) => void;
  stop: () => Promise<void>;
};

const loopback = "127.0.0.1";
const localBodyBytesMax = 100_000;
const stopGraceMillis = 5_000;

/**
 * Listens on the loopback address only.
 *
 * @param port 0 takes a free one.
 * @throws LocalSetupError when the port is taken.
 */
export async function listen(port: number, onFault: (fault: unknown) => void): Promise<LocalServer> {
  let services: LocalServices | undefined;

  const server = createServer((request, response) => {
    dispatch(services, request)
      .then((reply) => reply && send(response, reply))
      .catch((fault: unknown) => {
        onFault(fault);
        if (!response.headersSent) send(response, awsRefusal(500, "Internal Server Error"));
      });

    async function dispatch(
      ready: LocalServices | undefined,
      incoming: IncomingMessage,
    ): Promise<HttpReply | undefined> {
      if (ready === undefined) return awsRefusal(503, "Starting");
      const target = incoming.url ?? "/";
      if (isBelow(target, oidcPath) || isBelow(target, signInPath)) {
        await ready.identity.serve(incoming, response);
        return undefined;
      }
      if (ready.pages !== undefined && isPageRequest(incoming, target)) {
        ready.pages.serve(incoming, response);
        return undefined;
      }
      return isBelow(target, "/_local") || isRoot(target)
        ? answerLocally(ready, incoming, target)
        : answerByGateway(ready, incoming, target);
    }
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, loopback, resolve);
  }).catch((fault: unknown) => {
    throw new LocalSetupError(whyNot(port, fault));
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

function whyNot(port: number, fault: unknown): string {
  const code = fault instanceof Error && "code" in fault ? fault.code : String(fault);
  if (code === "EADDRINUSE") return `Port ${port} is in use: stop what listens there, or choose another with --port.`;
  return `Port ${port} cannot be opened (${code}): choose another with --port.`;
}

function isBelow(target: string, path: string): boolean {
  return target.startsWith(path) && /^([/?]|$)/.test(target.slice(path.length));
}

/** What the CDN in front of the cloud's API would answer. */
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
  return endpoints(request.method ?? "GET", isRoot(target) ? "/_local" : target, body.toString());
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

/** Requests under way are answered; connections that only wait are closed. */
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
