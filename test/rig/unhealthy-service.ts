import { createServer } from "node:http";
import { portOf } from "../mail/unreliable-ses.ts";

/** What the service does with a request: it answers, or breaks the connection. */
export type Conduct = { status: number; body: string } | "reset";

/** A service of AWS that is told what to do with each request, the last thing again and again. */
export async function startUnhealthyService() {
  let conducts: Conduct[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const conduct = conducts.length > 1 ? conducts.shift() : conducts[0];
    if (conduct === "reset" || conduct === undefined) return void request.socket.resetAndDestroy();
    // Answered once the request has come, so that the connection can be kept.
    request.resume().on("end", () => response.writeHead(conduct.status).end(conduct.body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    behave: (...next: Conduct[]) => {
      conducts = next;
      requests = 0;
    },
    requests: () => requests,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A refusal as services that speak AWS JSON spell it. */
export function awsFault(code: string, status = 400): Conduct {
  return { status, body: JSON.stringify({ __type: `com.amazonaws#${code}`, message: "said by the service" }) };
}
