import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { faultNames } from "../../shared/domain/ledger/fault.ts";
import { faultWords } from "../../shared/mail/fault-words.ts";
import {
  faultsListedMax,
  institutesListedMax,
  type OperationsNotice,
  operationsNoticeMessage,
} from "../../shared/mail/operations-notice-message.ts";
import { pageUrl } from "../../shared/page-paths.ts";
import { addressesIn, shownTexts } from "./readable-html.ts";

const link = pageUrl("https://sentinella.example", "coverage");
const noticedAt = new Date("2023-03-14T10:20:00Z");

const notices = {
  silence: [
    {
      kind: "silence",
      language: "it",
      link,
      noticedAt,
      surveyDate: "2023-03-14",
      territory: "MILANO",
      reported: 12,
      expected: 80,
      usual: 71,
    },
    [
      "Poche registrazioni per martedì 14 marzo 2023: MILANO",
      "Nel territorio MILANO hanno risposto in tempo 12 plessi su 80 attesi; di solito sono circa 71.",
      "Few reports for Tuesday 14 March 2023: MILANO",
      "In the territory MILANO 12 of 80 expected sites reported on time; usually it is about 71.",
    ],
  ],
  contacts: [
    {
      kind: "contacts-not-valid",
      language: "it",
      link,
      noticedAt,
      contacts: [
        { instituteCode: "MIIC8AN00E", name: "IC VIA RUSSO", state: "bounced" },
        { instituteCode: "MIIC8AP002", name: "IC VERDI\r\n{{link}} <b>", state: "complained" },
      ],
    },
    [
      "Contatti da correggere: 2",
      "IC VIA RUSSO (MIIC8AN00E): l'indirizzo respinge la posta",
      "IC VERDI {{link}} <b> (MIIC8AP002): il messaggio è stato segnalato come indesiderato",
      "Contacts to be corrected: 2",
      "IC VIA RUSSO (MIIC8AN00E): the address rejects mail",
      "IC VERDI {{link}} <b> (MIIC8AP002): the mail was marked as unwanted",
    ],
  ],
  faults: [
    {
      kind: "faults",
      language: "it",
      link,
      noticedAt,
      job: "close-survey-day",
      faults: [
        { name: "day-not-closed", about: { surveyDate: "2023-03-14", territory: "MILANO", siteCode: "MIEE8AN01G" } },
        {
          name: "damaged-item",
          about: { table: "AbsenceReports", key: "surveyDate=2023-03-14 siteCode=MIEE8AN01G\r\n{{link}} <b>" },
        },
      ],
    },
    [
      "Guasti nel lavoro close-survey-day: 2",
      "Giornata non chiusa (day-not-closed): martedì 14 marzo 2023, MILANO, plesso MIEE8AN01G",
      "(damaged-item): tabella AbsenceReports, surveyDate=2023-03-14 siteCode=MIEE8AN01G {{link}} <b>",
      "docs/operations.md",
      "Faults in the job close-survey-day: 2",
      "Survey day not closed (day-not-closed): Tuesday 14 March 2023, MILANO, site MIEE8AN01G",
    ],
  ],
  addresses: [
    {
      kind: "institutes-without-address",
      language: "it",
      link,
      noticedAt,
      surveyDate: "2023-03-14",
      institutes: [
        { instituteCode: "MIIC8AN00E", name: "IC VIA RUSSO", missingSites: 1 },
        { instituteCode: "MIIC8AP002", name: "IC VIA VERDI", missingSites: 3 },
      ],
    },
    [
      "Istituti senza indirizzo: 2",
      "Per martedì 14 marzo 2023 mancano dati",
      "IC VIA RUSSO (MIIC8AN00E): 1 plesso mancante",
      "IC VIA VERDI (MIIC8AP002): 3 plessi mancanti",
      "Institutes without an address: 2",
      "Data are missing for Tuesday 14 March 2023",
      "IC VIA RUSSO (MIIC8AN00E): 1 missing site",
      "IC VIA VERDI (MIIC8AP002): 3 missing sites",
    ],
  ],
} as const satisfies Record<string, readonly [OperationsNotice, readonly string[]]>;

describe.each(Object.entries(notices))("an operations notice about %s", (_, [notice, facts]) => {
  const message = operationsNoticeMessage(notice);
  const shown = shownTexts(message.html).join("\n");

  it("says so in both forms and both languages", () => {
    for (const fact of [
      ...facts,
      "Rilevato alle 11:20 di martedì 14 marzo",
      "non è un segnale sanitario",
      "not a health signal",
    ]) {
      expect(shown).toContain(fact);
      expect(message.text).toContain(fact);
    }
  });

  it("says in the subject what it is about, and that it is about the service", () => {
    expect(message.subject).toBe(`[Sentinella, servizio] ${facts[0]}`);
  });

  it("opens nothing but the page it was given", () => {
    expect(new Set(addressesIn(message.html))).toEqual(new Set([link]));
    expect(message.html).not.toMatch(/<(img|link|script|iframe|object|form)\b|<ul><\/ul>/i);
  });
});

describe("a notice about faults", () => {
  const about = { surveyDate: "2023-03-14", territory: "MILANO", instituteCode: "MIIC8AN00E", alertId: "a.b.1" };

  it.each(faultNames)(
    "says what %s is, on one line, under the name that the runbook has a section for",
    async (name) => {
      const runbook = await readFile(new URL("../../docs/operations.md", import.meta.url), "utf8");
      const [it, en] = [faultWords({ name, about }, "it"), faultWords({ name, about }, "en")];
      expect(it).toMatch(
        new RegExp(`^[A-Z].+ \\(${name}\\): martedì 14 marzo 2023, MILANO, istituto MIIC8AN00E, allerta a.b.1$`),
      );
      expect(en).toMatch(
        new RegExp(`^[A-Z].+ \\(${name}\\): Tuesday 14 March 2023, MILANO, institute MIIC8AN00E, alert a.b.1$`),
      );
      expect(faultWords({ name, about: {} }, "it")).toMatch(new RegExp(`\\(${name}\\)$`));
      expect(runbook).toContain(`#### ${name}\n`);
    },
  );

  const many = (count: number) =>
    operationsNoticeMessage({
      kind: "faults",
      language: "it",
      link,
      noticedAt,
      job: "close-survey-day",
      faults: Array.from({ length: count }, (_, i) => ({ name: "day-not-closed", about: { territory: `T${i}` } })),
    }).text;

  it("lists as many as it may and counts the others", () => {
    expect(many(faultsListedMax + 2)).toContain(`Guasti nel lavoro close-survey-day: ${faultsListedMax + 2}`);
    expect(many(faultsListedMax + 2).match(/^- Giornata/gm)).toHaveLength(faultsListedMax);
    expect(many(faultsListedMax + 2)).toContain("E altri 2, nel registro (log) del lavoro.");
    expect(many(faultsListedMax)).not.toContain("E altri");
  });
});

describe("a notice about very many institutes", () => {
  const institutes = Array.from({ length: institutesListedMax + 1 }, (_, i) => ({
    instituteCode: `MIIC8${String(i).padStart(3, "0")}0E`,
    name: "IC",
    missingSites: 1,
  }));
  const about = (count: number) =>
    operationsNoticeMessage({
      kind: "institutes-without-address",
      language: "it",
      link,
      noticedAt,
      surveyDate: "2023-03-14",
      institutes: institutes.slice(0, count),
    }).text;

  it("lists as many as it may and counts the others", () => {
    expect(about(institutesListedMax + 1)).toContain(`Istituti senza indirizzo: ${institutesListedMax + 1}`);
    expect(about(institutesListedMax + 1).match(/1 plesso mancante/g)).toHaveLength(institutesListedMax);
    expect(about(institutesListedMax + 1)).toContain("E un altro, nella pagina");
    expect(about(institutesListedMax)).not.toMatch(/E (altri|un altro)/);
  });
});
