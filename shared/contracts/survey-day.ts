import * as z from "zod";
import { instant, level, localDate, municipality, territory } from "./fields.ts";

export const surveyStateField = z.enum(["upcoming", "open", "late", "closed", "reopened"]);

export const surveyWindowFields = z.object({
  opensAt: instant,
  dueAt: instant.meta({ description: "Before this instant an entry is on time" }),
  lateUntil: instant.meta({ description: "Before this instant an entry is still taken" }),
});

export const surveyDay = surveyWindowFields
  .extend({ date: localDate, state: surveyStateField })
  .meta({ id: "SurveyDay", description: "A day on which sentinel sites count absences" });

export const calendarQuery = z.object({
  level: level.exactOptional(),
  municipality: municipality.exactOptional(),
  territory: territory.exactOptional().meta({ description: "Absent: what holds for the whole region" }),
});
