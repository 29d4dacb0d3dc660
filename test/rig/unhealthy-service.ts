import { createServer } from "node:http";
import { portOf } from "../mail/unreliable-ses.ts";

/** The service's reaction to a request: it answers, or it breaks the connection. */
export type Conduct = { status: number; body: string } | "reset";

/** An AWS service with a list of reactions, one for each request. The last one repeats. */
export async function startUnhealthyService() {
  let conducts: Conduct[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const conduct = conducts.length > 1 ? conducts.shift() : conducts[0];
    if (conduct === "reset" || conduct === undefined) return void request.socket.resetAndDestroy();
    // It answers after the whole request has arrived, so that the connection stays usable.
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

/** A refusal in the form of services that speak AWS JSON. */
export function awsFault(code: string, status = 400): Conduct {
  return { status, body: JSON.stringify({ __type: `com.amazonaws#${code}`, message: "said by the service" }) };
}
