/** The texts of the calendar feed of the survey days. */
export type FeedWords = {
  name: string;
  day: string;
  /** @param late the last date for entries */
  detail: (late: string) => string;
};
