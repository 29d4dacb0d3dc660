import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import * as z from "zod";
import { alertSeverities } from "../domain/alerts/verdict.ts";
import type { DigestedAlert } from "../domain/ledger/mail-ledger.ts";

/** A higher quality takes longer and saves hardly any space on such lines. */
const quality = 5;
/** Ten times the size of the longest list. */
const unpackedBytesMax = 32_000_000;

/** A list of alerts in about five bytes each: one line for each alert, compressed. */
export function packAlerts(alerts: readonly DigestedAlert[]): Uint8Array {
  const lines = alerts.map(({ alertId, severity }) => `${alertId} ${severity}`);
  return brotliCompressSync(lines.join("\n"), { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}

const digestedAlert = z
  .tuple([z.string().min(1), z.enum(alertSeverities)])
  .transform(([alertId, severity]): DigestedAlert => ({ alertId, severity }));

/** Reads such a list back. */
export const packedAlerts = z.instanceof(Uint8Array).transform((packed, context): DigestedAlert[] => {
  try {
    const text = brotliDecompressSync(packed, { maxOutputLength: unpackedBytesMax }).toString();
    return text === "" ? [] : text.split("\n").map((line) => digestedAlert.parse(line.split(" ")));
  } catch {
    context.addIssue({ code: "custom", message: "no packed list of alerts" });
    return z.NEVER;
  }
});
