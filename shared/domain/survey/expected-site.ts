import type { InstituteCode, Level, Municipality, SiteCode, Territory } from "../codes.ts";

/** A site as the expected set freezes it when the survey day opens. */
export type ExpectedSite = {
  siteCode: SiteCode;
  instituteCode: InstituteCode;
  level: Level;
  municipality?: Municipality;
  territory: Territory;
};
