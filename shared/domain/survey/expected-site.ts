import type { InstituteCode, Level, Municipality, SiteCode, Territory } from "../codes.ts";

/** A site as stored in the expected set when the survey day opens. */
export type ExpectedSite = {
  siteCode: SiteCode;
  instituteCode: InstituteCode;
  level: Level;
  municipality?: Municipality;
  territory: Territory;
};
