import { describe, expect, it } from "vitest";
import type { Explanation } from "../../shared/domain/alerts/explanation.ts";
import { explanationWords } from "../../shared/mail/explanation-words.ts";
import { mailWords } from "../../shared/words/in-every-language.ts";
import { absoluteExplanation, commonCauseExplanation, siteExplanation, territoryExplanation } from "./explanations.ts";

const completeness = [
  "Completezza per livello e territorio: 42 plessi su 60 attesi (70,0%), 18 mancanti.",
  "Completeness for level and territory: 42 of 60 expected sites (70.0%), 18 missing.",
] as const;

const said = (explanation: Explanation) => [
  explanationWords(explanation, "primary", mailWords.it.signals),
  explanationWords(explanation, "primary", mailWords.en.signals),
];

describe("why a rule spoke, in words", () => {
  it("a site over the absolute line", () => {
    expect(said(absoluteExplanation(36, 84))).toEqual([
      [
        "Assenti 36 su 84 iscritti: 42,9%.",
        "Raggiunge la soglia fissa del 40,0% per un singolo plesso.",
        completeness[0],
      ],
      ["36 of 84 pupils absent: 42.9%.", "This reaches the fixed line of 40.0% for a single site.", completeness[1]],
    ]);
  });

  it("a site over the line of its level", () => {
    const [it, en] = said({ ...absoluteExplanation(36, 84), rule: "level-threshold", absenceRateMin: 0.1 });
    expect(it?.[1]).toBe("Raggiunge la soglia del 10,0% scelta per la scuola primaria.");
    expect(en?.[1]).toBe("This reaches the line of 10.0% chosen for primary schools.");
  });

  it("a site far from its own past", () => {
    expect(said(siteExplanation("unlikely"))).toEqual([
      [
        "Assenti 36 su 84 iscritti: 42,9%.",
        "Atteso: 7,9%, dalle ultime 4 rilevazioni valide del plesso e dall'andamento del territorio nello stesso giorno.",
        "Per caso accadrebbe 1 volta su 2.345 (soglia: 1 volta su 1.000).",
        "Anche se nei plessi mancanti non ci fosse alcun assente, il segnale resterebbe.",
        completeness[0],
      ],
      [
        "36 of 84 pupils absent: 42.9%.",
        "Expected: 7.9%, from the site's last 4 valid survey days and the territory on the same day.",
        "By chance this would happen once in 2,345 (line: once in 1,000).",
        "Even if the missing sites had no absences at all, the signal would stand.",
        completeness[1],
      ],
    ]);
  });

  it.each([
    ["confirmed", "(soglia: 1 volta su 100), e anche la rilevazione precedente superava la soglia."],
    ["certain", "basta un solo giorno (soglia: 1 volta su 1.000.000)."],
  ] as const)("a site, %s", (path, words) => {
    expect(said(siteExplanation(path))[0]?.[2]).toContain(words);
  });

  it("gives no figure for what is rarer than once in a million, down to ln P = −3,000", () => {
    const explanation = siteExplanation("certain");
    const [it, en] = said({ ...explanation, test: { ...explanation.test, lnProbability: -3000 } });
    expect(it?.[2]).toContain("meno di 1 volta su un milione");
    expect(en?.[2]).toContain("less than once in a million");
  });

  it.each([
    ["strike", "sciopero", "A strike"],
    ["weather", "maltempo", "Severe weather"],
  ] as const)("names the %s on record", (knownCause, italian, english) => {
    const [it, en] = said({ ...siteExplanation("unlikely"), knownCause });
    expect(it?.join(" ")).toContain(italian);
    expect(en?.join(" ")).toContain(english);
    expect(said(siteExplanation("unlikely"))[0]?.join(" ")).not.toContain(italian);
  });

  it("a territory above its usual", () => {
    expect(said(territoryExplanation())).toEqual([
      [
        "Assenti 1.204 su 14.300 iscritti: 8,4%.",
        "Atteso: 6,2%, dalle rilevazioni passate degli stessi 41 plessi.",
        "Scarto dal solito: 4,1 volte la variabilità delle ultime 5 rilevazioni valide (soglia: 3,0), per 2 rilevazioni di seguito.",
        "Anche se nei plessi mancanti non ci fosse alcun assente, il segnale resterebbe.",
        completeness[0],
      ],
      [
        "1,204 of 14,300 pupils absent: 8.4%.",
        "Expected: 6.2%, from the past survey days of the same 41 sites.",
        "Distance from the usual: 4.1 times the spread of the last 5 valid survey days (line: 3.0), on 2 survey days running.",
        "Even if the missing sites had no absences at all, the signal would stand.",
        completeness[1],
      ],
    ]);
  });

  it("names the survey days that nobody closed, of a site and of a territory", () => {
    const [site, area] = [siteExplanation("unlikely"), territoryExplanation()];
    const notClosed = ["2023-02-28", "2023-03-02"].map((day) => ({ surveyDate: day, reason: "not-closed" as const }));
    const past = { surveyDate: "2023-03-07", absent: 6, pupils: 84, reason: "guard" as const };
    const excluded = [...notClosed, past];
    for (const explanation of [
      { ...site, test: { ...site.test, baselineExcluded: excluded } },
      { ...area, test: { ...area.test, baselineExcluded: notClosed } },
    ]) {
      const [it, en] = said(explanation);
      expect(it?.[2]).toBe("Senza le rilevazioni non chiuse o non leggibili: mar 28 feb, gio 2 mar.");
      expect(en?.[2]).toBe("Without the survey days that are not closed or not readable: Tue 28 Feb, Thu 2 Mar.");
    }
  });

  it("many sites at once", () => {
    const [it, en] = said(commonCauseExplanation());
    expect(it?.[0]).toBe("Segnalano insieme 12 plessi su 40 che hanno risposto: 30,0%, oltre il 20,0%.");
    expect(en?.[0]).toBe("12 of 40 reporting sites signal together: 30.0%, over 20.0%.");
  });

  it("says when the missing sites could take the signal away, and nothing when none is missing", () => {
    const explanation = territoryExplanation();
    const fragile = said({ ...explanation, stillAboveIfMissingHadNone: false });
    expect(fragile[0]).toContain("Se nei plessi mancanti non ci fosse alcun assente, il segnale non ci sarebbe.");
    expect(fragile[1]).toContain("If the missing sites had no absences at all, there would be no signal.");
    const complete = said({ ...explanation, completeness: { expected: 42, reported: 42, missing: 0 } });
    expect(complete[0]?.join(" ")).not.toContain("plessi mancanti");
  });
});
