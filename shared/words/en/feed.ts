import type { FeedWords } from "../feed-words.ts";

export const feed: FeedWords = {
  name: "Sentinella: survey days",
  day: "Absences to enter",
  detail: (late) => `By 23:59; at the latest by 23:59 on ${late}.`,
};
