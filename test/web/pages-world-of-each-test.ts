import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import * as z from "zod";
import { startLocalCloud } from "../../infra/local/cloud.ts";
import { buildWebPages } from "../../infra/local/web-pages.ts";
import type { Language } from "../../shared/domain/language.ts";
import { pagePath } from "../../shared/page-paths.ts";
import { speaker, type TestCloud } from "../local/start-cloud.ts";
import { startChromium } from "./chromium.ts";

/** A local cloud with its invented town, and the browsers of those who look at its pages. */
export type PagesWorld = {
  origin: string;
  /** A browser of its own for one person. */
  visitor: (options?: { width?: number; language?: Language }) => Promise<Page>;
  signIn: (page: Page, user: string) => Promise<void>;
  moveClock: (now: string) => Promise<void>;
  /** The API as the user, past the pages. */
  call: TestCloud["call"];
  inbox: () => Promise<Mail[]>;
  /** What went wrong in any of its browsers: errors, refusals by the Content-Security-Policy, requests to other hosts. */
  faults: readonly string[];
  close: () => Promise<void>;
};

const mail = z.object({ to: z.array(z.string()), subject: z.string(), text: z.string(), html: z.string() });
export type Mail = z.output<typeof mail>;

/** A Tuesday in a town whose schools have reported for some weeks. */
export const tuesdayMorning = "2026-11-24T08:00:00+01:00";

const phoneWidth = 390;
const height = 800;
const patienceMillis = 15_000;
/** What a browser says of answers that are refusals: the pages show those in words. */
const expectedNoise = /Failed to load resource/;

/**
 * Each test finds the town as it is on that Tuesday morning: the pages are built once, one browser is started, and the
 * town is registered once and copied.
 */
export function pagesWorldOfEachTest(): () => PagesWorld {
  let folder = "";
  let port = 0;
  let browser: Browser | undefined;
  let world: PagesWorld | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sentinella-web-"));
    // A separate copy, because another process may rebuild the pages meanwhile.
    await cp(await buildWebPages(() => undefined), join(folder, "pages"), { recursive: true });
    const options = { dataFolder: join(folder, "town"), port: 0, fresh: false, empty: false };
    const cloud = await startLocalCloud({ ...options, now: new Date(tuesdayMorning) }, (fault) => {
      throw fault;
    });
    // Links in its mails lead to where it was.
    port = Number(new URL(cloud.origin).port);
    await cloud.stop();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    if (browser === undefined) throw new Error("no browser has started");
    world = await openPagesWorld(folder, port, browser);
  });
  afterEach(async () => {
    await world?.close();
    expect(world?.faults, "errors, breaches of the Content-Security-Policy and requests to other hosts").toEqual([]);
    world = undefined;
  });
  return () => {
    if (world === undefined) throw new Error("only a test has a world");
    return world;
  };
}

async function openPagesWorld(folder: string, port: number, browser: Browser): Promise<PagesWorld> {
  const faults: string[] = [];
  const contexts: BrowserContext[] = [];
  const dataFolder = await mkdtemp(join(folder, "data-"));
  await cp(join(folder, "town"), dataFolder, { recursive: true });
  const cloud = await startLocalCloud(
    { dataFolder, port, fresh: false, empty: false, pages: async () => join(folder, "pages") },
    (fault) => faults.push(String(fault)),
  );
  const { origin } = cloud;
  const { call, moveTo } = speaker(origin);

  return {
    origin,
    faults,
    async visitor({ width = phoneWidth, language = "it" } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        baseURL: origin,
        locale: "it-IT",
        timezoneId: "Europe/Rome",
      });
      contexts.push(context);
      context.setDefaultTimeout(patienceMillis);
      if (language !== "it")
        await context.addInitScript((chosen) => localStorage.setItem("sentinella.language", chosen), language);
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error" && !expectedNoise.test(message.text())) faults.push(message.text());
      });
      page.on("pageerror", (fault) => faults.push(fault.message));
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith("http") && url.origin !== origin) faults.push(`request to ${url.origin}`);
      });
      return page;
    },
    async signIn(page, user) {
      await page.goto(pagePath("home"));
      await page
        .getByRole("banner")
        .getByRole("button", { name: /Accedi|Sign in|Anmelden/ })
        .click();
      await page.getByRole("button", { name: user, exact: true }).click();
      await page.waitForURL((url) => url.pathname === pagePath("home") && url.search === "");
      await page.getByRole("button", { name: /Esci|Sign out|Abmelden/ }).waitFor();
    },
    async moveClock(now) {
      expect((await moveTo(now)).status).toBe(200);
    },
    call,
    async inbox() {
      const { body } = await call(undefined, "GET", "/_local/inbox");
      return z.object({ items: z.array(mail) }).parse(body).items;
    },
    async close() {
      for (const context of contexts) await context.close();
      await cloud.stop();
      await rm(dataFolder, { recursive: true });
    },
  };
}

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/** WCAG 2.1 A and AA as far as axe can tell, and nothing that has to be scrolled sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(rules)
    // Its other mode opens a page of its own for each check; here are no frames to look into.
    .setLegacyMode()
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  expect(found, page.url()).toEqual([]);
  const overflow = z.number().parse(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
  expect(overflow, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}
