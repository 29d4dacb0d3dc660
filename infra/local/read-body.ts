import type { IncomingMessage } from "node:http";

/**
 * The whole body. A body over the limit is read to its end too, but not kept: a caller that is cut off while it still
 * sends never sees the refusal.
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | "too-large"> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= bytesMax) chunks.push(chunk);
  }
  return bytes <= bytesMax ? Buffer.concat(chunks) : "too-large";
}
