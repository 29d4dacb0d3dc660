import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import * as z from "zod";
import { pagePath } from "../../shared/page-paths.ts";
import { expectAccessible, type PagesWorld } from "./pages-world-of-each-test.ts";

const comprehensive = "ZZIC80100A";
const twoSecretaries = "ZZIC802006";
const addresslessSchool = "ZZIC803002";
const offlineSchool = "ZZIS001008";
const remindedSchool = "ZZ1E00100E";
const remindedSite = "ZZ1E00100E";
const surveyDay = "2026-11-24";

const dueReply = z.object({
  due: z.array(
    z.object({
      date: z.string(),
      sites: z.array(z.object({ siteCode: z.string(), state: z.string(), absent: z.number().optional() })),
    }),
  ),
});

/** What the API has of an institute's sites for the survey day. */
async function statesOf(world: PagesWorld, instituteCode: string): Promise<Record<string, number | string>> {
  const { body } = await world.call(instituteCode, "GET", `/v1/institutes/${instituteCode}`);
  const day = dueReply.parse(body).due.find(({ date }) => date === surveyDay);
  return Object.fromEntries((day?.sites ?? []).map((site) => [site.siteCode, site.absent ?? site.state]));
}

/** The link in the last reminder to the school. */
async function reminderLink(world: PagesWorld): Promise<string> {
  const mails = await world.inbox();
  const reminder = mails.findLast(({ to }) => to.some((address) => address.startsWith(remindedSchool.toLowerCase())));
  return /https?:\/\/\S+\/enter#token=\S+/.exec(reminder?.text ?? "")?.[0] ?? "";
}

/** The heads of all tokens that the browser keeps, or shows in the address. */
async function traces(page: Page): Promise<string> {
  const kept = z
    .string()
    .parse(
      await page.evaluate(
        "JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, location.href])",
      ),
    );
  const heads = [...kept.matchAll(/\beyJ[\w-]+/g)].map(([part]) => Buffer.from(part, "base64url").toString());
  return heads.join();
}

/** No page of a school has more to stop at. */
const tabsMax = 60;

/** Goes there with the keyboard alone. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const focused = target.and(page.locator(":focus"));
  for (let tabs = 0; (await focused.count()) === 0; tabs += 1) {
    if (tabs === tabsMax) throw new Error(`${target} cannot be reached with the keyboard`);
    await page.keyboard.press("Tab");
  }
}

/** Past the pages. */
async function enter(world: PagesWorld, user: string, siteCode: string, absent: number): Promise<void> {
  const path = `/v1/sites/${siteCode}/absence-reports/${surveyDay}`;
  expect((await world.call(user, "PUT", path, { absent })).status).toBe(201);
}

/** A school's survey day from the first number to the locked door. */
export function schoolScenarios(world: () => PagesWorld): void {
  test("with the keyboard alone a secretary enters all sites, confirms a doubtful one, corrects another, and keeps enrolment and contacts", async () => {
    const page = await world().visitor({ width: 320 });
    await world().signIn(page, comprehensive);
    const first = page.getByRole("region", { name: "PRIMARIA TIGLI" }).getByLabel("Assenti", { exact: true });
    await first.waitFor();
    await expectAccessible(page);
    await tabTo(page, first);
    await page.keyboard.type("120");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type("7");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type("0");
    await page.keyboard.press("Enter");

    await page.getByText("2 plessi non sono stati inviati").waitFor();
    await expectAccessible(page);
    expect(await statesOf(world(), comprehensive)).toEqual({ ZZEE80101C: "due", ZZEE80102D: 7, ZZMM80101B: "due" });
    const doubtful = page.getByRole("region", { name: "PRIMARIA TIGLI" });
    await doubtful.getByText("È più del 40 % degli iscritti.").waitFor();
    await tabTo(page, doubtful.getByRole("button", { name: "Confermo" }));
    await page.keyboard.press("Enter");
    await doubtful.getByText("120 assenti (51,9%)").waitFor();
    const empty = page.getByRole("region", { name: "MEDIA COLLE DEI TIGLI" });
    await tabTo(page, empty.getByRole("button", { name: "Confermo" }));
    await page.keyboard.press("Enter");
    await page.getByText("per questa giornata non manca nulla").waitFor();
    await doubtful.getByText("Si può correggere entro le 23:59 di mercoledì 25 novembre.").waitFor();

    await tabTo(page, doubtful.getByRole("button", { name: "Correggi" }));
    await page.keyboard.press("Enter");
    await tabTo(page, doubtful.getByLabel("Assenti", { exact: true }));
    await page.keyboard.press("Control+A");
    await page.keyboard.type("12");
    await page.keyboard.press("Enter");
    await doubtful.getByText("12 assenti (5,2%)").waitFor();
    expect(await statesOf(world(), comprehensive)).toEqual({ ZZEE80101C: 12, ZZEE80102D: 7, ZZMM80101B: 0 });

    await tabTo(page, page.getByRole("link", { name: "Iscritti" }));
    await page.keyboard.press("Enter");
    const site = page.getByRole("region", { name: "PRIMARIA TIGLI" });
    await tabTo(page, site.getByText("Registra una variazione"));
    await page.keyboard.press("Enter");
    await tabTo(page, site.getByLabel("Iscritti"));
    await page.keyboard.press("Control+A");
    await page.keyboard.type("232");
    await page.keyboard.press("Enter");
    await site.getByText("232 iscritti in 11 classi, da martedì 24 novembre 2026").waitFor();
    await tabTo(page, page.getByRole("link", { name: "Contatti" }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByLabel("Indirizzo e-mail"));
    await page.keyboard.type("segreteria@scuola.example");
    await page.keyboard.press("Enter");
    await page.getByText("Salvato.").waitFor();
    await tabTo(page, page.getByRole("button", { name: "Togli segreteria@scuola.example" }));
    await page.keyboard.press("Enter");
    await page.getByText("segreteria@scuola.example").waitFor({ state: "detached" });
    await page.context().close();
  });

  test("a number that cannot be is refused in words, and zero is typed, never assumed", async () => {
    const page = await world().visitor();
    await world().signIn(page, offlineSchool);
    const site = page.getByRole("region", { name: "LICEO FONTELUNGA" });
    await page.getByRole("button", { name: "Invia" }).click();
    await page.getByText("Scrivete almeno un numero").waitFor();
    await site.getByLabel("Assenti", { exact: true }).fill("dodici");
    await page.getByRole("button", { name: "Invia" }).click();
    await site.getByText("Serve un numero intero").waitFor();
    await site.getByLabel("Assenti", { exact: true }).fill("613");
    await page.getByRole("button", { name: "Invia" }).click();
    await site.getByText("613 assenti, ma gli iscritti quel giorno sono 612").waitFor();
    await expectAccessible(page);
    expect(await statesOf(world(), offlineSchool)).toEqual({ ZZPS00101P: "due", ZZTD00101A: "due" });
    await page.context().close();
  });

  test("what can be sent is sent, and what is no number beside it is counted as not sent", async () => {
    const page = await world().visitor();
    await world().signIn(page, addresslessSchool);
    const site = page.getByRole("region", { name: "PRIMARIA ACQUACHIARA" });
    await site.getByLabel("Assenti", { exact: true }).fill("9");
    await page.getByRole("button", { name: "Invia" }).click();
    await site.getByText("9 assenti").waitFor();
    await site.getByRole("button", { name: "Correggi" }).click();
    await site.getByLabel("Assenti", { exact: true }).fill("nove");
    const other = page.getByRole("region", { name: "INFANZIA ACQUACHIARA" });
    await other.getByLabel("Assenti", { exact: true }).fill("5");
    await page.getByRole("button", { name: "Invia" }).click();
    await other.getByText("5 assenti").waitFor();
    await page.getByText("Un plesso non è stato inviato: guardate sotto.").waitFor();
    await site.getByText("Serve un numero intero").waitFor();
    await page.context().close();
  });

  test("of two secretaries the second is shown the first one's number and decides", async () => {
    const [one, other] = [await world().visitor(), await world().visitor({ width: 1280 })];
    for (const page of [one, other]) {
      await world().signIn(page, twoSecretaries);
      await page.getByRole("region", { name: "PRIMARIA BORGO SERENO" }).waitFor();
    }
    const siteOn = (page: typeof one) => page.getByRole("region", { name: "PRIMARIA BORGO SERENO" });
    await siteOn(one).getByLabel("Assenti", { exact: true }).fill("14");
    await one.getByRole("button", { name: "Invia" }).click();
    await siteOn(one).getByText("14 assenti").waitFor();
    await one.getByText("Manca ancora: MEDIA BORGO SERENO").waitFor();

    await siteOn(other).getByLabel("Assenti", { exact: true }).fill("15");
    await other.getByRole("button", { name: "Invia" }).click();
    await siteOn(other).getByText("Nel frattempo qualcun altro ha inviato un altro numero").waitFor();
    await expectAccessible(other);
    expect(await statesOf(world(), twoSecretaries)).toMatchObject({ ZZEE802018: 14 });
    await siteOn(other).getByRole("button", { name: "Invia il mio: 15" }).click();
    await siteOn(other).getByText("15 assenti").waitFor();
    expect(await statesOf(world(), twoSecretaries)).toMatchObject({ ZZEE802018: 15 });
    await Promise.all([one.context().close(), other.context().close()]);
  });

  test("what was typed survives a lost connection and a closed page, and goes out when the connection is back", async () => {
    const page = await world().visitor();
    await world().signIn(page, offlineSchool);
    const number = page.getByRole("region", { name: "TECNICO FONTELUNGA" }).getByLabel("Assenti", { exact: true });
    await number.fill("21");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Invia" }).click();
    await page.getByText("Connessione assente").waitFor();
    await expectAccessible(page);
    await page.context().setOffline(false);
    await page.getByText("La connessione è tornata").waitFor();
    await page.reload();
    await number.waitFor();
    const otherTab = await page.context().newPage();
    await otherTab.goto(pagePath("home"));
    // The provider knows this browser already and asks for nothing.
    await otherTab.getByRole("banner").getByRole("button", { name: "Accedi" }).click();
    const other = otherTab.getByRole("region", { name: "LICEO FONTELUNGA" }).getByLabel("Assenti", { exact: true });
    await other.fill("31");
    await number.fill("22");
    await number.fill("21");
    expect(await other.inputValue()).toBe("31");
    await otherTab.reload();
    await other.waitFor();
    expect(await other.inputValue(), "typing in one tab leaves alone what was typed in another").toBe("31");
    await other.fill("");
    await otherTab.close();
    await number.waitFor();
    expect(await number.inputValue()).toBe("21");
    expect(await statesOf(world(), offlineSchool)).toMatchObject({ ZZTD00101A: "due" });
    await page.getByRole("button", { name: "Invia" }).click();
    await page.getByText("21 assenti").waitFor();
    expect(await statesOf(world(), offlineSchool)).toMatchObject({ ZZTD00101A: 21 });
    await page.context().close();
  });

  test("without a connection a page says so, also one that was never loaded, and what was answered stays in sight", async () => {
    await enter(world(), offlineSchool, "ZZTD00101A", 21);
    const page = await world().visitor();
    await world().signIn(page, offlineSchool);
    const site = page.getByRole("region", { name: "TECNICO FONTELUNGA" });
    await site.getByRole("button", { name: "Correggi" }).click();
    await site.getByLabel("Assenti", { exact: true }).fill("22");
    await page.route("**/absence-reports/*", async (route) => {
      const response = await route.fetch();
      await page.context().setOffline(true);
      await route.fulfill({ response });
    });
    await page.getByRole("button", { name: "Invia" }).click();
    await site.getByText("22 assenti").waitFor();
    await page.getByRole("alert").getByText("Il servizio non risponde").waitFor();

    await page.getByRole("link", { name: "Guida" }).click();
    await page.getByRole("alert").getByText("Il servizio non risponde").waitFor();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Calendario" }).click();
    await page.getByRole("alert").getByText("Il servizio non risponde").first().waitFor();
    await page.getByRole("button", { name: "Esci" }).click();
    await page.getByRole("heading", { name: "Scuole sentinella" }).waitFor();
    await page.context().setOffline(false);
    await page.reload();
    await page.getByRole("heading", { name: "Scuole sentinella" }).waitFor();
    await page.context().close();
  });

  test("the calendar and its feed are those of the site's own municipality", async () => {
    const day = "2026-12-15";
    const closure = { kind: "closure", scope: { kind: "municipality", municipality: "Z002" }, from: day, to: day };
    const put = await world().call("health-office", "PUT", "/v1/closures/z002", { ...closure, reason: "Patrono" });
    expect(put.status).toBe(201);
    for (const [user, count] of [
      [comprehensive, 1],
      [offlineSchool, 0],
    ] as const) {
      const page = await world().visitor();
      await world().signIn(page, user);
      await page.getByRole("link", { name: "Calendario" }).click();
      await page.getByRole("row", { name: "giovedì 17 dicembre 2026" }).waitFor();
      expect(await page.getByRole("row", { name: "martedì 15 dicembre 2026" }).count()).toBe(count);
      const feed = await page.getByRole("link", { name: "Aggiungi al calendario" }).getAttribute("href");
      const { body } = await world().call(user, "GET", feed ?? "");
      expect(z.string().parse(body).includes("20261215"), user).toBe(count === 1);
      await page.context().close();
    }
    await world().call("health-office", "DELETE", "/v1/closures/z002");
  });

  test("opening a reminder's link sends nothing; a person's click does, and says with what it was sent", async () => {
    await world().moveClock("2026-11-25T08:31:00+01:00");
    const link = await reminderLink(world());
    expect(link).toContain("/enter#token=");

    const page = await world().visitor({ width: 320 });
    const written: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") written.push(`${request.method()} ${request.url()}`);
      expect(request.url()).not.toContain("token");
    });
    await page.goto(link);
    const number = page.getByLabel("Assenti", { exact: true });
    await number.waitFor();
    await page.getByText("si può ancora inserire entro le 23:59 di mercoledì 25 novembre").waitFor();
    await expectAccessible(page);
    expect(page.url()).not.toContain("token");
    expect(written).toEqual([]);
    expect(await statesOf(world(), remindedSchool)).toEqual({ [remindedSite]: "due" });

    await page.reload();
    await number.fill("6");
    await page.getByRole("button", { name: "Invia" }).click();
    await page.getByText("con il collegamento del sollecito").waitFor();
    expect(await statesOf(world(), remindedSchool)).toEqual({ [remindedSite]: 6 });
    await expectAccessible(page);
    await page.context().close();
  });

  test("a link leaves the browser once everything due is sent, and at the latest when somebody signs out", async () => {
    await world().moveClock("2026-11-25T08:45:00+01:00");
    const link = await reminderLink(world());
    await enter(world(), remindedSchool, remindedSite, 6);
    const page = await world().visitor();
    await page.goto(pagePath("guide-schools"));
    await page.goto(link);
    const site = page.getByRole("region", { name: "LA RONDINE" });
    await site.getByRole("button", { name: "Correggi" }).click();
    await site.getByLabel("Assenti", { exact: true }).fill("7");
    expect(await traces(page), "until then a reload must not lose it").toContain("link+jwt");
    await page.getByRole("button", { name: "Invia" }).click();
    await site.getByText("7 assenti").waitFor();
    expect(await traces(page)).not.toContain("link+jwt");
    // The page that has sent it can still correct it.
    await site.getByRole("button", { name: "Correggi" }).click();
    await site.getByLabel("Assenti", { exact: true }).fill("6");
    await page.getByRole("button", { name: "Invia" }).click();
    await site.getByText("6 assenti").waitFor();
    await page.reload();
    await page.getByText("Qui si arriva con il collegamento di un sollecito").waitFor();
    await page.goBack();
    await page.goForward();
    await page.getByText("Qui si arriva con il collegamento di un sollecito").waitFor();
    expect(page.url()).not.toContain("token");

    await page.goto(link);
    await site.waitFor();
    await world().signIn(page, remindedSchool);
    expect(await traces(page)).toContain("link+jwt");
    await page.getByRole("banner").getByRole("button", { name: "Esci" }).click();
    await page.getByRole("heading", { name: "Uscita" }).waitFor();
    expect(await traces(page)).not.toContain("link+jwt");
    await page.context().close();
  });

  test("a page that was opened in time and sent too late says since when the day is closed and what to do", async () => {
    await world().moveClock("2026-11-25T08:45:00+01:00");
    const page = await world().visitor();
    await world().signIn(page, offlineSchool);
    const site = page.getByRole("region", { name: "LICEO FONTELUNGA" });
    await site.getByLabel("Assenti", { exact: true }).fill("30");
    await world().moveClock("2026-11-25T23:59:59+01:00");
    const link = await reminderLink(world());
    await world().moveClock("2026-11-26T00:00:00+01:00");
    await page.getByRole("button", { name: "Invia" }).click();
    await site.getByText("Chiusa dalle 00:00 di giovedì 26 novembre").waitFor();
    await site.getByText("chiedete all'ATS di riaprire la giornata").waitFor();
    await expectAccessible(page);

    const later = await world().visitor({ language: "en" });
    await later.goto(link);
    await later.getByText("The link was valid until").waitFor();
    await later.getByRole("alert").getByRole("button", { name: "Sign in" }).waitFor();
    await expectAccessible(later);
    await Promise.all([page.context().close(), later.context().close()]);
  });

  test("a day that the health office reopens for a site takes that site's number again", async () => {
    await world().moveClock("2026-11-26T09:00:00+01:00");
    const office = await world().visitor({ width: 1280 });
    await world().signIn(office, "health-office");
    await office.goto(pagePath("missing"));
    await office.getByLabel("Giornata", { exact: true }).selectOption(surveyDay);
    await office.getByRole("button", { name: "Riapri la giornata per LICEO FONTELUNGA" }).click();
    const title = office.getByRole("heading", { name: "Riapri la giornata per LICEO FONTELUNGA" });
    await title.and(office.locator(":focus")).waitFor();
    await office.getByLabel("Fino a tutto il giorno").fill("2026-11-27");
    await office.getByLabel("Motivo").fill("Connessione assente a scuola");
    await expectAccessible(office);
    await office.getByRole("button", { name: "Riapri", exact: true }).click();
    await office.getByText("Giornata riaperta per questo plesso.").waitFor();

    const page = await world().visitor();
    await world().signIn(page, offlineSchool);
    const day = page.getByRole("form", { name: "Assenze di martedì 24 novembre 2026" });
    await day.getByText("L'ATS ha riaperto questa giornata.").waitFor();
    await day.getByText("Si può inserire entro le 23:59 di venerdì 27 novembre.").waitFor();
    const number = day.getByRole("region", { name: "LICEO FONTELUNGA" }).getByLabel("Assenti", { exact: true });
    await number.fill("30");
    await day.getByRole("button", { name: "Invia" }).click();
    await day.getByText("30 assenti (4,9%)").waitFor();
    await day.getByText("Si può correggere entro le 23:59 di venerdì 27 novembre.").waitFor();
    await expectAccessible(page);
    await Promise.all([office.context().close(), page.context().close()]);
  });

  test("a forged link shows nothing and offers to sign in", async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const forged = `${part({ alg: "HS256", typ: "link+jwt", kid: "x" })}.${part({ sub: remindedSchool, day: surveyDay })}.${part("x")}`;
    const page = await world().visitor();
    await page.goto(pagePath("enter", { token: forged }));
    await page.getByText("Il collegamento non è valido").waitFor();
    await expectAccessible(page);
    expect(await page.getByLabel("Assenti").count()).toBe(0);
    await page.goto(pagePath("enter", { token: "nothing" }));
    await page.getByText("Qui si arriva con il collegamento di un sollecito").waitFor();
    await expectAccessible(page);
    await page.context().close();
  });
}
