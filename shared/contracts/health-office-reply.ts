import type * as z from "zod";
import type { Territory } from "../domain/codes.ts";
import type { HealthOffice } from "../domain/region/health-office.ts";
import type { healthOfficeDetails } from "./health-office.ts";

/** A health office as it crosses HTTP. */
export function healthOfficeReply(
  office: HealthOffice,
  version: number,
  territories: readonly Territory[],
): z.input<typeof healthOfficeDetails> {
  return { ...office, territories: [...territories], version };
}
