import { describe, expect, test } from "vitest";
import { pagePath } from "../../shared/page-paths.ts";
import { pageAddresses } from "../rig/page-addresses.ts";
import { everyPage } from "./every-page.ts";
import { healthOfficeScenarios } from "./health-office-scenarios.ts";
import { pagesWorldOfEachTest } from "./pages-world-of-each-test.ts";
import { schoolScenarios } from "./school-scenarios.ts";

const world = pagesWorldOfEachTest();

describe("the health office", () => healthOfficeScenarios(world));

describe("every page", () => everyPage(world));

describe("a school office", () => schoolScenarios(world));

test("a browser loads the words of one language, and another's when the reader asks for it", async () => {
  const page = await world().visitor();
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(...(/words-([a-z]{2}-[a-z]+)-/.exec(request.url())?.slice(1) ?? [])));
  await page.goto(pagePath("home"));
  await page.getByRole("heading", { level: 1, name: "Scuole sentinella" }).waitFor();
  expect(loaded).toEqual(["it-entry"]);
  await page.getByRole("button", { name: "Deutsch" }).click();
  await page.getByRole("heading", { level: 1, name: "Sentinel-Schulen" }).waitFor();
  expect(loaded).toEqual(["it-entry", "de-entry"]);
  await page.goto(pagePath("privacy"));
  await page.getByRole("heading", { level: 1, name: "Datenschutz" }).waitFor();
  expect(loaded.slice(2).toSorted()).toEqual(["de-documents", "de-entry"]);
  await page.context().close();
});

test("every answer of the pages' address carries a Content-Security-Policy without exceptions", async () => {
  for (const { name, address } of pageAddresses) {
    const response = await fetch(`${world().origin}${address}`);
    expect(response.status, name).toBe(200);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  }
  expect((await fetch(`${world().origin}/assets/gone.js`)).status).toBe(404);
});
