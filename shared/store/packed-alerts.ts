import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import * as z from "zod";
import { alertSeverities } from "../domain/alerts/verdict.ts";
import type { DigestedAlert } from "../domain/ledger/mail-ledger.ts";

/** Beyond this the lines of a list take longer to compress and hardly less room. */
const quality = 5;
/** Ten times what the longest list takes. */
const unpackedBytesMax = 32_000_000;

/** A list of alerts in some five bytes each: one line for each, compressed. */
export function packAlerts(alerts: readonly DigestedAlert[]): Uint8Array {
  const lines = alerts.map(({ alertId, severity }) => `${alertId} ${severity}`);
  return brotliCompressSync(lines.join("\n"), { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}

const digestedAlert = z
  .tuple([z.string().min(1), z.enum(alertSeverities)])
  .transform(([alertId, severity]): DigestedAlert => ({ alertId, severity }));

/** The same read back. */
export const packedAlerts = z.instanceof(Uint8Array).transform((packed, context): DigestedAlert[] => {
  try {
    const text = brotliDecompressSync(packed, { maxOutputLength: unpackedBytesMax }).toString();
    return text === "" ? [] : text.split("\n").map((line) => digestedAlert.parse(line.split(" ")));
  } catch {
    context.addIssue({ code: "custom", message: "no packed list of alerts" });
    return z.NEVER;
  }
});
