import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import * as z from "zod";
import { startLocalCloud } from "../../infra/local/cloud.ts";
import { buildWebPages } from "../../infra/local/web-pages.ts";
import type { Language } from "../../shared/domain/language.ts";
import { pagePath } from "../../shared/page-paths.ts";
import { startChromium } from "./chromium.ts";

/** What the tests of the pages share: the built pages, one local cloud with its invented town, one browser. */
export type World = {
  origin: string;
  browser: Browser;
  /** A browser of its own for one person. */
  visitor: (options?: { width?: number; language?: Language }) => Promise<Page>;
  signIn: (page: Page, user: string) => Promise<void>;
  moveClock: (now: string) => Promise<void>;
  /** The API as the user, past the pages. */
  call: (user: string, method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>;
  inbox: () => Promise<Mail[]>;
  /** What went wrong in any browser so far: errors, refusals by the Content-Security-Policy, requests to other hosts. */
  faults: string[];
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

export async function openWorld(): Promise<World> {
  const dataFolder = await mkdtemp(join(tmpdir(), "sentinella-web-"));
  const faults: string[] = [];
  const cloud = await startLocalCloud(
    {
      dataFolder: join(dataFolder, "cloud"),
      port: 0,
      now: new Date(tuesdayMorning),
      fresh: false,
      empty: false,
      // A copy of their own: somebody else may build the pages anew meanwhile.
      pages: async () => {
        const copy = join(dataFolder, "pages");
        await cp(await buildWebPages(() => undefined), copy, { recursive: true });
        return copy;
      },
    },
    (fault) => faults.push(String(fault)),
  );
  const { origin } = cloud;
  const browser = await startChromium();
  const tokens = new Map<string, string>();

  async function tokenOf(user: string): Promise<string> {
    const known = tokens.get(user);
    if (known !== undefined) return known;
    const response = await fetch(`${origin}/_local/token`, { method: "POST", body: JSON.stringify({ user }) });
    const token = z.object({ access_token: z.string() }).parse(await response.json()).access_token;
    tokens.set(user, token);
    return token;
  }

  return {
    origin,
    browser,
    faults,
    async visitor({ width = phoneWidth, language = "it" } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        baseURL: origin,
        locale: "it-IT",
        timezoneId: "Europe/Rome",
      });
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
      const response = await fetch(`${origin}/_local/clock`, { method: "PUT", body: JSON.stringify({ now }) });
      expect(response.status).toBe(200);
    },
    async call(user, method, path, body) {
      const response = await fetch(`${origin}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await tokenOf(user)}`,
          ...(body === undefined ? {} : { "content-type": typeof body === "string" ? "text/csv" : "application/json" }),
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : text };
    },
    async inbox() {
      const response = await fetch(`${origin}/_local/inbox`);
      return z.object({ items: z.array(mail) }).parse(await response.json()).items;
    },
    async close() {
      await browser.close();
      await cloud.stop();
      await rm(dataFolder, { recursive: true, force: true });
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
