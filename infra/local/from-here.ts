import type { IncomingMessage, Server } from "node:http";

/** The address of the pages under `npm run dev`. */
export const devOrigin = "http://localhost:5173";

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];
const httpPort = 80;

/**
 * Makes the server refuse requests from elsewhere, with an answer like API Gateway's. A server on the loopback address
 * is not safe from the web: any page in a browser on this machine may call it. It may read the answers if its host name
 * leads here (DNS rebinding).
 */
export function answerOnlyFromHere(server: Server): void {
  const [serve] = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (isFromHere(request)) serve?.call(server, request, response);
    else response.writeHead(403, { "content-type": "application/json" }).end('{"message":"Forbidden"}');
  });
}

/** Whether the request names a loopback address and its port, and does not come from a page of another origin. */
function isFromHere({ headers: { host, origin }, socket }: IncomingMessage): boolean {
  const port = socket.localPort;
  const hosts = loopbackNames.flatMap((name) => [`${name}:${port}`, ...(port === httpPort ? [name] : [])]);
  const isOurs = host !== undefined && hosts.includes(host.toLowerCase());
  return isOurs && (origin === undefined || origin === devOrigin || hosts.some((name) => origin === `http://${name}`));
}
