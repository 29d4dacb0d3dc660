/** A part of a text. Two pairs of asterisks mark emphasis. */
export type TextBlock = { heading: string } | { paragraph: string } | { list: readonly string[]; isNumbered?: true };

/** @param shownMin smaller numbers are not shown */
type DocumentText = { title: string; body: (shownMin: number) => readonly TextBlock[] };

/** The documents that everybody may read, signed in or not. */
export type DocumentWords = {
  documents: { guide: DocumentText; accessibility: DocumentText; privacy: DocumentText; legal: DocumentText };
  /** The guides with pictures, which exist in Italian: links to them, and their titles. */
  pictured: {
    intro: string;
    inShort: string;
    links: { school: string; "health-office": string };
    titles: { school: string; "health-office": string };
    all: string;
  };
};
