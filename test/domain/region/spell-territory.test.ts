import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spellTerritory } from "../../../shared/domain/region/spell-territory.ts";

/** Every pair of letters: some are a province's code, the others stay as they are. */
const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
const codes = letters
  .flatMap((one) => letters.map((other) => one + other))
  .filter((two) => spellTerritory(two) !== two);
const provinces = codes.map(spellTerritory);

describe("the spelling of a territory", () => {
  it.each([
    ["Monza e della Brianza", "MONZA E DELLA BRIANZA"],
    ["MONZA E BRIANZA", "MONZA E DELLA BRIANZA"],
    ["Monza-Brianza", "MONZA E DELLA BRIANZA"],
    ["mb", "MONZA E DELLA BRIANZA"],
    ["Milano", "MILANO"],
    [" MILANO\u00a0", "MILANO"],
    ["Reggio nell'Emilia", "REGGIO EMILIA"],
    ["Reggio di Calabria", "REGGIO CALABRIA"],
    ["Forlì-Cesena", "FORLI'-CESENA"],
    ["FORLI' E CESENA", "FORLI'-CESENA"],
    ["Massa Carrara", "MASSA-CARRARA"],
    ["L’Aquila", "L'AQUILA"],
    ["Valle d'Aosta/Vallée d'Aoste", "AOSTA"],
    ["Bolzano/Bozen", "BOLZANO"],
    ["VCO", "VERBANO-CUSIO-OSSOLA"],
  ])("of the province %s is the registry's", (text, spelled) => {
    expect(spellTerritory(text)).toBe(spelled);
  });

  it.each([
    ["Valdorsa", "VALDORSA"],
    [" Valle   Camonica\t", "VALLE CAMONICA"],
    ["Milano città", "MILANO CITTÀ"],
    ["Monza", "MONZA"],
    ["Reggio", "REGGIO"],
    ["zz", "ZZ"],
  ])("of another, %s, is in capitals with single blanks", (text, spelled) => {
    expect(spellTerritory(text)).toBe(spelled);
  });

  it("never makes one of two provinces", () => {
    expect(codes).toHaveLength(107);
    expect(new Set(provinces).size).toBe(codes.length);
    expect(provinces.map(spellTerritory)).toEqual(provinces);
  });

  it("of any text is spelled once and for all", () => {
    const anything = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(anything, (text) => {
        const once = spellTerritory(text);
        expect(spellTerritory(once)).toBe(once);
      }),
    );
  });

  it("is the same in whatever case, with whatever blanks", () => {
    const blank = fc.stringMatching(/^[ \t\u00a0]{1,3}$/);
    fc.assert(
      fc.property(fc.constantFrom(...provinces), fc.array(fc.boolean()), blank, (name, lower, space) => {
        const written = [...name].map((letter, at) => (lower[at] ? letter.toLowerCase() : letter)).join("");
        expect(spellTerritory(`${space}${written.replaceAll(" ", space)}${space}`)).toBe(name);
      }),
    );
  });
});
