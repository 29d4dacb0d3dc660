import type { IncomingMessage, Server } from "node:http";

/** Where `npm run dev` shows the pages. */
export const devOrigin = "http://localhost:5173";

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];
const httpPort = 80;

/**
 * Lets the server refuse, as API Gateway does, what is not from here. A server on the loopback address is not out of
 * reach of the web: a page of anybody's, open in a browser on this machine, may call it, and may read the answers under
 * a host name that it lets lead here (DNS rebinding).
 */
export function answerOnlyFromHere(server: Server): void {
  const [serve] = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (isFromHere(request)) serve?.call(server, request, response);
    else response.writeHead(403, { "content-type": "application/json" }).end('{"message":"Forbidden"}');
  });
}

/** Whether the request names a loopback address and the port it came in by, and comes from no page of another origin. */
function isFromHere({ headers: { host, origin }, socket }: IncomingMessage): boolean {
  const port = socket.localPort;
  const hosts = loopbackNames.flatMap((name) => [`${name}:${port}`, ...(port === httpPort ? [name] : [])]);
  const isOurs = host !== undefined && hosts.includes(host.toLowerCase());
  return isOurs && (origin === undefined || origin === devOrigin || hosts.some((name) => origin === `http://${name}`));
}
