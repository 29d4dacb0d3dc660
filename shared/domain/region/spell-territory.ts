import type { Territory } from "../codes.ts";

/** Italy's provinces in the spelling of the Ministry's registry of schools, after their codes. */
const provinces = `
AG AGRIGENTO, AL ALESSANDRIA, AN ANCONA, AO AOSTA, AP ASCOLI PICENO, AQ L'AQUILA, AR AREZZO, AT ASTI, AV AVELLINO,
BA BARI, BG BERGAMO, BI BIELLA, BL BELLUNO, BN BENEVENTO, BO BOLOGNA, BR BRINDISI, BS BRESCIA,
BT BARLETTA-ANDRIA-TRANI, BZ BOLZANO, CA CAGLIARI, CB CAMPOBASSO, CE CASERTA, CH CHIETI, CL CALTANISSETTA, CN CUNEO,
CO COMO, CR CREMONA, CS COSENZA, CT CATANIA, CZ CATANZARO, EN ENNA, FC FORLI'-CESENA, FE FERRARA, FG FOGGIA,
FI FIRENZE, FM FERMO, FR FROSINONE, GE GENOVA, GO GORIZIA, GR GROSSETO, IM IMPERIA, IS ISERNIA, KR CROTONE, LC LECCO,
LE LECCE, LI LIVORNO, LO LODI, LT LATINA, LU LUCCA, MB MONZA E DELLA BRIANZA, MC MACERATA, ME MESSINA, MI MILANO,
MN MANTOVA, MO MODENA, MS MASSA-CARRARA, MT MATERA, NA NAPOLI, NO NOVARA, NU NUORO, OR ORISTANO, PA PALERMO,
PC PIACENZA, PD PADOVA, PE PESCARA, PG PERUGIA, PI PISA, PN PORDENONE, PO PRATO, PR PARMA, PT PISTOIA,
PU PESARO E URBINO, PV PAVIA, PZ POTENZA, RA RAVENNA, RC REGGIO CALABRIA, RE REGGIO EMILIA, RG RAGUSA, RI RIETI,
RM ROMA, RN RIMINI, RO ROVIGO, SA SALERNO, SI SIENA, SO SONDRIO, SP LA SPEZIA, SR SIRACUSA, SS SASSARI,
SU SUD SARDEGNA, SV SAVONA, TA TARANTO, TE TERAMO, TN TRENTO, TO TORINO, TP TRAPANI, TR TERNI, TS TRIESTE, TV TREVISO,
UD UDINE, VA VARESE, VB VERBANO-CUSIO-OSSOLA, VC VERCELLI, VE VENEZIA, VI VICENZA, VR VERONA, VT VITERBO,
VV VIBO VALENTIA`
  .split(",")
  .map((line) => line.trim())
  .map((line) => ({ code: line.slice(0, 2), name: line.slice(3) }));

/** Other names of provinces: they share no word with the registry's name, or have more words. */
const otherNames: ReadonlyMap<string, readonly string[]> = new Map([
  ["AO", ["Valle d'Aosta", "Vallée d'Aoste", "Valle d'Aosta/Vallée d'Aoste", "Aoste"]],
  ["BT", ["BAT"]],
  ["BZ", ["Alto Adige", "Südtirol", "Bozen", "Bolzano/Bozen"]],
  ["TN", ["Trentino", "Trient"]],
  ["VB", ["VCO"]],
]);

/**
 * Long names of provinces have these words and short ones do not: *Monza (e della) Brianza*, *Reggio (nell')Emilia*.
 */
const particles: ReadonlySet<string> = new Set(["D", "DELL", "DELLA", "DI", "E", "L", "LA", "NELL"]);

const byKey: ReadonlyMap<string, Territory> = new Map(
  provinces.flatMap(({ code, name }) =>
    [code, name, ...(otherNames.get(code) ?? [])].map((known) => [keyOf(known), name] as const),
  ),
);

/**
 * The only spelling of a territory. A province has the registry's spelling: case, blanks, accents and hyphens do not
 * matter, and the name may be long, short or the code. Every other territory is in capitals with single blanks.
 */
export function spellTerritory(text: string): Territory {
  // Some letters become two characters as capitals. The normal form joins them again.
  return (
    byKey.get(keyOf(text)) ??
    text
      .trim()
      .replaceAll(/[\t\p{Zs}]+/gu, " ")
      .normalize("NFC")
      .toUpperCase()
      .normalize("NFC")
  );
}

/** Equal for all spellings of one province. */
function keyOf(text: string): string {
  const words = text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toUpperCase()
    .split(/[\s'’.()/-]+/u);
  return words.filter((word) => word !== "" && !particles.has(word)).join(" ");
}
