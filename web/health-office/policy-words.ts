import type { AlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";

type PartWords = { title: string; hint: string; enabled: string };
type NumberNames<Part> = { [Name in keyof Part as Part[Name] extends number ? Name : never]: string };

const it = {
  parts: {
    absolute: {
      title: "Soglia fissa",
      hint: "Un plesso così vuoto si segnala comunque, qualunque sia il suo solito.",
      enabled: "Attiva",
    },
    levelThresholds: {
      title: "Soglie per grado",
      hint: "Una soglia semplice per chi la vuole. Attenzione: una soglia uguale per tutti segnala troppo.",
      enabled: "Attiva",
    },
    siteRule: {
      title: "Regola S: il plesso rispetto al suo solito",
      hint: "Confronta ogni plesso con il proprio passato e con il territorio nello stesso giorno.",
      enabled: "Attiva",
    },
    commonCause: {
      title: "Causa comune",
      hint: "Se segnalano molti plessi insieme, un solo avviso al posto dei loro segnali.",
      enabled: "Attiva",
    },
    territoryRule: {
      title: "Regola T: il territorio rispetto al suo solito",
      hint: "Confronta un grado di scuola di un territorio con le sue giornate passate.",
      enabled: "Attiva",
    },
  } satisfies Record<keyof AlertPolicy, PartWords>,
  absolute: { absenceRateMin: "Tasso di assenza, da 0 a 1", pupilsMin: "Iscritti, almeno" } satisfies NumberNames<
    AlertPolicy["absolute"]
  >,
  levelThresholds: { pupilsMin: "Iscritti, almeno" } satisfies NumberNames<AlertPolicy["levelThresholds"]>,
  siteRule: {
    baselineObservations: "Giornate di confronto (W)",
    baselineObservationsMin: "Giornate di confronto, almeno",
    guardDays: "Giornate lasciate fuori prima (g)",
    shrinkagePupils: "Peso del grado, in alunni (κ)",
    overdispersion: "Variabilità aggiunta (ρ)",
    territoryFactorMax: "Fattore del territorio, al più (m)",
    territoryFactorSitesMin: "Plessi per il fattore, almeno",
    territoryFactorReportedShareMin: "Quota di risposte per il fattore, da 0 a 1",
    attentionProbability: "Attenzione sotto la probabilità",
    confirmedProbability: "Allerta se due volte sotto",
    certainProbability: "Allerta se una volta sotto",
    absenceRateMin: "Tasso di assenza, almeno",
    excessPupilsMin: "Alunni oltre il solito, almeno",
    pupilsMin: "Iscritti, almeno",
  } satisfies NumberNames<AlertPolicy["siteRule"]>,
  commonCause: {
    signallingShareMax: "Quota di plessi che segnalano, oltre",
    signallingSitesMin: "Plessi che segnalano, almeno",
  } satisfies NumberNames<AlertPolicy["commonCause"]>,
  territoryRule: {
    baselineDays: "Giornate di confronto",
    baselineDaysMin: "Giornate di confronto, almeno",
    guardDays: "Giornate lasciate fuori prima",
    spreadMin: "Variabilità, almeno",
    zMax: "Segnale oltre z",
    consecutiveDays: "Giornate di seguito",
    reportedShareMin: "Quota di risposte, da 0 a 1",
    sitesMin: "Plessi, almeno",
    pupilsMin: "Iscritti, almeno",
  } satisfies NumberNames<AlertPolicy["territoryRule"]>,
  numbers: "I numeri",
  level: (level: string) => `Soglia ${level}, da 0 a 1`,
};

const en: typeof it = {
  parts: {
    absolute: {
      title: "Fixed line",
      hint: "A site this empty is signalled in any case, whatever is usual there.",
      enabled: "On",
    },
    levelThresholds: {
      title: "Lines per level",
      hint: "A plain line for those who want one. Mind that one line for all signals too much.",
      enabled: "On",
    },
    siteRule: {
      title: "Rule S: the site against its usual",
      hint: "Compares each site with its own past and with the territory on the same day.",
      enabled: "On",
    },
    commonCause: {
      title: "Common cause",
      hint: "Where many sites signal at once, one notice takes the place of their signals.",
      enabled: "On",
    },
    territoryRule: {
      title: "Rule T: the territory against its usual",
      hint: "Compares a school level of a territory with its own past survey days.",
      enabled: "On",
    },
  },
  absolute: { absenceRateMin: "Absence rate, 0 to 1", pupilsMin: "Pupils, at least" },
  levelThresholds: { pupilsMin: "Pupils, at least" },
  siteRule: {
    baselineObservations: "Days compared with (W)",
    baselineObservationsMin: "Days compared with, at least",
    guardDays: "Days left out before (g)",
    shrinkagePupils: "Weight of the level, in pupils (κ)",
    overdispersion: "Added variance (ρ)",
    territoryFactorMax: "Territory factor, at most (m)",
    territoryFactorSitesMin: "Sites for the factor, at least",
    territoryFactorReportedShareMin: "Share reported for the factor, 0 to 1",
    attentionProbability: "Attention below the probability",
    confirmedProbability: "Alert when twice below",
    certainProbability: "Alert when once below",
    absenceRateMin: "Absence rate, at least",
    excessPupilsMin: "Pupils over the usual, at least",
    pupilsMin: "Pupils, at least",
  },
  commonCause: {
    signallingShareMax: "Share of sites signalling, over",
    signallingSitesMin: "Sites signalling, at least",
  },
  territoryRule: {
    baselineDays: "Days compared with",
    baselineDaysMin: "Days compared with, at least",
    guardDays: "Days left out before",
    spreadMin: "Spread, at least",
    zMax: "Signal above z",
    consecutiveDays: "Days running",
    reportedShareMin: "Share reported, 0 to 1",
    sitesMin: "Sites, at least",
    pupilsMin: "Pupils, at least",
  },
  numbers: "The numbers",
  level: (level) => `Line for ${level}, 0 to 1`,
};

export const policyWords = { it, en };
