import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type UnreliableSes = {
  endpoint: string;
  /** The form fields of each request that came, in order. */
  requests: readonly URLSearchParams[];
  stop(): Promise<void>;
};

/** An HTTP server on loopback in the place of SES that keeps what it is sent and answers as the test wants. */
export async function startUnreliableSes(answer: (response: ServerResponse) => void): Promise<UnreliableSes> {
  const requests: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return address.port;
}

/** The raw message that the request carries. */
export function rawMessageOf(request: URLSearchParams | undefined): Buffer {
  return Buffer.from(request?.get("RawMessage.Data") ?? "", "base64");
}

/** The body with which SES accepts a mail. */
export function acceptance(messageId: string): string {
  return `<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>${messageId}</MessageId></SendRawEmailResult></SendRawEmailResponse>`;
}

/** The body with which SES refuses one. */
export function refusal(code: string, message: string): string {
  return `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}
