import { expect, test } from "vitest";
import * as z from "zod";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { primary, settleTown } from "./small-town.ts";

const trial = worldOfEachTest();
const site = z.object({ sentinelFrom: z.string() });

test("a dry run of the sentinel list judges every row and writes nothing", async () => {
  const { healthOffice: token } = await settleTown(trial.now);
  const csv = `site_code,sentinel_from\n${primary},2023-09-12\nZZEE80999Z,2023-09-12\n`;
  const sentinelFrom = async () =>
    site.parse((await trial.now.call("GET", `/v1/sites/${primary}`, { token })).body).sentinelFrom;
  const before = await sentinelFrom();

  const tried = await trial.now.call("PUT", "/v1/sentinel-sites?dry-run=true", { token, csv });
  expect(tried.body).toMatchObject({ accepted: 1, rejected: 1 });
  expect(await sentinelFrom()).toBe(before);

  const saved = await trial.now.call("PUT", "/v1/sentinel-sites?dry-run=false", { token, csv });
  expect(saved.body).toEqual(tried.body);
  expect(await sentinelFrom()).toBe("2023-09-12");
});
