import * as z from "zod";
import { count, line, listOf, municipality, pupilSiteCode, siteCode, territory } from "./fields.ts";
import { codeShownMax } from "./registry-import.ts";

/** Lombardy has 1,500 municipalities and 8,000 sites. */
export const areaRowsMax = 10_000;

const nameMax = 60;
const districtName = line.max(nameMax).meta({ description: "A district of the territory", example: "Distretto Nord" });
export const district = z
  .string()
  .meta({ description: "As the areas of the territory say", example: "Distretto Nord" });

/** A row in one of two forms. Its members decide which form it has. */
export const areaOfMunicipality = z.strictObject({
  municipality,
  municipalityName: line.max(nameMax).exactOptional(),
  district: districtName,
  territory,
});
export const areaOfSite = z.strictObject({ siteCode: pupilSiteCode, district: districtName, territory });

const membersMax = 10;
const memberNameMax = 60;
const anyRow = z
  .record(z.string().max(memberNameMax), z.unknown())
  .refine((item) => Object.keys(item).length <= membersMax, `at most ${membersMax} members`)
  .meta({
    maxProperties: membersMax,
    description: "municipality or siteCode, district, territory; beside a municipality its municipalityName",
    example: { municipality: "F205", municipalityName: "Milano", district: "Distretto Nord", territory: "MILANO" },
  });

/** Each item is checked on its own, so that a bad row does not block the others. */
export const areasBody = z.strictObject({ items: listOf(anyRow, areaRowsMax, 1) });

/** The answer names at most this many sites without a district. */
export const unassignedShownMax = 500;

export const areasResult = z.object({
  dryRun: z.boolean(),
  accepted: count,
  rejected: count,
  sitesChanged: count.meta({ description: "Sites that come into another district, or leave theirs" }),
  items: z.array(
    z.object({
      line: z.int().min(1).meta({ description: "Line of the CSV, or position in items counted from 1" }),
      code: z.string().max(codeShownMax).exactOptional().meta({ description: "Of the municipality or the site" }),
      outcome: z.enum(["saved", "rejected"]),
      reason: z.string().exactOptional(),
    }),
  ),
  unassigned: z
    .object({
      total: count,
      sites: z
        .array(
          z.object({
            siteCode,
            name: z.string(),
            municipality: municipality.exactOptional(),
            territory,
          }),
        )
        .max(unassignedShownMax)
        .meta({ description: `The first ${unassignedShownMax}` }),
    })
    .meta({ description: "Sites of the list's territories that are of no district" }),
});
