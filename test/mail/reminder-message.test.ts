import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ReminderInput, reminderMessage } from "../../shared/mail/reminder-message.ts";
import { pageUrl } from "../../shared/page-paths.ts";
import { addressesIn, shownTexts } from "./readable-html.ts";

const input: ReminderInput = {
  language: "it" as const,
  institute: { instituteCode: "MIIC8AN00E", name: "IC VIA RUSSO" },
  surveyDate: "2023-03-14",
  window: { lateUntil: new Date("2023-03-15T23:00:00Z") },
  sites: [
    { siteCode: "MIEE8AN02L", name: "PRIMARIA VIA RUSSO" },
    { siteCode: "MIMM8AN01G", name: "SECONDARIA DELL'ACQUA" },
  ],
  link: pageUrl("https://sentinella.example", "enter", { token: "eyJhbGciOiJIUzI1NiJ9.e30.abc_DEF-123" }),
  round: 1,
};

describe("a reminder", () => {
  const message = reminderMessage(input);
  const html = shownTexts(message.html).join("\n");

  it("says in the subject what is missing and for whom", () => {
    expect(message.subject).toBe("Mancano le assenze di martedì 14 marzo 2023 – MIIC8AN00E");
    expect(reminderMessage({ ...input, round: 2 }).subject).toBe(
      "Secondo sollecito: Mancano le assenze di martedì 14 marzo 2023 – MIIC8AN00E",
    );
  });

  it.each([
    "Alla segreteria di IC VIA RUSSO (MIIC8AN00E)",
    "Per questi 2 plessi non sono ancora state inserite le assenze di martedì 14 marzo 2023:",
    "PRIMARIA VIA RUSSO",
    "(MIEE8AN02L)",
    "SECONDARIA DELL'ACQUA",
    "(MIMM8AN01G)",
    "Si possono inserire entro le 23:59 di mercoledì 15 marzo.",
    "Il plesso era chiuso? Indicatelo nello stesso modulo",
    "Non occorre rispondere a questo messaggio",
    "The absences of Tuesday 14 March 2023 are missing",
    "until 23:59 on Wednesday 15 March",
    "If a site was closed, say so in the same form",
    "nobody needs to answer it",
    input.link,
  ])("says in both forms: %s", (fact) => {
    expect(html).toContain(fact);
    expect(message.text).toContain(fact);
  });

  it("speaks Italian first and English below", () => {
    for (const form of [html, message.text]) {
      expect(form.indexOf("English below")).toBeLessThan(form.indexOf("entro le 23:59"));
      expect(form.indexOf("entro le 23:59")).toBeLessThan(form.indexOf("until 23:59"));
    }
    expect(message.html).toMatch(/<html lang="it"/);
    expect(message.html).toMatch(/<div lang="en">/);
  });

  it("speaks of one site in the singular", () => {
    const { text } = reminderMessage({ ...input, sites: input.sites.slice(0, 1) });
    expect(text).toContain("Per questo plesso non sono ancora state inserite");
    expect(text).toContain("for the site listed above");
  });

  it("opens nothing but the form, and shows no image", () => {
    expect(new Set(addressesIn(message.html))).toEqual(new Set([input.link]));
    expect(message.html).not.toMatch(/<(img|link|script|iframe|object|form)\b/i);
    expect(message.text.match(/https?:\S+/g)).toEqual([input.link]);
  });

  it("shows any name as it is, on one line, and none of it as markup", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const nasty = `Via <b onload="x"> & 'y'\r\nBcc: {{link}} </td>${name}`;
        const { text, html } = reminderMessage({ ...input, sites: [{ siteCode: "MIEE8AN02L", name: nasty }] });
        expect(text).toContain("\n- Via <b onload=\"x\"> & 'y' Bcc: {{link}} </td>");
        expect(text.split("\n")).toHaveLength(
          reminderMessage({ ...input, sites: [{ siteCode: "MIEE8AN02L", name: "x" }] }).text.split("\n").length,
        );
        expect(shownTexts(html).join("\n")).toContain("Via <b onload=\"x\"> & 'y' Bcc: {{link}} </td>");
        expect(html).not.toContain("<b onload");
      }),
      { numRuns: 50 },
    );
  });
});
