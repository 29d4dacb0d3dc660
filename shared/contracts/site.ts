import * as z from "zod";
import { district } from "./areas.ts";
import { enrolment } from "./enrolment.ts";
import {
  askedTerritory,
  instituteCode,
  level,
  listOf,
  localDate,
  municipality,
  pupilSiteCode,
  siteCode,
  siteName,
  territory,
} from "./fields.ts";
import { codeShownMax } from "./registry-import.ts";

export const siteBody = z
  .strictObject({
    name: siteName,
    instituteCode,
    municipality: municipality.exactOptional(),
    territory: askedTerritory,
    level,
    sentinelFrom: localDate.exactOptional().meta({ description: "First day as a sentinel site" }),
    sentinelUntil: localDate.exactOptional().meta({ description: "First day on which it is no longer one" }),
  })
  .refine(
    (site) =>
      site.sentinelUntil === undefined || (site.sentinelFrom !== undefined && site.sentinelFrom < site.sentinelUntil),
    { path: ["sentinelUntil"], message: "must come after sentinelFrom" },
  );

export const site = z
  .object({
    siteCode,
    name: z.string(),
    instituteCode,
    municipality: municipality.exactOptional(),
    territory,
    district: district.exactOptional(),
    level,
    sentinelFrom: localDate.exactOptional(),
    sentinelUntil: localDate.exactOptional(),
    enrolment: enrolment.exactOptional().meta({ description: "In force today" }),
  })
  .meta({ id: "Site" });

export const sentinelItemsMax = 10_000;

export const sentinelItem = z
  .strictObject({ siteCode: pupilSiteCode, sentinelFrom: localDate, sentinelUntil: localDate.exactOptional() })
  .refine((item) => item.sentinelUntil === undefined || item.sentinelFrom < item.sentinelUntil, {
    path: ["sentinelUntil"],
    message: "must come after sentinelFrom",
  });

const membersMax = 10;
const memberNameMax = 60;
const anyItem = z
  .record(z.string().max(memberNameMax), z.unknown())
  .refine((item) => Object.keys(item).length <= membersMax, `at most ${membersMax} members`)
  .meta({
    maxProperties: membersMax,
    description: "siteCode, sentinelFrom and, where it ends, sentinelUntil",
    example: { siteCode: "MIEE8AN02L", sentinelFrom: "2023-02-16" },
  });

/** Each item is checked on its own, so that a bad row does not block the others. */
export const sentinelBody = z.strictObject({ items: listOf(anyItem, sentinelItemsMax, 1) });

export const sentinelResult = z.object({
  accepted: z.int().min(0),
  rejected: z.int().min(0),
  items: z.array(
    z.object({
      line: z.int().min(1).meta({ description: "Line of the CSV, or position in items counted from 1" }),
      siteCode: z.string().max(codeShownMax).exactOptional(),
      outcome: z.enum(["saved", "rejected"]),
      reason: z.string().exactOptional(),
    }),
  ),
});
