import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Language } from "../../shared/domain/language.ts";
import { expectAccessible, type World } from "./open-world.ts";

const documents = ["/guide", "/guide/schools", "/guide/health-office", "/accessibility", "/privacy", "/legal"];

/** Every page by who sees it. */
const pagesOf = {
  visitor: ["/", "/enter", ...documents],
  ZZIC80100A: ["/", "/enrolment", "/history", "/contacts", "/calendar", "/nowhere"],
  "health-office": [
    "/coverage",
    "/missing",
    "/alerts",
    "/alerts/site.ZZMM802017.absolute.1",
    "/series",
    "/policy",
    "/registry",
    "/closures",
    "/contacts",
    "/mails",
    "/exports",
  ],
} as const;

const widths = [320, 1280] as const;
const languages = ["it", "en"] as const satisfies readonly Language[];

/** The heading is there, and nothing is on its way any more. */
async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page
    .getByText(/Un momento …|One moment …/)
    .first()
    .waitFor({ state: "detached" });
}

const height = 800;
const languageButton = { it: "Italiano", en: "English" } as const satisfies Record<Language, string>;

/** WCAG 2.1 A and AA as axe sees it, in both languages, on a narrow phone and on a desk. */
export function everyPage(world: () => World): void {
  test.each(Object.entries(pagesOf))(
    "every page of %s is accessible in Italian and English, at 320 px and on a desk",
    async (user, paths) => {
      const page = await world().visitor();
      if (user !== "visitor") await world().signIn(page, user);
      const titles = new Set<string>();
      for (const [position, path] of paths.entries()) {
        await page.goto(path);
        await settled(page);
        // Every second page is met in the other language, so that each language is loaded and switched to.
        for (const language of position % 2 === 0 ? languages : languages.toReversed()) {
          const isShown = (await page.getAttribute("html", "lang")) === language;
          if (!isShown) await page.getByRole("banner").getByRole("button", { name: languageButton[language] }).click();
          await settled(page);
          for (const width of widths) {
            await page.setViewportSize({ width, height });
            await expectAccessible(page);
          }
          titles.add(`${language} ${await page.title()}`);
        }
      }
      expect(titles.size, "each page has a title of its own in each language").toBe(paths.length * languages.length);
      await page.context().close();
    },
  );

  test.each([
    ["ZZIC80100A", "/"],
    ["health-office", "/alerts"],
  ])("where the service does not answer %s at %s, the page says so and can be asked again", async (user, path) => {
    const page = await world().visitor();
    await world().signIn(page, user);
    await page.route("**/v1/**", (route) => route.abort());
    await page.goto(path);
    await page.getByRole("alert").getByText("Il servizio non risponde").waitFor();
    await expectAccessible(page);
    await page.unroute("**/v1/**");
    await page.getByRole("button", { name: "Riprova" }).click();
    await page.getByRole("alert").first().waitFor({ state: "detached" });
    await settled(page);
    await page.context().close();
  });

  test.each([
    [
      "ZZIC80100A",
      "Di ogni cambiamento avvisiamo per posta sia l'indirizzo di prima sia quello nuovo.",
      "Of every change both the address from before and the new one are told by mail.",
    ],
    [
      "health-office",
      "Di ogni cambiamento avvisiamo per posta sia gli indirizzi di prima sia quelli nuovi.",
      "Of every change both the addresses from before and the new ones are told by mail.",
    ],
  ])("the contacts page of %s says that a change is mailed to the old and the new address", async (user, it, en) => {
    const page = await world().visitor();
    await world().signIn(page, user);
    await page.goto("/contacts");
    await settled(page);
    for (const [language, sentence] of [
      ["en", en],
      ["it", it],
    ] as const) {
      await page.getByRole("banner").getByRole("button", { name: languageButton[language] }).click();
      await page.getByText(sentence).waitFor();
      expect(await page.getAttribute("html", "lang")).toBe(language);
    }
    await page.context().close();
  });

  test("a page of the health office is not there for a school", async () => {
    const page = await world().visitor();
    await world().signIn(page, "ZZIC80100A");
    await page.goto("/coverage");
    await page.getByText("la pagina non è per il vostro accesso").waitFor();
    await expectAccessible(page);
    await page.context().close();
  });
}
