import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import * as z from "zod";
import { startLocalCloud } from "../infra/local/cloud.ts";
import { buildWebPages } from "../infra/local/web-pages.ts";
import { pagePath } from "../shared/page-paths.ts";
import { startChromium } from "../test/web/chromium.ts";

// Takes pictures of the main pages for the guides, of the invented town, on a phone and on a desktop: `npm run
// screenshots`.

const tuesdayMorning = "2026-11-24T08:00:00+01:00";
const wednesdayMorning = "2026-11-25T09:00:00+01:00";
const surveyDay = "2026-11-24";
const folder = "docs/images";
const sizes = { phone: { width: 390, height: 760 }, desk: { width: 1100, height: 720 } } as const;
const jpegQuality = 78;

const school = "ZZIC80100A";
const healthOffice = "health-office";

/** Reports of the town's Tuesday. One institute has none, so that something is missing. */
const reports = [
  { institute: school, site: "ZZEE80101C", absent: 17 },
  { institute: school, site: "ZZEE80102D", absent: 9 },
  { institute: school, site: "ZZMM80101B", absent: 14 },
  { institute: "ZZIC802006", site: "ZZEE802018", absent: 16 },
  { institute: "ZZIC802006", site: "ZZMM802017", absent: 21 },
  { institute: "ZZIC803002", site: "ZZAA80301T", absent: 5 },
  { institute: "ZZIC803002", site: "ZZEE803014", absent: 11 },
  { institute: "ZZ1E00100E", site: "ZZ1E00100E", absent: 7 },
] as const;

type Shot = { name: string; user: string; path: string; prepare?: (page: Page) => Promise<void> };

const onTuesday: readonly Shot[] = [
  {
    name: "inserimento",
    user: school,
    path: pagePath("home"),
    prepare: async (page) => {
      await page.getByLabel("Assenti", { exact: true }).first().fill("17");
    },
  },
];

const onWednesday: readonly Shot[] = [
  { name: "inviato", user: school, path: pagePath("home") },
  { name: "andamento", user: school, path: pagePath("history") },
  { name: "copertura", user: healthOffice, path: pagePath("coverage") },
  { name: "mancanti", user: healthOffice, path: pagePath("missing") },
  {
    name: "perche",
    user: healthOffice,
    path: pagePath("alerts"),
    prepare: async (page) => {
      await page
        .getByRole("link", { name: /VALDORSA/ })
        .first()
        .click();
      await page.getByRole("img", { name: /Tasso di assenza da/ }).waitFor();
    },
  },
  {
    name: "criteri",
    user: healthOffice,
    path: pagePath("policy"),
    prepare: async (page) => {
      const line = page.getByRole("group", { name: "Soglia fissa" });
      await line.getByText("I numeri").click();
      await line.getByLabel("Tasso di assenza, da 0 a 1").fill("0,5");
      await page.getByRole("button", { name: "Prova sul passato" }).click();
      await page.getByText("Settimana per settimana").first().waitFor();
      await page.getByRole("heading", { name: "Che cosa sarebbe successo" }).scrollIntoViewIfNeeded();
    },
  },
];

async function take(browser: Browser, origin: string, shots: readonly Shot[]): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const { name, user, path, prepare } of shots) {
      const page = await browser.newPage({ viewport, baseURL: origin, locale: "it-IT" });
      await page.goto(pagePath("home"));
      await page.getByRole("banner").getByRole("button", { name: "Accedi" }).click();
      await page.getByRole("button", { name: user, exact: true }).click();
      await page.getByRole("button", { name: "Esci" }).waitFor();
      await page.goto(path);
      await page.getByText("Un momento …").waitFor({ state: "detached" });
      await prepare?.(page);
      await page.waitForLoadState("networkidle");
      const file = `${folder}/${name}-${size}.jpg`;
      await page.screenshot({ path: file, type: "jpeg", quality: jpegQuality });
      process.stdout.write(`${file}\n`);
      await page.close();
    }
  }
}

async function submitTuesday(origin: string): Promise<void> {
  for (const { institute, site, absent } of reports) {
    const response = await fetch(`${origin}/_local/token`, {
      method: "POST",
      body: JSON.stringify({ user: institute }),
    });
    const token = z.object({ access_token: z.string() }).parse(await response.json()).access_token;
    const answer = await fetch(`${origin}/v1/sites/${site}/absence-reports/${surveyDay}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ absent, confirm: true }),
    });
    if (!answer.ok) throw new Error(`${site}: ${answer.status} ${await answer.text()}`);
  }
}

const dataFolder = await mkdtemp(join(tmpdir(), "sentinella-screenshots-"));
const cloud = await startLocalCloud(
  {
    dataFolder,
    port: 0,
    now: new Date(tuesdayMorning),
    fresh: false,
    empty: false,
    pages: () => buildWebPages(() => undefined),
  },
  (fault) => process.stderr.write(`${fault}\n`),
);
const browser = await startChromium();
try {
  await mkdir(folder, { recursive: true });
  await take(browser, cloud.origin, onTuesday);
  await submitTuesday(cloud.origin);
  await fetch(`${cloud.origin}/_local/clock`, { method: "PUT", body: JSON.stringify({ now: wednesdayMorning }) });
  await take(browser, cloud.origin, onWednesday);
} finally {
  await browser.close();
  await cloud.stop();
  await rm(dataFolder, { recursive: true, force: true });
}
