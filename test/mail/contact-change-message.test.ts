import { describe, expect, it } from "vitest";
import { contactChangeMessage } from "../../shared/mail/contact-change-message.ts";
import { pageUrl } from "../../shared/page-paths.ts";
import { addressesIn, shownTexts } from "./readable-html.ts";

const link = pageUrl("https://sentinella.example", "contacts");
const change = {
  institute: { instituteCode: "MIIC8AN00E", name: "IC VIA RUSSO" },
  language: "it" as const,
  changedAt: new Date("2023-03-14T10:20:00Z"),
  added: ["nuova.segreteria@scuola.example"],
  removed: ["vecchia@scuola.example", "a@scuola.example"],
  link,
};
const told = [
  "Contatti cambiati: IC VIA RUSSO (MIIC8AN00E)",
  "sono cambiati; l'ultima volta alle 11:20 di martedì 14 marzo.",
  "aggiunto: nu…@scuola.example",
  "tolto: ve…@scuola.example",
  "tolto: a…@scuola.example",
  "rimettete gli indirizzi giusti e avvisate l'ATS",
  "Contacts changed: IC VIA RUSSO (MIIC8AN00E)",
  "added: nu…@scuola.example",
  "removed: ve…@scuola.example",
  "put the right addresses back and tell the health office",
];

describe("the mail about a change of contacts", () => {
  const { subject, text, html } = contactChangeMessage(change);

  it.each(told)("says in text and HTML: %s", (words) => {
    expect(text.replace(/\s+/g, " ")).toContain(words);
    expect(shownTexts(html).join(" ")).toContain(words);
  });

  it("leads to the page that wants a sign-in, and to nothing else", () => {
    expect(addressesIn(html)).toEqual([link]);
    expect(text.match(/https?:\/\/\S+/g)).toEqual([link]);
    expect(subject).toBe("[Sentinella] Contatti cambiati: IC VIA RUSSO (MIIC8AN00E)");
  });

  it("writes out no address", () => {
    for (const address of [...change.added, change.removed[0] ?? ""]) {
      expect(`${subject} ${text} ${html}`).not.toContain(address);
    }
  });

  it("of the health office says so, and whom to turn to", () => {
    const { institute: _, ...ofOffice } = change;
    const message = contactChangeMessage(ofOffice);
    expect(message.subject).toBe("[Sentinella] Contatti cambiati: ATS");
    expect(message.text).toContain("per l'ATS sono cambiati");
    expect(message.text).toContain("avvisate chi gestisce il servizio");
    expect(message.text).toContain("Contacts changed: health office");
  });

  it("is one line where a name or an address would be more", () => {
    const hostile = contactChangeMessage({
      ...change,
      institute: { instituteCode: "MIIC8AN00E", name: "IC\r\nBcc: x@example.org <b>{{link}}" },
      added: ["x\r\ny@scuola.example"],
    });
    expect(hostile.subject).not.toMatch(/[\r\n]/);
    expect(hostile.html).not.toContain("<b>{{");
    expect(hostile.text).not.toContain("\nBcc:");
  });
});
