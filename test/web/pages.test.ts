import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everyPage } from "./every-page.ts";
import { healthOfficeScenarios } from "./health-office-scenarios.ts";
import { openWorld, type World } from "./open-world.ts";
import { schoolScenarios } from "./school-scenarios.ts";

let opened: World | undefined;

function world(): World {
  if (opened === undefined) throw new Error("the world is not open yet");
  return opened;
}

// One build, one local cloud and one browser for all pages: the order of the tests is that of the clock.
beforeAll(async () => {
  opened = await openWorld();
});
afterAll(async () => opened?.close());

describe("the health office", () => healthOfficeScenarios(world));

describe("every page", () => everyPage(world));

describe("a school office", () => schoolScenarios(world));

test("no page has met an error, broken the Content-Security-Policy or asked another host for anything", () => {
  expect(world().faults).toEqual([]);
});
