import { expect } from "vitest";
import type { CallOptions } from "../rig/gateway-of.ts";
import type { World } from "../rig/world.ts";

/**
 * An institute with two sentinel sites and one ordinary site, and another institute with one sentinel site; all
 * invented.
 */
export const own = "ZZIC80001A";
export const other = "ZZIC80002B";
export const primary = "ZZEE80101A";
export const secondary = "ZZMM80101A";
export const unasked = "ZZEE80102C";
export const foreign = "ZZEE80201B";

/** Thursday; the trial's clock starts on it at 9 in the morning. */
export const thursday = "2023-02-16";
export const tuesday = "2023-02-14";
export const territory = "MILANO";

const sites = [
  { siteCode: primary, instituteCode: own, level: "primary", pupils: 200, sentinel: true },
  { siteCode: secondary, instituteCode: own, level: "lower-secondary", pupils: 300, sentinel: true },
  { siteCode: unasked, instituteCode: own, level: "primary", pupils: 100, sentinel: false },
  { siteCode: foreign, instituteCode: other, level: "primary", pupils: 150, sentinel: true },
] as const;

export type Town = {
  healthOffice: string;
  school: string;
  otherSchool: string;
  /** A reminder link of the institute for the Thursday. */
  link: string;
  put: (target: string, token: string, json: unknown, options?: CallOptions) => ReturnType<World["call"]>;
  report: (
    siteCode: string,
    date: string,
    json: unknown,
    headers?: Record<string, string>,
  ) => ReturnType<World["call"]>;
};

/** Registers the town through the API: sites, enrolments, contacts. */
export async function settleTown(trial: World): Promise<Town> {
  const healthOffice = await trial.tokenOf("health-office");
  const put: Town["put"] = (target, token, json, options = {}) =>
    trial.call("PUT", target, { token, json, ...options });
  for (const { siteCode, instituteCode, level, sentinel } of sites) {
    const site = { name: `Plesso ${siteCode}`, instituteCode, municipality: "F205", territory, level };
    const body = sentinel ? { ...site, sentinelFrom: "2023-02-01" } : site;
    expect((await put(`/v1/sites/${siteCode}`, healthOffice, body)).status).toBe(201);
  }
  const school = await trial.tokenOf(own);
  const otherSchool = await trial.tokenOf(other);
  for (const { siteCode, instituteCode, pupils } of sites) {
    const token = instituteCode === own ? school : otherSchool;
    const body = { pupils, classes: Math.ceil(pupils / 20) };
    expect((await put(`/v1/sites/${siteCode}/enrolments/2022-09-01`, token, body)).status).toBe(201);
  }
  await put(`/v1/institutes/${own}/contacts`, school, { contacts: [{ email: "own@scuola.example" }] });
  await put(`/v1/institutes/${other}/contacts`, otherSchool, { contacts: [{ email: "other@scuola.example" }] });
  return {
    healthOffice,
    school,
    otherSchool,
    link: await trial.deps.linkTokens.sign(own, thursday),
    put,
    report: (siteCode, date, json, headers = {}) =>
      put(`/v1/sites/${siteCode}/absence-reports/${date}`, siteCode === foreign ? otherSchool : school, json, {
        headers,
      }),
  };
}
