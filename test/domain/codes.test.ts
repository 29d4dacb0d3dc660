import { describe, expect, test } from "vitest";
import { isInstituteCode, isSiteCode, levelOfSchoolType, normaliseCode } from "../../shared/domain/codes.ts";

describe("a ministry code", () => {
  test("is upper case without blanks around it", () => {
    expect(normaliseCode(" miee8an02l\t")).toBe("MIEE8AN02L");
  });

  test.each([
    ["a primary site", "MIEE8AN02L", true],
    ["a private pre-primary school", "LO1A001009", true],
    ["a grammar school", "MIPS01000G", true],
    ["a comprehensive institute, which has no pupils itself", "MIIC8AN00E", false],
    ["a higher institute, which has no pupils itself", "MIIS02100L", false],
    ["too short", "MIEE8AN02", false],
    ["too long", "MIEE8AN02LL", false],
    ["letters where the serial ends in digits", "MIEE8ANA2L", false],
    ["lower case", "miee8an02l", false],
    ["a line break after it", "MIEE8AN02L\n", false],
    ["nothing", "", false],
  ])("of %s: %s names a site: %s", (_, code, is) => {
    expect(isSiteCode(code)).toBe(is);
  });
});

describe("an institute's code", () => {
  test.each([
    ["of a comprehensive institute", "MIIC8AN00E", true],
    ["of a higher institute", "MIIS02100L", true],
    ["of a site with pupils of its own", "MIEE8AN02L", false],
    ["too short", "MIIC8AN00", false],
    ["too long", "MIIC8AN00EE", false],
    ["lower case", "miic8an00e", false],
    ["nothing", "", false],
  ])("%s: %s is one: %s", (_, code, is) => {
    expect(isInstituteCode(code)).toBe(is);
  });
});

describe("the Ministry's school type", () => {
  test.each([
    ["SCUOLA INFANZIA", "pre-primary"],
    ["SCUOLA INFANZIA NON STATALE", "pre-primary"],
    ["SCUOLA PRIMARIA", "primary"],
    ["SCUOLA PRIMARIA NON STATALE", "primary"],
    ["SCUOLA PRIMO GRADO", "lower-secondary"],
    ["SCUOLA SEC. PRIMO GRADO NON STATALE", "lower-secondary"],
    ["SCUOLA SEC. SECONDO GRADO NON STATALE", "upper-secondary"],
    ["LICEO SCIENTIFICO", "upper-secondary"],
    ["LICEO ARTISTICO", "upper-secondary"],
    ["ISTITUTO D'ARTE", "upper-secondary"],
    ["ISTITUTO MAGISTRALE", "upper-secondary"],
    ["SCUOLA MAGISTRALE", "upper-secondary"],
    ["ISTITUTO TECNICO", "upper-secondary"],
    ["ISTITUTO TECNICO PER ATTIVITA' SOCIALI (GIA' ITF)", "upper-secondary"],
    ["IST TEC COMMERCIALE E PER GEOMETRI", "upper-secondary"],
    ["ISTITUTO PROFESSIONALE", "upper-secondary"],
    ["IST PROF PER I SERVIZI ALBERGHIERI E RISTORAZIONE", "upper-secondary"],
    ["IST PROF INDUSTRIA E ARTIGIANATO PER CIECHI", "upper-secondary"],
    [" liceo classico ", "upper-secondary"],
    ["ISTITUTO COMPRENSIVO", undefined],
    ["ISTITUTO SUPERIORE", undefined],
    ["CENTRO TERRITORIALE", undefined],
    ["CONVITTO NAZIONALE", undefined],
    ["CONVITTO ANNESSO", undefined],
    ["EDUCANDATO", undefined],
    ["Non Disponibile", undefined],
    ["", undefined],
  ])("%s is of level %s", (type, level) => {
    expect(levelOfSchoolType(type)).toBe(level);
  });
});
