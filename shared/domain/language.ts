type Facts = {
  /** The name of the language in that language. */
  name: string;
  /** The locale for writing dates. */
  locale: string;
  thousands: string;
  decimal: string;
  /** The word between a time of day and its day. */
  ofDay: string;
  /** The sign between a weekday and its date. */
  behindWeekday: "" | ",";
  fewerThan: string;
};

/** How each language writes times and numbers, Italian first. */
export const languageFacts = {
  it: {
    name: "Italiano",
    locale: "it-IT",
    thousands: ".",
    decimal: ",",
    ofDay: "di",
    behindWeekday: "",
    fewerThan: "meno di",
  },
  en: {
    name: "English",
    locale: "en-GB",
    thousands: ",",
    decimal: ".",
    ofDay: "on",
    behindWeekday: "",
    fewerThan: "fewer than",
  },
  de: {
    name: "Deutsch",
    locale: "de-IT",
    thousands: ".",
    decimal: ",",
    ofDay: "Uhr am",
    behindWeekday: ",",
    fewerThan: "weniger als",
  },
} as const satisfies Record<string, Facts>;

export type Language = keyof typeof languageFacts;

/** For people who have not chosen a language. */
export const defaultLanguage: Language = "it";

export const languages = ["it", "en", "de"] as const satisfies readonly Language[];
