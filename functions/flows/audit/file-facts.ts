import { createHash } from "node:crypto";

/** By which a file is known again without being kept: SHA-256 in hexadecimal digits of a text, or of a body as JSON. */
export function fileFacts(body: unknown): { sha256: string } {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { sha256: createHash("sha256").update(text).digest("hex") };
}
