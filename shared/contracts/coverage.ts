import * as z from "zod";
import { district } from "./areas.ts";
import {
  absent,
  askedTerritory,
  count,
  instant,
  instituteCode,
  level,
  localDate,
  municipality,
  optionalCountFields,
  pupils,
  rate,
  siteCode,
  territory,
} from "./fields.ts";
import { surveyStateField } from "./survey-day.ts";

const totals = z.object({ expected: count, onTime: count, late: count, missing: count, exempt: count });

export const coverage = z
  .object({
    date: localDate,
    state: surveyStateField,
    totals,
    unexpected: count.meta({ description: "Reports nobody asked for, outside completeness" }),
    unreadable: count.meta({ description: "Reports that are stored and damaged: their sites are in no other count" }),
    items: z.array(totals.extend({ territory, level })),
  })
  .meta({ id: "Coverage" });

export const siteDayState = z.enum(["on-time", "late", "missing", "exempt", "unexpected", "unreadable"]);

export const siteDayQuery = z.object({
  state: siteDayState.exactOptional(),
  territory: askedTerritory.exactOptional(),
  level: level.exactOptional(),
});

export const siteDay = z
  .object({
    siteCode,
    name: z.string().exactOptional(),
    instituteCode: instituteCode.exactOptional(),
    territory: territory.exactOptional(),
    level: level.exactOptional(),
    municipality: municipality.exactOptional(),
    district: district.exactOptional(),
    state: siteDayState,
    absent: absent.exactOptional(),
    ...optionalCountFields,
    pupils: pupils.exactOptional(),
    absenceRate: rate.exactOptional(),
    enteredAt: instant.exactOptional(),
    contactState: z.enum(["none", "valid", "bounced", "complained"]).exactOptional(),
    mail: z
      .object({ status: z.string(), at: instant.exactOptional(), reason: z.string().exactOptional() })
      .exactOptional()
      .meta({ description: "The latest reminder to its institute for this day" }),
  })
  .meta({ id: "SiteDay" });
