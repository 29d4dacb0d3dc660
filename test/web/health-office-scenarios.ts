import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import * as z from "zod";
import { pagePath } from "../../shared/page-paths.ts";
import { expectAccessible, type PagesWorld } from "./pages-world-of-each-test.ts";

const user = "health-office";

const alertsReply = z.object({
  items: z.array(
    z.object({
      alertId: z.string(),
      status: z.string(),
      transitions: z.array(z.object({ to: z.string(), note: z.string() })),
    }),
  ),
});

async function alertsOf(world: PagesWorld) {
  return alertsReply.parse((await world.call(user, "GET", "/v1/alerts?limit=500")).body).items;
}

/** Makes a list so long, as it were, that it has a second page. */
async function onePerPage(page: Page, list: string): Promise<void> {
  await page.route(`**/v1/${list}*`, async (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set("limit", "1");
    await route.continue({ url: url.href });
  });
}

/** A chart is a drawing: what is written in it is not in the page. */
const keepDrawnTexts = `
  globalThis.drawn = [];
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (...drawing) {
    drawn.push(drawing[0]);
    fillText.apply(this, drawing);
  };
`;

/** An epidemiologist's week, on the town's history. */
export function healthOfficeScenarios(world: () => PagesWorld): void {
  test("a signal leads from the mail to why, and through its life to closed", async () => {
    const digest = (await world().inbox()).findLast(({ to }) => to.includes("sorveglianza@ats.example"));
    const link = /https?:\/\/\S+\/alerts\S*/.exec(digest?.text ?? "")?.[0] ?? "";
    expect(new URL(link).origin).toBe(world().origin);
    const [before] = await alertsOf(world());
    expect(before?.status).toBe("new");

    const page = await world().visitor({ width: 1280 });
    await world().signIn(page, user);
    await page.goto(link);
    await page
      .getByRole("link", { name: /secondaria di I grado/ })
      .first()
      .click();
    await page.getByText("Raggiunge la soglia fissa del 40,0% per un singolo plesso.").first().waitFor();
    await page.getByText("Con meno di 115 assenti il segnale non ci sarebbe.").first().waitFor();
    await page.getByRole("img", { name: /Tasso di assenza da/ }).waitFor();
    await expectAccessible(page);

    const moves = [
      ["Prendi in carico", "preso in carico", "Telefono alla scuola"],
      ["Segna come verificato", "verificato", "Gastroenterite in tre classi"],
      ["Chiudi", "chiuso", "Rientrata"],
    ] as const;
    for (const [button, status, note] of moves) {
      await page.getByLabel("Nota").fill(note);
      await page.getByRole("button", { name: button, exact: true }).click();
      await page.getByRole("listitem").filter({ hasText: note }).filter({ hasText: status }).waitFor();
    }
    await page.getByRole("button", { name: "Riapri" }).waitFor();
    const after = (await alertsOf(world())).find(({ alertId }) => alertId === before?.alertId);
    expect(after?.status).toBe("closed");
    expect(after?.transitions.map(({ note }) => note)).toEqual(moves.map(([, , note]) => note));

    const transitions = `/v1/alerts/${before?.alertId}/transitions`;
    await world().call(user, "POST", transitions, { to: "reopened", note: "Di una collega" });
    await page.getByLabel("Nota").fill("Altri casi");
    await page.getByRole("button", { name: "Riapri" }).click();
    await page.getByText("Nel frattempo qualcun altro ha cambiato lo stato").waitFor();
    await page.getByRole("listitem").filter({ hasText: "Di una collega" }).filter({ hasText: "riaperto" }).waitFor();
    expect(await page.getByLabel("Nota").inputValue()).toBe("Altri casi");
    await page.getByRole("button", { name: "Chiudi", exact: true }).click();
    await page.getByRole("listitem").filter({ hasText: "Altri casi" }).filter({ hasText: "chiuso" }).waitFor();
    await page.context().close();
  });

  test("an import is tried first: bad rows are told one by one, and nothing is written until it is asked for", async () => {
    const head =
      "PROVINCIA,CODICEISTITUTORIFERIMENTO,CODICESCUOLA,DENOMINAZIONESCUOLA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA";
    const rows = [
      "VALDORSA,ZZIC80100A,ZZEE80103E,PRIMARIA NUOVA,SCUOLA PRIMARIA",
      "VALDORSA,ZZIC80100A,XYZ,SENZA CODICE,SCUOLA PRIMARIA",
      "VALDORSA,ZZIC80100A,ZZEE80104G,,SCUOLA PRIMARIA",
    ];
    const page = await world().visitor({ width: 1280 });
    await world().signIn(page, user);
    await page.goto(pagePath("registry"));
    const part = page.getByRole("region", { name: "Scuole: il CSV del Ministero" });
    const file = { name: "anagrafe.csv", mimeType: "text/csv", buffer: Buffer.from([head, ...rows].join("\n")) };
    await part.getByLabel("File CSV").setInputFiles(file);
    expect(await part.getByRole("button", { name: "Importa" }).isDisabled()).toBe(true);
    await part.getByRole("button", { name: "Prova" }).click();
    await part.getByText("Prova: righe buone 1, rifiutate 2. Non è stato scritto nulla.").waitFor();
    await part.getByRole("row", { name: /3 XYZ rifiutata codice meccanografico non valido/ }).waitFor();
    await part.getByRole("row", { name: /4 ZZEE80104G rifiutata manca la denominazione/ }).waitFor();
    await expectAccessible(page);
    expect((await world().call(user, "GET", "/v1/sites/ZZEE80103E")).status).toBe(404);
    await part.getByRole("button", { name: "Importa" }).click();
    await part.getByText("Importazione: righe accolte 1, rifiutate 2.").waitFor();
    expect((await world().call(user, "GET", "/v1/sites/ZZEE80103E")).status).toBe(200);

    const sentinels = page.getByRole("region", { name: "Scuole sentinella" });
    const csv = "site_code,sentinel_from\nZZEE80103E,2027-01-07\nZZEE80199X,2027-01-07\n";
    await sentinels.getByLabel("File CSV").setInputFiles({ ...file, buffer: Buffer.from(csv) });
    await sentinels.getByRole("button", { name: "Prova" }).click();
    await sentinels.getByRole("row", { name: /rifiutata plesso non registrato/ }).waitFor();
    const site = z.object({ sentinelFrom: z.string().optional() });
    const sentinelFrom = async () =>
      site.parse((await world().call(user, "GET", "/v1/sites/ZZEE80103E")).body).sentinelFrom;
    expect(await sentinelFrom()).toBeUndefined();
    await sentinels.getByRole("button", { name: "Importa" }).click();
    await sentinels.getByText("Importazione: righe accolte 1, rifiutate 1.").waitFor();
    expect(await sentinelFrom()).toBe("2027-01-07");
    await page.context().close();
  });

  test("a policy is activated only as it was tried on the past", async () => {
    const page = await world().visitor({ width: 1280 });
    await world().signIn(page, user);
    await page.goto(pagePath("policy"));
    const line = page.getByRole("group", { name: "Soglia fissa" });
    await line.getByText("I numeri").click();
    const rate = line.getByLabel("Tasso di assenza, da 0 a 1");
    await rate.fill("4");
    await page.getByText("Alcuni numeri non vanno bene").waitFor();
    expect(await page.getByRole("button", { name: "Prova sul passato" }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await rate.fill("0,5");
    await page.getByRole("button", { name: "Prova sul passato" }).click();
    const result = page.getByRole("region", { name: "Che cosa sarebbe successo", exact: true }).first();
    await result.getByRole("row", { name: /Segnali di plessi 0 [1-9]/ }).waitFor();
    await result.getByText("Settimana per settimana").waitFor();
    await expectAccessible(page);

    await rate.fill("0,45");
    await page.getByText("Qualcosa è cambiato dopo la prova").waitFor();
    expect(await page.getByRole("button", { name: "Attiva", exact: true }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Prova sul passato" }).click();
    await page.getByText("Qualcosa è cambiato dopo la prova").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Attiva", exact: true }).click();
    await page.getByText("In vigore: versione 1.").waitFor();
    const policy = z.object({
      version: z.number(),
      policy: z.object({ absolute: z.object({ absenceRateMin: z.number() }) }),
    });
    const inForce = policy.parse((await world().call(user, "GET", "/v1/alert-policy")).body);
    expect(inForce).toMatchObject({ version: 1, policy: { absolute: { absenceRateMin: 0.45 } } });
    await page.context().close();
  });

  test("a closure takes a survey day out of the calendar, and comes back when it is removed", async () => {
    const day = "2026-12-15";
    const isSurveyed = async () => {
      const { body } = await world().call(
        user,
        "GET",
        "/v1/survey-days?school-year=2026-27&territory=VALDORSA&level=primary",
      );
      return z
        .object({ items: z.array(z.object({ date: z.string() })) })
        .parse(body)
        .items.some(({ date }) => date === day);
    };
    expect(await isSurveyed()).toBe(true);
    const page = await world().visitor({ width: 1280 });
    await world().signIn(page, user);
    await page.goto(pagePath("closures"));
    // There is another office, so this one may not close the whole region.
    await page.getByLabel("Per chi").selectOption("territory");
    await page.getByLabel("Nome del territorio").fill("Valdorsa");
    await page.getByLabel("Dal").fill(day);
    await page.getByLabel("Motivo").fill("Neve");
    await page.getByRole("button", { name: "Registra la chiusura" }).click();
    await page.getByRole("row", { name: /Neve chiusura un territorio VALDORSA/ }).waitFor();
    await expectAccessible(page);
    expect(await isSurveyed()).toBe(false);

    await page.getByLabel("Grado").selectOption("primary");
    await page.getByLabel("Motivo").fill("Gelo");
    await page.getByRole("button", { name: "Registra la chiusura" }).click();
    await page.getByRole("row", { name: /Gelo chiusura un territorio VALDORSA primaria/ }).waitFor();
    await page.getByRole("row", { name: /Neve chiusura un territorio VALDORSA tutti i gradi/ }).waitFor();
    await onePerPage(page, "closures");
    await page.reload();
    await page.getByRole("button", { name: "Mostra altri" }).click();
    await page.getByRole("button", { name: "Togli: Gelo" }).click();
    await page.getByRole("row", { name: /Gelo/ }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Togli: Neve" }).click();
    await page.getByText("Non è registrata nessuna chiusura.").waitFor();
    expect(await isSurveyed()).toBe(true);
    await page.context().close();
  });

  test("the mails of a day are shown page by page, each with what became of it and why", async () => {
    const day = "2026-11-19";
    const page = await world().visitor({ width: 1280 });
    await world().signIn(page, user);
    await onePerPage(page, "mail-ledger");
    await page.goto(pagePath("mails"));
    await page.getByLabel("Giornata", { exact: true }).selectOption(day);
    await page.getByRole("row", { name: /sollecito ZZIC80100A inviato/ }).waitFor();
    await page.getByRole("button", { name: "Mostra altri" }).click();
    await page.getByRole("row", { name: /sollecito ZZIC803002 saltato: nessun indirizzo valido/ }).waitFor();

    await page.goto(pagePath("missing"));
    await page.getByLabel("Giornata", { exact: true }).selectOption(day);
    await page.getByLabel("Mostra", { exact: true }).selectOption("late");
    await page.getByRole("row", { name: /PRIMARIA ACQUACHIARA .* saltato: nessun indirizzo valido/ }).waitFor();
    await page.context().close();
  });

  test("a day of an earlier school year is looked at by choosing the year, and in September that year is there first", async () => {
    const page = await world().visitor({ width: 360 });
    await world().signIn(page, user);
    const [year, day] = [page.getByLabel("Anno scolastico"), page.getByLabel("Giornata", { exact: true })];
    await page.getByRole("heading", { name: "martedì 24 novembre 2026" }).waitFor();
    expect(await year.inputValue()).toBe("2026-27");
    await year.selectOption("2025-26");
    await page.getByRole("heading", { name: "martedì 30 giugno 2026" }).waitFor();
    await day.selectOption("2025-10-07");
    await page.getByText("Nessun plesso era atteso in questa giornata.").waitFor();
    await expectAccessible(page);

    await page.route("**/v1/survey-days", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(/"(open|late|closed)"/g, '"upcoming"') });
    });
    await page.goto(pagePath("missing"));
    await day.waitFor();
    expect(await year.inputValue()).toBe("2025-26");
    await page.goto(pagePath("series"));
    await page.getByRole("img", { name: /^Tasso di assenza, VALDORSA/ }).waitFor();
    const [, latest] = await page.getByLabel("Periodo").getByRole("option").allTextContents();
    expect(latest).toBe("anno scolastico 2025-26");
    await page.context().close();
  });

  test("a curve is shown of a territory's level or of one site, and one that is nobody's is not found", async () => {
    const page = await world().visitor({ width: 1280 });
    await world().signIn(page, user);
    await page.addInitScript({ content: keepDrawnTexts });
    await page.goto(pagePath("series"));
    await page.getByRole("img", { name: /^Tasso di assenza, VALDORSA, primaria/ }).waitFor();
    // The last closed day is a Thursday, whatever midnight it is where the reader is.
    expect(await page.evaluate("drawn.join()")).toContain(",17 nov,19 nov,");
    await page.getByLabel("Oppure un plesso, per codice").fill("zzmm802017");
    await page.getByRole("img", { name: /^Tasso di assenza, ZZMM802017/ }).waitFor();
    await page.getByLabel("Periodo").selectOption("2026-27");
    await page.getByRole("img", { name: /^Tasso di assenza, ZZMM802017/ }).waitFor();
    await page.getByText("Mostra i numeri").click();
    await page
      .getByRole("row", { name: /132 287 46,0%.*allerta/ })
      .first()
      .waitFor();
    await expectAccessible(page);
    await page.getByLabel("Oppure un plesso, per codice").fill("ZZMM80299Z");
    await page.getByText("Non trovato").waitFor();
    await page.context().close();
  });

  test("the export is a file of the month, with small counts left out", async () => {
    const page = await world().visitor({ width: 1280 });
    await world().signIn(page, user);
    await page.goto(pagePath("exports"));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Scarica" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("assenze-VALDORSA-2026-11.csv");
    const content = await readFile(await download.path(), "utf8");
    expect(content.startsWith("\uFEFFdata;territorio;"), "Excel reads it as UTF-8").toBe(true);
    expect(content).toContain("2026-11-03;VALDORSA;primaria;ZZ1E00100E;puntuale;112;<5;;\r\n");
    await page.getByText(/Scaricato\. Righe: \d+\./).waitFor();
    await page.context().close();
  });
}
