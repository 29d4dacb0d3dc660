import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Language, languageFacts, languages } from "../../shared/domain/language.ts";
import { pagePath, type Reader } from "../../shared/page-paths.ts";
import { pageAddresses } from "../rig/page-addresses.ts";
import { expectAccessible, type PagesWorld } from "./pages-world-of-each-test.ts";

const nowhere = "/nowhere";
const notFound = /Questa pagina non c'è|There is no such page|Diese Seite gibt es nicht/;

/** The users and the addresses that each opens. Together they open every page of the table. */
const people = [
  { user: "visitor", addresses: addressesOf("visitor", "everybody") },
  { user: "ZZIC80100A", addresses: [...addressesOf("school-office"), nowhere] },
  // Their start page is that of the coverage.
  { user: "health-office", addresses: addressesOf("health-office").filter((one) => one !== pagePath("home")) },
];

function addressesOf(...readers: readonly Reader[]): string[] {
  const theirs = pageAddresses.filter((page) => page.readers.some((reader) => readers.includes(reader)));
  return theirs.map(({ address }) => address);
}

const widths = [320, 1280] as const;

/** The heading is there, and nothing is loading. */
async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page
    .getByText(/Un momento …|One moment …|Einen Moment …/)
    .first()
    .waitFor({ state: "detached" });
}

const height = 800;
/** WCAG 2.1 A and AA as axe sees it, in every language, on a narrow phone and on a desk. */
export function everyPage(world: () => PagesWorld): void {
  test("every page of the table has somebody here who sees it", () => {
    const seen = new Set(people.flatMap(({ addresses }) => addresses));
    expect(pageAddresses.filter(({ address }) => !seen.has(address))).toEqual([]);
  });

  test.each(people)(
    "every page of $user is there and accessible in every language, at 320 px and on a desk",
    async ({ user, addresses }) => {
      const page = await world().visitor();
      if (user !== "visitor") await world().signIn(page, user);
      const titles = new Set<string>();
      for (const [position, path] of addresses.entries()) {
        await page.goto(path);
        await settled(page);
        expect(notFound.test(await page.title()), path).toBe(path === nowhere);
        // A page is first met in the last language of the page before, so each language is once loaded and once
        // switched to.
        for (const language of position % 2 === 0 ? languages : languages.toReversed()) {
          const isShown = (await page.getAttribute("html", "lang")) === language;
          if (!isShown)
            await page.getByRole("banner").getByRole("button", { name: languageFacts[language].name }).click();
          await settled(page);
          for (const width of widths) {
            await page.setViewportSize({ width, height });
            await expectAccessible(page);
          }
          titles.add(`${language} ${await page.title()}`);
        }
      }
      expect(titles.size, "each page has a title of its own in each language").toBe(
        addresses.length * languages.length,
      );
      await page.context().close();
    },
  );

  test.each([
    ["ZZIC80100A", pagePath("home")],
    ["health-office", pagePath("alerts")],
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
      {
        it: "Di ogni cambiamento avvisiamo per posta sia l'indirizzo di prima sia quello nuovo.",
        en: "Of every change both the address from before and the new one are told by mail.",
        de: "Jede Änderung teilen wir sowohl der bisherigen als auch der neuen Adresse per Mail mit.",
      },
    ],
    [
      "health-office",
      {
        it: "Di ogni cambiamento avvisiamo per posta sia gli indirizzi di prima sia quelli nuovi.",
        en: "Of every change both the addresses from before and the new ones are told by mail.",
        de: "Jede Änderung teilen wir sowohl den bisherigen als auch den neuen Adressen per Mail mit.",
      },
    ],
  ] as const)(
    "the contacts page of %s says that a change is mailed to the old and the new address",
    async (user, sentences) => {
      const page = await world().visitor();
      await world().signIn(page, user);
      await page.goto("/contacts");
      await settled(page);
      const turns: readonly Language[] = ["en", "de", "it"];
      for (const language of turns) {
        await page.getByRole("banner").getByRole("button", { name: languageFacts[language].name }).click();
        await page.getByText(sentences[language]).waitFor();
        expect(await page.getAttribute("html", "lang")).toBe(language);
      }
      await page.context().close();
    },
  );

  test("a page of the health office is not there for a school", async () => {
    const page = await world().visitor();
    await world().signIn(page, "ZZIC80100A");
    await page.goto(pagePath("coverage"));
    await page.getByText("la pagina non è per il vostro accesso").waitFor();
    await expectAccessible(page);
    await page.context().close();
  });
}
