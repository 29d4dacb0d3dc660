import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crossingOf } from "../../shared/domain/alerts/alert-lifecycle.ts";
import type { Explanation } from "../../shared/domain/alerts/explanation.ts";
import type { AlertSeverity } from "../../shared/domain/alerts/verdict.ts";
import {
  type AlertDigestInput,
  alertDigestMessage,
  alertsShownMax,
  type DigestAlert,
} from "../../shared/mail/alert-digest-message.ts";
import { pageUrl } from "../../shared/page-paths.ts";
import { absoluteExplanation, siteExplanation, territoryExplanation } from "./explanations.ts";
import { addressesIn, shownTexts } from "./readable-html.ts";

const link = pageUrl("https://sentinella.example", "alerts");

function siteAlert(
  explanation: Explanation,
  change: Partial<DigestAlert> = {},
  severity: AlertSeverity = "attention",
): DigestAlert {
  return {
    alert: {
      alertId: "site.MIEE8AN02L.absolute.1",
      severity,
      scope: { kind: "site", siteCode: "MIEE8AN02L", territory: "MILANO", level: "primary" },
    },
    siteName: "PRIMARIA VIA RUSSO",
    crossing: crossingOf(explanation),
    explanation,
    isNew: true,
    ...change,
  };
}

function territoryAlert(change: Partial<DigestAlert> = {}): DigestAlert {
  return {
    alert: {
      alertId: "territory.MILANO.lower-secondary.territory.1",
      severity: "alert",
      scope: { kind: "territory", territory: "MILANO", level: "lower-secondary" },
    },
    crossing: crossingOf(territoryExplanation()),
    explanation: territoryExplanation(),
    isNew: true,
    ...change,
  };
}

function digest(change: Partial<AlertDigestInput> = {}) {
  const message = alertDigestMessage({
    language: "it",
    digestId: "9f3a1c07be5512aa",
    surveyDate: "2023-03-14",
    verdict: "provisional",
    evaluatedAt: new Date("2023-03-15T08:05:00Z"),
    alerts: [siteAlert(absoluteExplanation(36, 84))],
    more: { new: 0, worse: 0, known: 0 },
    coverage: [{ territory: "MILANO", level: "primary", expected: 60, reported: 42, missing: 18 }],
    dashboardUrl: link,
    ...change,
  });
  return { ...message, shown: shownTexts(message.html).join("\n") };
}

const series = Array.from({ length: 14 }, (_, i) => ({
  surveyDate: `2023-02-${String(i + 10)}`,
  absent: i + 1,
  pupils: 84,
  expectedLow: 0.03,
  expectedHigh: 0.14,
}));

describe("the subject of a digest", () => {
  it.each([
    [[siteAlert(absoluteExplanation(36, 84))], "1 segnale da verificare (attenzione)"],
    [[siteAlert(absoluteExplanation(36, 84)), territoryAlert()], "2 segnali da verificare (allerta)"],
  ])("tells how many signals and the worst severity", (alerts, says) => {
    expect(digest({ alerts }).subject).toBe(`[Sentinella] ${says} – martedì 14 marzo 2023 – 9f3a1c07`);
  });
});

describe("a digest", () => {
  const message = digest({
    alerts: [
      siteAlert(siteExplanation("unlikely"), { series }),
      territoryAlert({ isNew: false, previousSeverity: "attention" }),
    ],
  });

  it.each([
    "2 segnali da verificare",
    "Giornata di rilevazione: martedì 14 marzo 2023",
    "Valutazione delle 09:05 di mercoledì 15 marzo, provvisoria: le scuole possono ancora inserire e correggere.",
    "Rispetto all'ultimo messaggio: 1 nuovo, 1 peggiorato.",
    "Un segnale non è una diagnosi",
    "PRIMARIA VIA RUSSO (MIEE8AN02L)",
    "primaria, MILANO",
    "peggiorato, prima: attenzione",
    "Assenti 36 su 84 iscritti: 42,9%.",
    "Assenti 1.204 su 14.300 iscritti: 8,4%.",
    "Completezza per livello e territorio: 42 plessi su 60 attesi (70,0%), 18 mancanti.",
    "gio 23 feb",
    "16,7%",
    "3,0–14,0%",
    "MILANO, primaria",
    "Riferimento: 9f3a1c07.",
    "2 signals to be verified",
    "Evaluated at 09:05 on Wednesday 15 March, provisional: schools can still enter and correct.",
    "Since the last message: 1 new, 1 worse.",
    "A signal is not a diagnosis",
    "worse, was: attention",
    "36 of 84 pupils absent: 42.9%.",
    "1,204 of 14,300 pupils absent: 8.4%.",
  ])("says in both forms: %s", (fact) => {
    expect(message.shown).toContain(fact);
    expect(message.text).toContain(fact);
  });

  it("says nothing in one form that the other lacks", () => {
    const decoration = [
      /^Sentinella$/,
      /^Sorveglianza/,
      /English below/,
      /^Giornata di rilevazione/,
      /^Ultime rilevazioni \(/,
      /^alert$/,
      /^Territorio e livello$/,
    ];
    const words = (text: string) => text.replace(/[^\p{L}\p{N}%]+/gu, " ").trim();
    const text = words(message.text);
    const onlyInHtml = shownTexts(message.html)
      .flatMap((piece) => piece.split(/(?<=\.) /))
      .filter((piece) => !decoration.some((pattern) => pattern.test(piece)) && !text.includes(words(piece)));
    expect(onlyInHtml).toEqual([]);
  });

  it("speaks Italian first and English below", () => {
    for (const form of [message.shown, message.text]) {
      expect(form.indexOf("Un segnale non è una diagnosi")).toBeLessThan(form.indexOf("A signal is not a diagnosis"));
    }
    expect(message.html).toMatch(/<html lang="it"/);
    expect(message.html).toMatch(/<div lang="en">/);
  });

  it("tells of a whole territory before as severe signals of more sites than are shown", () => {
    const sites = Array.from({ length: alertsShownMax + 1 }, () => siteAlert(absoluteExplanation(36, 84), {}, "alert"));
    const { text } = digest({ alerts: [...sites, territoryAlert({ isNew: false, previousSeverity: "attention" })] });
    expect(text.indexOf("secondaria di I grado")).toBeGreaterThan(0);
    expect(text.indexOf("secondaria di I grado")).toBeLessThan(text.indexOf("PRIMARIA VIA RUSSO"));
  });

  it("tells the worst first, whatever the order given", () => {
    const { text } = message;
    expect(text.indexOf("== allerta (peggiorato")).toBeLessThan(text.indexOf("== attenzione (nuovo"));
  });

  it("does not call worse what a repeated digest tells again", () => {
    const { text } = digest({ alerts: [territoryAlert({ isNew: false, previousSeverity: "alert" })] });
    expect(text).toContain("0 nuovi, 0 peggiorati, 1 già segnalato.");
    expect(text).toContain("0 new, 0 worse, 1 told before.");
    expect(text).toContain("== allerta (già segnalato) ==");
  });

  it("says when the verdict is final", () => {
    const { text } = digest({ verdict: "final" });
    expect(text).toContain("definitiva: la giornata è chiusa");
    expect(text).toContain("final: the day is closed");
    expect(text).not.toContain("provvisoria");
  });

  it("draws the last 12 days of the series in cells, without an image", () => {
    expect(message.html.match(/<td width="\d+%" bgcolor="#[0-9a-f]{6}"><\/td>/g)?.length).toBeGreaterThan(12);
    expect(message.text).not.toContain("sab 11 feb");
    expect(message.text).toContain("dom 12 feb");
    expect(message.html).not.toMatch(/<(img|link|script|iframe|object|form)\b/i);
  });

  it("opens nothing but the page it was given", () => {
    expect(new Set(addressesIn(message.html))).toEqual(new Set([link]));
    expect(message.text.match(/https?:\S+/g)).toEqual([link]);
  });
});

describe("small counts in a digest", () => {
  it("gives 5 absent with their rate", () => {
    const { text } = digest({ alerts: [siteAlert(absoluteExplanation(5, 12))] });
    expect(text).toContain("Assenti 5 su 12 iscritti: 41,7%.");
  });

  it("never gives fewer than 5, nor what they could be worked out from", () => {
    fc.assert(
      fc.property(fc.nat(4), fc.integer({ min: 700, max: 999 }), (absent, pupils) => {
        const { shown, text } = digest({
          alerts: [
            siteAlert(absoluteExplanation(absent, pupils), {
              series: [{ surveyDate: "2023-02-10", absent, pupils, expectedLow: 0.03, expectedHigh: 0.14 }],
            }),
          ],
        });
        for (const form of [shown, text]) {
          expect(form).toContain("meno di 5");
          expect(form).toContain("fewer than 5");
          expect(form).not.toContain(String(pupils));
          expect(form).not.toMatch(/\b0[,.]\d%/);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("a digest of very many signals", () => {
  const many = Array.from({ length: 500 }, (_, i) =>
    siteAlert(siteExplanation("confirmed"), {
      alert: {
        alertId: `site.${i}`,
        severity: "attention",
        scope: { kind: "site", siteCode: "MIEE8AN02L", territory: "MONZA E DELLA BRIANZA", level: "upper-secondary" },
      },
      siteName: `ISTITUTO DI ISTRUZIONE SUPERIORE "LEONARDO DA VINCI" SEDE ASSOCIATA N. ${i}`,
      series,
    }),
  );
  const coverage = Array.from({ length: 60 }, (_, i) => ({
    territory: `TERRITORIO ${i}`,
    expected: 12,
    reported: 9,
    missing: 3,
  }));
  const message = digest({ alerts: many, coverage });

  it("names the first, counts the others and points to the page", () => {
    expect(message.subject).toContain("500 segnali");
    expect(message.text).toContain(`SEDE ASSOCIATA N. 0 `);
    expect(message.text.match(/== attenzione/g)).toHaveLength(alertsShownMax);
    expect(message.text).toContain(`Altri ${500 - alertsShownMax} segnali`);
    expect(message.shown).toContain(`${500 - alertsShownMax} more signals`);
  });

  it("says nothing of others when all are shown", () => {
    const { text } = digest({ alerts: many.slice(0, alertsShownMax) });
    expect(text).not.toContain("Altri");
  });

  it("stays below the 100 kB at which mail clients cut", () => {
    expect(Buffer.byteLength(message.html)).toBeLessThan(100_000);
  });
});

describe("names in a digest", () => {
  it("are shown as they are, never as markup", () => {
    const { html, shown } = digest({
      alerts: [siteAlert(absoluteExplanation(36, 84), { siteName: "<img src=x>\r\n{{it.title}} & \u202efine" })],
      coverage: [{ territory: "<b>MILANO", expected: 0, reported: 0, missing: 0 }],
    });
    expect(shown).toContain("<img src=x> {{it.title}} & fine (MIEE8AN02L)");
    expect(shown).toContain("<b>MILANO");
    expect(html).not.toMatch(/<img|<b>MILANO/);
  });
});
