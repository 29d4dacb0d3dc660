/** What the calendar feed of the survey days says. */
export type FeedWords = {
  name: string;
  day: string;
  /** @param late the date until which entries are taken */
  detail: (late: string) => string;
};
