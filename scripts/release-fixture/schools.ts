/** These places and schools do not exist: nobody has the province letters ZZ or the cadastral codes Z00x. */
export type FixtureSite = {
  siteCode: string;
  name: string;
  /** In the spelling of the Ministry's registry. */
  type: string;
  level: "pre-primary" | "primary" | "lower-secondary" | "upper-secondary";
  pupils: number;
  isSentinel: boolean;
};
export type FixtureInstitute = {
  instituteCode: string;
  name: string;
  /** In the spelling of the registry; absent when the registry has none. */
  email?: string;
  municipality: string;
  territory: string;
  sites: readonly FixtureSite[];
};

export const valdorsa = "VALDORSA";
export const altoLago = "ALTO LAGO";

const primary = { type: "SCUOLA PRIMARIA", level: "primary", isSentinel: true } as const;
const lower = { type: "SCUOLA PRIMO GRADO", level: "lower-secondary", isSentinel: true } as const;

export const institutes: readonly FixtureInstitute[] = [
  {
    instituteCode: "ZZIC90100A",
    name: "IC LARICI",
    email: "zzic90100a@scuola.example",
    municipality: "Z001",
    territory: valdorsa,
    sites: [
      { ...primary, siteCode: "ZZEE90101C", name: "PRIMARIA LARICI", pupils: 340 },
      { ...primary, siteCode: "ZZEE90102D", name: "PRIMARIA FONTE", pupils: 288 },
      { ...primary, siteCode: "ZZEE90103E", name: "PRIMARIA RIVA", pupils: 302 },
      { ...lower, siteCode: "ZZMM90101B", name: "MEDIA LARICI", pupils: 410 },
    ],
  },
  {
    instituteCode: "ZZIC902006",
    name: "IC BETULLE",
    email: "zzic902006@scuola.example",
    municipality: "Z001",
    territory: valdorsa,
    sites: [
      { ...primary, siteCode: "ZZEE902018", name: "PRIMARIA BETULLE", pupils: 265 },
      { ...primary, siteCode: "ZZEE902029", name: "PRIMARIA STAZIONE", pupils: 310 },
      { ...primary, siteCode: "ZZEE90203A", name: "PRIMARIA MALGA", pupils: 60 },
      { ...lower, siteCode: "ZZMM902017", name: "MEDIA BETULLE", pupils: 333 },
    ],
  },
  {
    instituteCode: "ZZIC903002",
    name: "IC GINEPRI",
    municipality: "Z002",
    territory: valdorsa,
    sites: [
      { ...primary, siteCode: "ZZEE903014", name: "PRIMARIA GINEPRI", pupils: 352 },
      { ...primary, siteCode: "ZZEE903025", name: "PRIMARIA MULINO", pupils: 291 },
      { ...primary, siteCode: "ZZEE903036", name: "PRIMARIA D'OLTRE L'ACQUA", pupils: 144, isSentinel: false },
    ],
  },
  {
    instituteCode: "ZZIS904008",
    name: "IS FAGGIO",
    email: "zzis904008@scuola.example",
    municipality: "Z002",
    territory: valdorsa,
    sites: [
      {
        siteCode: "ZZPS90401P",
        name: "LICEO FAGGIO",
        type: "LICEO SCIENTIFICO",
        level: "upper-secondary",
        pupils: 640,
        isSentinel: true,
      },
    ],
  },
  {
    instituteCode: "ZZIC905004",
    name: "IC ALTO LAGO",
    email: "zzic905004@scuola.example",
    municipality: "Z003",
    territory: altoLago,
    sites: [
      { ...primary, siteCode: "ZZEE905016", name: "PRIMARIA PORTO", pupils: 205 },
      { ...primary, siteCode: "ZZEE905027", name: "PRIMARIA ISOLA", pupils: 96 },
      { ...primary, siteCode: "ZZEE905038", name: "PRIMARIA VALICO", pupils: 150 },
    ],
  },
  {
    instituteCode: "ZZ1A90600F",
    name: "INFANZIA PARITARIA LA BARCA",
    email: "zz1a90600f@scuola.example",
    municipality: "Z003",
    territory: altoLago,
    sites: [
      {
        siteCode: "ZZ1A90600F",
        name: "LA BARCA",
        type: "SCUOLA INFANZIA NON STATALE",
        level: "pre-primary",
        pupils: 72,
        isSentinel: true,
      },
    ],
  },
];
