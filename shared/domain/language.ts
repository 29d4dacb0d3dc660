type Facts = {
  /** What the language calls itself. */
  name: string;
  /** By which dates are written. */
  locale: string;
  thousands: string;
  decimal: string;
  /** Between a time of day and its day. */
  ofDay: string;
  /** Between a weekday and its date. */
  behindWeekday: "" | ",";
  fewerThan: string;
};

/** How times and numbers are written in each language that people read, Italian first. */
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

/** Of whoever has not said which. */
export const defaultLanguage: Language = "it";

export const languages = ["it", "en", "de"] as const satisfies readonly Language[];
