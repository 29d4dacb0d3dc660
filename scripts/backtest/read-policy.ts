import { readFile } from "node:fs/promises";
import * as z from "zod";
import { alertPolicy } from "../../shared/contracts/alert-policy.ts";
import { type AlertPolicy, defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { ownValue } from "../../shared/domain/own-value.ts";
import { InputError } from "../report/input-error.ts";

const layers = z.record(z.string(), z.record(z.string(), z.unknown()));

/**
 * Reads an alert policy from a JSON file. The file holds all of it, or only what differs from the defaults.
 * @throws InputError when it is not a valid policy
 */
export async function readPolicy(file: string): Promise<AlertPolicy> {
  try {
    const given = layers.parse(JSON.parse(await readFile(file, "utf8")));
    const merged = Object.entries(defaultAlertPolicy).map(([layer, defaults]) => [
      layer,
      { ...defaults, ...ownValue(given, layer) },
    ]);
    return alertPolicy.parse({ ...given, ...Object.fromEntries(merged) });
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new InputError(`${file} is no alert policy:\n${reason}`);
  }
}
