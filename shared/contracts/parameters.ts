import * as z from "zod";
import {
  askedOffice,
  cursor,
  instituteCode,
  limit,
  localDate,
  officeCode,
  pupilSiteCode,
  schoolYear,
} from "./fields.ts";

/** The parameters of paths. */
export const bySite = z.object({ siteCode: pupilSiteCode });
export const bySiteDay = z.object({ siteCode: pupilSiteCode, date: localDate });
export const byInstitute = z.object({ instituteCode });
export const byDate = z.object({ date: localDate });
export const bySchoolYear = z.object({ schoolYear });
export const byOfficeCode = z.object({ officeCode });

/** The parameters of lists. */
export const paging = z.object({ cursor, limit });
export const byOffice = z.object({ office: askedOffice.exactOptional() });
