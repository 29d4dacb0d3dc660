import type { AlertRule, AlertStatus } from "../../shared/domain/alerts/alert.ts";
import type { ExcludedTerritoryPoint } from "../../shared/domain/alerts/explanation.ts";
import type { AlertSeverity } from "../../shared/domain/alerts/verdict.ts";

const it = {
  statuses: {
    new: "nuovo",
    acknowledged: "preso in carico",
    verified: "verificato",
    "false-alarm": "falso allarme",
    closed: "chiuso",
    reopened: "riaperto",
    withdrawn: "ritirato da una correzione",
  } satisfies Record<AlertStatus, string>,
  moves: {
    acknowledged: "Prendi in carico",
    verified: "Segna come verificato",
    "false-alarm": "Segna come falso allarme",
    closed: "Chiudi",
    reopened: "Riapri",
  },
  severities: { attention: "attenzione", alert: "allerta" } satisfies Record<AlertSeverity, string>,
  rules: {
    absolute: "soglia fissa",
    "level-threshold": "soglia per grado",
    site: "plesso rispetto al suo solito",
    "common-cause": "causa comune o calendario",
    territory: "territorio rispetto al suo solito",
  } satisfies Record<AlertRule, string>,
  exclusions: {
    guard: "troppo vicina alla giornata",
    strike: "sciopero",
    weather: "maltempo",
    "year-start": "inizio dell'anno",
    "after-break": "dopo una pausa",
    "before-closure": "prima di una chiusura",
    alarmed: "già segnalata",
    "too-few-sites": "troppo pochi plessi",
    "not-closed": "non chiusa, o non leggibile",
  } satisfies Record<ExcludedTerritoryPoint["reason"], string>,
  verdicts: { provisional: "provvisorio", final: "definitivo" },
};

const en: typeof it = {
  statuses: {
    new: "new",
    acknowledged: "acknowledged",
    verified: "verified",
    "false-alarm": "false alarm",
    closed: "closed",
    reopened: "reopened",
    withdrawn: "withdrawn by a correction",
  },
  moves: {
    acknowledged: "Acknowledge",
    verified: "Mark as verified",
    "false-alarm": "Mark as false alarm",
    closed: "Close",
    reopened: "Reopen",
  },
  severities: { attention: "attention", alert: "alert" },
  rules: {
    absolute: "fixed line",
    "level-threshold": "line per level",
    site: "site against its usual",
    "common-cause": "common cause or calendar",
    territory: "territory against its usual",
  },
  exclusions: {
    guard: "too close to the day",
    strike: "strike",
    weather: "weather",
    "year-start": "start of the year",
    "after-break": "after a break",
    "before-closure": "before a closure",
    alarmed: "already signalled",
    "too-few-sites": "too few sites",
    "not-closed": "not closed, or not readable",
  },
  verdicts: { provisional: "provisional", final: "final" },
};

export const alertWords = { it, en };
